"""A live camera: its thread, its deadlines, and what is told of it when it hangs, lies or is not there."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np
import pytest
from support import Stopwatch

from hardware.camera.camera import Image
from hardware.camera.live import LiveCamera
from hardware.camera.v4l2 import camera_numbers, device_numbers, open_device
from hardware.errors import HardwareError

Step = Image | None | Exception


class Fake:
    """A capture that plays `steps`, then hangs until `hang` is set; `calls` are in the order they came."""

    def __init__(self, *steps: Step, missing: bool = False) -> None:
        self._steps, self._missing = list(steps), missing
        self.calls: list[str] = []
        self.hang = threading.Event()
        self.released = threading.Event()

    def prepare(self) -> None:
        self.calls.append("prepare")
        if self._missing:
            raise HardwareError("fake.missing", "It is not there.", "Plug it in.")

    def start(self) -> None:
        self.calls.append("start")

    def read(self) -> Image | None:
        self.calls.append("read")
        if not self._steps:
            self.hang.wait(10)
            return None
        step = self._steps.pop(0)
        if isinstance(step, Exception):
            raise step
        time.sleep(0.002)
        return step

    def release(self) -> None:
        self.calls.append("release")
        self.released.set()

    def silent(self) -> HardwareError:
        return HardwareError("fake.silent", "It gives no pictures.", "Unplug it.")


def grey(level: int) -> Image:
    return np.full((4, 4, 3), level, np.uint8)


Cameras = list[tuple[Fake, LiveCamera]]


@pytest.fixture
def opened() -> Iterator[Cameras]:
    """Cameras that are closed and let go after the test."""
    cameras: Cameras = []
    yield cameras
    for fake, camera in cameras:
        fake.hang.set()
        camera.close()


def camera_of(opened: Cameras, fake: Fake, name: str = "fake") -> LiveCamera:
    camera = LiveCamera(fake, name)
    opened.append((fake, camera))
    return camera


def read_until_fault(camera: LiveCamera, seconds: float = 5.0) -> HardwareError:
    until = time.monotonic() + seconds
    try:
        while time.monotonic() < until:
            camera.read(0.05)
    except HardwareError as fault:
        return fault
    pytest.fail("no fault")


def test_nothing_is_captured_before_the_first_read_nor_after_the_last(opened: Cameras) -> None:
    fake = Fake(*[grey(1)] * 3)
    camera = camera_of(opened, fake)
    assert camera.opened(30.0)
    time.sleep(0.05)
    assert fake.calls == ["prepare"]
    assert camera.read(30.0) is not None
    assert fake.calls[:3] == ["prepare", "start", "read"]
    fake.hang.set()
    camera.close()
    assert fake.released.is_set()
    assert fake.calls[-1] == "release"


def test_a_camera_that_is_closed_before_it_was_read_captures_nothing(opened: Cameras) -> None:
    fake = Fake(grey(1))
    camera = camera_of(opened, fake)
    assert camera.opened(30.0)
    camera.close()
    assert fake.calls == ["prepare", "release"]


def test_only_the_newest_frame_is_kept_and_the_others_are_counted(opened: Cameras) -> None:
    fake = Fake(*[grey(level) for level in range(20)])
    camera = camera_of(opened, fake)
    assert camera.read(0.0) is None
    while len(fake.calls) < 23:
        time.sleep(0.005)
    frame = camera.read(0.1)
    assert frame is not None
    assert (frame.image[0, 0, 0], frame.skipped) == (19, 19)
    watch = Stopwatch()
    assert camera.read(0.05) is None
    assert watch.seconds < 5.0 + watch.late_s, "the driver hangs, the reader does not"


@pytest.mark.parametrize(
    "steps",
    [
        pytest.param([grey(1)], id="hangs"),
        pytest.param([grey(1), *[None] * 400], id="says that it has none"),
        pytest.param([grey(1), *[np.zeros((0, 0, 3), np.uint8)] * 400], id="gives empty pictures"),
        pytest.param([grey(1), *[cv2.error("torn")] * 400], id="chokes on torn pictures"),
    ],
)
def test_a_device_that_was_unplugged_is_lost(
    opened: Cameras, monkeypatch: pytest.MonkeyPatch, steps: list[Step]
) -> None:
    monkeypatch.setattr("hardware.camera.live.SILENCE_S", 0.15)
    camera = camera_of(opened, Fake(*steps))
    assert camera.read(1.0) is not None
    assert read_until_fault(camera).code == "fake.silent"


def test_a_device_that_never_gives_a_picture_has_a_deadline_too(
    opened: Cameras, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hardware.camera.live.FIRST_FRAME_S", 0.1)
    assert read_until_fault(camera_of(opened, Fake())).code == "fake.silent"


def test_a_device_that_does_not_open_is_missing(opened: Cameras) -> None:
    camera = camera_of(opened, Fake(missing=True))
    with pytest.raises(HardwareError) as caught:
        camera.opened(30.0)
    assert caught.value.code == "fake.missing"


def test_a_camera_whose_driver_hangs_is_not_opened_twice(opened: Cameras, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hardware.camera.live.CLOSE_S", 0.02)
    fake = Fake()
    camera = camera_of(opened, fake, "one")
    camera.read(0.05)
    camera.close()
    with pytest.raises(HardwareError) as caught:
        LiveCamera(Fake(), "one")
    assert caught.value.code == "camera.stuck"
    camera_of(opened, Fake(), "another")
    fake.hang.set()
    assert fake.released.wait(2)
    camera._thread.join(2)
    camera_of(opened, Fake(), "one")


def test_a_number_without_a_device_is_missing() -> None:
    camera = open_device(97)
    with pytest.raises(HardwareError, match="/dev/video97") as caught:
        camera.opened(6.0)
    assert caught.value.code == "camera.device-missing"


def test_devices_are_listed_by_number_and_those_of_the_board_left_out(tmp_path: Path) -> None:
    names = {"video10": "bcm2835-codec-decode\n", "video2": "HD Webcam C270\n", "video0": "unicam\n", "video-x": ""}
    for node, name in names.items():
        (tmp_path / "dev").mkdir(exist_ok=True)
        (tmp_path / "dev" / node).touch()
        place = tmp_path / "sys" / "class" / "video4linux" / node
        place.mkdir(parents=True)
        (place / "name").write_text(name)
    assert device_numbers(tmp_path / "dev") == [0, 2, 10]
    assert camera_numbers(tmp_path) == [2]
