"""The ribbon cable's camera, with a stand-in for rpicam-vid that writes true YUV420 frames."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import cv2
import numpy as np
import pytest

from hardware.camera.camera import Frame
from hardware.camera.csi import is_torn, open_csi, program
from hardware.camera.live import LiveCamera, held
from hardware.errors import HardwareError
from kiosk.simulation.aisle import View, draw_aisle

STAND_IN = """#!{python}
import os, sys, time
from pathlib import Path
here = Path(__file__).parent
(here / "asked").write_text("\\n".join(sys.argv[1:]))
(here / "pid").write_text(str(os.getpid()))
if "{ends}":
    sys.exit("{ends}")
sys.stderr.write("Using camera /base/soc/i2c0mux\\n")
sys.stderr.flush()
width, height = (int(sys.argv[sys.argv.index(name) + 1]) for name in ("--width", "--height"))
shade, pixels = 0, width * height
os.write(1, bytes([60] * (pixels * 3 // 4 if "{loses}" else 0)))
while True:
    shade = (shade + 1) % 100
    # Left half dark, right half bright; U and V of a red.
    row = bytes([16 + shade]) * (width // 2) + bytes([116 + shade]) * (width // 2)
    os.write(1, row * height + bytes([90]) * (pixels // 4) + bytes([200]) * (pixels // 4))
    while (here / "drips").exists():
        os.write(1, bytes(8))
        time.sleep(0.01)
    time.sleep(0.01)
"""

DIES = """
import os, signal, sys
from hardware.camera.csi import open_csi
camera = open_csi(0, 128, 64)
while camera.read(0.2) is None:
    pass
print("reads", flush=True)
signal.pause()
"""


@pytest.fixture
def install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("PATH", str(tmp_path))
    return tmp_path


def put(folder: Path, name: str = "rpicam-vid", ends: str = "", loses: str = "") -> None:
    path = folder / name
    path.write_text(STAND_IN.format(python=sys.executable, ends=ends, loses=loses))
    path.chmod(0o755)


def first(camera: LiveCamera) -> Frame:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        frame = camera.read(0.2)
        if frame is not None:
            return frame
    pytest.fail("no frame")


@pytest.mark.parametrize("name", ["rpicam-vid", "libcamera-vid"])
def test_frames_come_through_the_pipe_in_their_colours_and_the_program_ends(install: Path, name: str) -> None:
    put(install, name)
    camera = open_csi(1, 128, 64)
    assert camera.opened(2.0)
    assert not (install / "asked").exists(), "nothing is captured before the first read"
    frame = first(camera)
    assert frame.image.shape == (64, 128, 3)
    left, right = frame.image[:, :60].mean(axis=(0, 1)), frame.image[:, 68:].mean(axis=(0, 1))
    assert np.all(right > left + 20)
    blue, _, red = right
    assert red > blue + 80, "the planes are Y, U, V"
    later = first(camera)
    assert not np.array_equal(frame.image, later.image)
    asked = (install / "asked").read_text().split("\n")
    assert asked[asked.index("--codec") + 1] == "yuv420"
    assert asked[asked.index("--camera") + 1] == "1"
    assert asked[asked.index("--output") + 1] == "-"
    camera.close()
    camera._thread.join(3)
    with pytest.raises(ProcessLookupError):
        os.kill(int((install / "pid").read_text()), 0)


def test_a_missing_program_names_the_package(install: Path) -> None:
    assert program() == ""
    camera = open_csi()
    with pytest.raises(HardwareError) as caught:
        camera.opened(2.0)
    assert caught.value.code == "camera.csi-program"
    assert "apt install rpicam-apps-lite" in caught.value.remedy


def test_a_program_that_ends_says_why(install: Path) -> None:
    put(install, ends="ERROR: *** no cameras available ***")
    camera = open_csi()
    with pytest.raises(HardwareError) as caught:
        first(camera)
    assert caught.value.code == "camera.csi-ended"
    assert "no cameras available" in caught.value.sentence
    camera.close()


def test_a_program_that_lost_half_a_picture_is_begun_anew(install: Path) -> None:
    put(install, loses="half")
    camera = open_csi(0, 128, 64)
    with pytest.raises(HardwareError) as caught:
        first(camera)
    assert caught.value.code == "camera.csi-torn"
    camera.close()


def test_noise_and_lost_parts_are_told_from_pictures() -> None:
    aisle = np.asarray(cv2.cvtColor(draw_aisle(View(320, 240, 66.0, 1.35)), cv2.COLOR_BGR2YUV_I420), np.uint8)
    assert not is_torn(aisle)
    assert not is_torn(aisle // 8)
    for lost in (0.25, 0.5, 0.7):
        assert is_torn(np.roll(aisle.ravel(), round(lost * aisle.size)).reshape(aisle.shape)), lost
    assert is_torn(np.random.default_rng(1).integers(0, 256, aisle.shape).astype(np.uint8))


def test_bytes_that_never_become_a_picture_do_not_keep_the_camera_from_being_closed(install: Path) -> None:
    put(install)
    camera = open_csi(0, 128, 64)
    first(camera)
    (install / "drips").touch()
    while camera.read(0.2) is not None:
        pass
    camera.close()
    camera._thread.join(3)
    assert not held()
    with pytest.raises(ProcessLookupError):
        os.kill(int((install / "pid").read_text()), 0)


def test_the_program_does_not_outlive_who_reads_it_even_one_that_is_killed(install: Path) -> None:
    put(install)
    reader = subprocess.Popen([sys.executable, "-c", DIES], stdout=subprocess.PIPE)
    assert reader.stdout is not None
    assert reader.stdout.readline() == b"reads\n"
    stand_in = int((install / "pid").read_text())
    os.kill(stand_in, signal.SIGSTOP)  # it would end by itself as soon as it writes
    reader.kill()
    reader.wait()
    reader.stdout.close()
    until = time.monotonic() + 60
    while (alive := Path(f"/proc/{stand_in}/cmdline").exists()) and time.monotonic() < until:
        time.sleep(0.02)
    if alive:
        os.kill(stand_in, signal.SIGKILL)
    assert not alive
