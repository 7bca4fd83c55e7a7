"""The part as a whole: a camera in, events out."""

from __future__ import annotations

import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from sight_support import SmallShop, person, yunet
from support import FakeLink, Stopwatch, data_dir, running, until

from avatars import AvatarError
from hardware.camera.camera import Frame, Image
from hardware.camera.live import LiveCamera
from hardware.errors import HardwareError
from kiosk.events import (
    CameraClosed,
    CameraOpened,
    Event,
    FaceMoved,
    PartFailed,
    PartReady,
    ShopperApproaching,
    ShopperEngaged,
    ShopperLeft,
    ShopperNoticed,
    SourceEnded,
)
from kiosk.settings import Settings
from kiosk.sight import part
from kiosk.simulation import people

Start = Callable[..., FakeLink]
PACE_MPS = 0.5
"""So slow that also a busy machine sees somebody come in several pictures."""


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Runs the part in a thread with these sight settings; it must return when the core goes."""
    with ExitStack() as stack:

        def begin(on_event: Callable[[Event], None] | None = None, **sight: Any) -> FakeLink:
            settings = Settings.model_validate({"sight": sight})
            return stack.enter_context(running(part.run, FakeLink(tmp_path, on_event), settings))

        yield begin


def clip(path: Path, frames: int) -> Path:
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"MJPG"), 10.0, (160, 120))
    for _ in range(frames):
        writer.write(np.full((120, 160, 3), 128, np.uint8))
    writer.release()
    return path


@pytest.mark.engine
def test_a_shopper_of_the_simulated_shop_is_greeted_at_the_right_distance(start: Start, tmp_path: Path) -> None:
    yunet()
    try:
        people.head_of("maya")
    except AvatarError as fault:
        pytest.skip(f"no avatar: {fault}")

    def walk(t: float) -> list[dict[str, object]]:
        return [person(0.05, max(1.2, 3.4 - PACE_MPS * max(0.0, t)))] if t < 12.0 else []

    shop = SmallShop(tmp_path / "shop.sock", walk)
    link = start(camera="shop", end_s=1.0)
    ready = link.wait(PartReady)
    watch = Stopwatch()
    shop.began = time.monotonic() + 0.5
    assert (ready.part, ready.simulated) == ("sight", True)
    approaching, engaged = link.wait(ShopperApproaching), link.wait(ShopperEngaged)
    at = link.sent_at[link.sent.index(engaged)] - shop.began
    assert approaching.distance_m > engaged.distance_m
    assert engaged.distance_m == pytest.approx(max(1.2, 3.4 - PACE_MPS * at), rel=0.08, abs=0.15 + watch.late_s)
    assert (engaged.eye_line, engaged.group) == ("standard", 1)
    until(lambda: time.monotonic() > shop.began + 7.0)  # the shopper has stood still for two seconds
    until(lambda: link.of(FaceMoved)[-1].distance_m == pytest.approx(1.2, rel=0.08))
    face = link.of(FaceMoved)[-1]
    assert face.distance_m == pytest.approx(1.2, rel=0.08)
    assert face.yaw_deg == pytest.approx(-2.4, abs=1.5), "the camera's right is the screen's left"
    assert face.pitch_deg == pytest.approx(11.8, abs=2.5)
    assert link.wait(ShopperLeft).track == engaged.track
    assert len(link.of(ShopperNoticed)) == len(link.of(ShopperEngaged)) == 1
    shop.close()


@pytest.mark.engine
def test_a_recording_greets_ends_and_says_so(start: Start) -> None:
    yunet()
    link = start(camera=f"file:{data_dir() / 'sight' / 'single_face.mp4'}", end_s=1.0)
    link.wait(SourceEnded, 60)
    kinds = [type(event) for event in link.sent if not isinstance(event, FaceMoved)]
    assert [kind for kind in kinds if kind is not CameraClosed] == [
        *(CameraOpened, PartReady, ShopperNoticed, ShopperEngaged, ShopperLeft, SourceEnded)
    ]
    assert kinds.count(CameraClosed) == 1, "the light goes out with the recording"
    ready = link.of(PartReady)[0]
    assert "single_face.mp4" in ready.detail
    assert not ready.simulated
    assert 0.4 < link.of(ShopperEngaged)[0].distance_m < 0.55


@pytest.mark.engine
def test_real_walkers_are_noticed_and_approach_at_their_own_pace(start: Start) -> None:
    yunet()
    link = start(camera=f"file:{data_dir() / 'sight' / 'face-demographics-walking.gif'}")
    link.wait(SourceEnded, 60)
    assert len(link.of(ShopperNoticed)) == 2
    assert len(link.of(ShopperApproaching)) == 1
    assert link.of(ShopperEngaged) == []


@pytest.mark.engine
def test_a_recording_without_people_only_ends(start: Start, tmp_path: Path) -> None:
    yunet()
    link = start(camera=f"file:{clip(tmp_path / 'empty.avi', 6)}")
    link.wait(SourceEnded)
    assert [type(event) for event in link.sent] == [CameraOpened, PartReady, CameraClosed, SourceEnded]
    time.sleep(0.4)
    assert len(link.sent) == 4


def test_without_a_camera_that_is_wanted_so_nothing_is_opened(
    start: Start, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("kiosk.models.data_dir", lambda: tmp_path)  # no model is needed
    monkeypatch.setattr(part.Watch, "turn", lambda _watch: pytest.fail("it looks for a camera"))
    monkeypatch.setattr(part, "IDLE_S", 0.01)
    link = start(camera="none")
    assert link.wait(PartFailed).code == "camera.off"
    while link.received < 5:
        time.sleep(0.01)
    assert len(link.sent) == 1


@pytest.mark.engine
@pytest.mark.parametrize(
    ("camera", "code"),
    [
        ("device:97", "camera.device-missing"),
        ("file:/nowhere.mp4", "camera.file-missing"),
        ("webcam", "camera.setting"),
    ],
)
def test_a_camera_that_is_not_there_is_told_once(
    start: Start, monkeypatch: pytest.MonkeyPatch, camera: str, code: str
) -> None:
    yunet()
    monkeypatch.setattr(part, "RETRY_S", 0.15)
    link = start(camera=camera)
    assert link.wait(PartFailed).code == code
    time.sleep(0.5)
    assert len(link.sent) == 1
    assert link.received > 4


def test_a_missing_model_is_told_with_its_remedy(start: Start, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("kiosk.models.data_dir", lambda: tmp_path)
    failed = start(camera="shop").wait(PartFailed)
    assert failed.code == "models.missing"
    assert "kiosk models get yunet" in failed.reason


@pytest.mark.engine
def test_a_camera_that_comes_later_is_found(start: Start, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    yunet()
    monkeypatch.setattr(part, "RETRY_S", 0.2)
    link = start(camera=f"file:{tmp_path / 'late.avi'}")
    link.wait(PartFailed)
    shutil.move(clip(tmp_path / "x.avi", 12), tmp_path / "late.avi")
    assert link.wait(PartReady).part == "sight"
    assert len(link.of(PartFailed)) == 1


RNG = np.random.default_rng(1)
BARS = np.kron(RNG.integers(60, 200, (12, 16, 3)), np.ones((10, 10, 1)))


def scene(light: float = 1.0) -> Image:
    """A wall of coloured tiles, through a sensor's noise."""
    return np.asarray(np.clip(BARS * light + RNG.normal(0, 2, BARS.shape), 0, 255), np.uint8)


class Cable:
    """A camera that can be pulled out."""

    detail, fps, ended = "cable", 30.0, False

    def __init__(self) -> None:
        self.pulled = False

    def read(self, timeout_s: float) -> Frame | None:
        time.sleep(0.02)
        if self.pulled:
            raise HardwareError("camera.device-silent", "The camera gives no pictures.", "Plug it in.")
        return Frame(scene(), time.monotonic(), 0.0)

    def close(self) -> None:
        """Nothing is held."""


@pytest.mark.engine
def test_the_camera_light_is_on_exactly_while_pictures_come(start: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    yunet()
    cables = [Cable(), Cable()]
    left = iter(cables)
    monkeypatch.setattr(part, "RETRY_S", 0.2)
    monkeypatch.setattr("kiosk.sight.source.open_camera", lambda *_: next(left))
    link = start(camera="cable")
    link.wait(PartReady)
    assert [type(event) for event in link.sent] == [CameraOpened, PartReady]
    cables[0].pulled = True
    link.wait(PartFailed)
    ends = time.monotonic() + 30
    while len(link.of(PartReady)) < 2 and time.monotonic() < ends:
        time.sleep(0.02)
    kinds = [type(event) for event in link.sent]
    assert kinds == [CameraOpened, PartReady, CameraClosed, PartFailed, CameraOpened, PartReady]


class Window:
    """A camera whose pictures can be spoilt, ten a second by its own clock, which runs fast."""

    detail, fps, ended = "window", 10.0, False
    now = 1000.0

    def __init__(self, shown: Callable[[], Image]) -> None:
        self._shown = shown

    def read(self, timeout_s: float) -> Frame | None:
        time.sleep(0.004)
        Window.now += 0.1
        return Frame(self._shown(), Window.now, 0.0)

    def close(self) -> None:
        """Nothing is held."""


def told(link: FakeLink, count: int) -> list[str]:
    """The first events, in short, as soon as there are so many."""
    ends = time.monotonic() + 30
    while len(link.sent) < count and time.monotonic() < ends:
        time.sleep(0.005)
    return [event.code if isinstance(event, PartFailed) else type(event).__name__ for event in link.sent]


@pytest.mark.engine
@pytest.mark.parametrize(
    ("spoilt", "expected"),
    [
        (scene(0.01), ["camera.black", "PartReady"]),
        (scene(), ["camera.frozen", "CameraClosed", "CameraOpened", "PartReady"]),
    ],
    ids=["capped", "frozen"],
)
def test_a_camera_that_sees_nobody_is_told_while_its_light_is_true_and_comes_back(
    start: Start, monkeypatch: pytest.MonkeyPatch, spoilt: Image, expected: list[str]
) -> None:
    """A capped camera goes on taking pictures in; one that stands still is opened anew."""
    yunet()
    monkeypatch.setattr(part, "RETRY_S", 0.05)
    monkeypatch.setattr("kiosk.sight.source.open_camera", lambda *_: Window(lambda: scene() if clear else spoilt))
    clear = True
    link = start(camera="window")
    link.wait(PartReady)
    clear = False
    link.wait(PartFailed)
    told(link, 2 + len(expected) - 1)
    clear = True
    assert told(link, 2 + len(expected)) == ["CameraOpened", "PartReady", *expected]
    assert link.of(PartReady)[1].part == "sight"


class Shutter:
    """The capture seam: notes when it is asked for a picture, and when it gives the device back."""

    def __init__(self, notes: list[str]) -> None:
        self._notes = notes

    def prepare(self) -> None:
        self._notes.append("prepare")

    def start(self) -> None:
        self._notes.append("start")

    def read(self) -> Image | None:
        self._notes.append("picture")
        time.sleep(0.01)
        if self._notes.count("picture") > 20:
            raise HardwareError("camera.device-silent", "The camera gives no pictures.", "Plug it in.")
        return scene()

    def release(self) -> None:
        self._notes.append("release")

    def silent(self) -> HardwareError:
        return HardwareError("camera.device-silent", "The camera gives no pictures.", "Plug it in.")


@pytest.mark.engine
def test_the_light_is_on_before_the_first_captured_picture_and_off_after_the_last(
    start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    yunet()
    notes: list[str] = []
    monkeypatch.setattr("kiosk.sight.source.open_device", lambda _number: LiveCamera(Shutter(notes), "shutter"))
    link = start(lambda event: notes.append(type(event).__name__), camera="device:0")
    link.wait(PartFailed)
    seen = [note for at, note in enumerate(notes) if note != "picture" or notes[at - 1] != "picture"]
    assert [note for note in seen if note not in ("PartReady", "picture")] == [
        *("prepare", "CameraOpened", "start", "release", "CameraClosed", "PartFailed")
    ]
    assert notes.index("CameraOpened") < notes.index("picture")
    assert max(at for at, note in enumerate(notes) if note == "picture") < notes.index("release")


class Stuck(Shutter):
    """A driver that hangs in its last picture until it is let go."""

    def __init__(self, notes: list[str]) -> None:
        super().__init__(notes)
        self.let_go = threading.Event()

    def read(self) -> Image | None:
        if self._notes.count("picture") > 5:
            self.let_go.wait(10)
        return super().read()


@pytest.mark.engine
def test_the_light_stays_on_while_a_driver_that_hangs_may_take_a_picture_yet(
    start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    yunet()
    monkeypatch.setattr("hardware.camera.live.SILENCE_S", 0.1)
    monkeypatch.setattr("hardware.camera.live.CLOSE_S", 0.05)
    notes: list[str] = []
    shutter = Stuck(notes)
    monkeypatch.setattr("kiosk.sight.source.open_device", lambda _number: LiveCamera(shutter, "stuck shutter"))
    link = start(lambda event: notes.append(type(event).__name__), camera="device:0")
    link.wait(PartFailed)
    shutter.let_go.set()
    link.wait(CameraClosed)
    assert notes.index("PartFailed") < notes.index("release") < notes.index("CameraClosed")


@pytest.mark.engine
def test_nothing_is_written(start: Start, tmp_path: Path) -> None:
    yunet()
    recording = clip(tmp_path / "empty.avi", 6)
    link = start(camera=f"file:{recording}")
    link.wait(SourceEnded)
    assert list(tmp_path.iterdir()) == [recording]


def test_the_part_can_be_imported_cheaply() -> None:
    code = "import sys, kiosk.sight.part, kiosk.sight.cli; print({'cv2', 'numpy', 'skia'} & set(sys.modules))"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "set()\n"
