"""The ribbon cable's camera, with a stand-in for rpicam-vid that writes true YUV420 frames."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from hardware.camera import Frame
from hardware.camera_csi import open_csi, program
from hardware.camera_live import LiveCamera
from hardware.errors import HardwareError

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
while True:
    shade = (shade + 1) % 100
    # Left half dark, right half bright; U and V of a red.
    row = bytes([16 + shade]) * (width // 2) + bytes([116 + shade]) * (width // 2)
    os.write(1, row * height + bytes([90]) * (pixels // 4) + bytes([200]) * (pixels // 4))
    time.sleep(0.01)
"""


@pytest.fixture
def install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("PATH", str(tmp_path))
    return tmp_path


def put(folder: Path, name: str = "rpicam-vid", ends: str = "") -> None:
    path = folder / name
    path.write_text(STAND_IN.format(python=sys.executable, ends=ends))
    path.chmod(0o755)


def first(camera: LiveCamera) -> Frame:
    until = time.monotonic() + 20
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
