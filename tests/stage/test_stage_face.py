"""The face on the main processor: another size is opened while the old one goes on; a head that turns less often."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np
import pytest
from numpy.typing import NDArray

import avatars
from kiosk.stage.composing.cpu_face import LARGEST, CpuFace
from kiosk.stage.composing.resolution import LEVELS

PLACE = (200, 300)


@dataclass
class Stand:
    """A renderer that draws nothing, and remembers for which poses."""

    width: int
    height: int
    poses: list[Mapping[str, float]] = field(default_factory=list)

    def draw(self, pose: Mapping[str, float]) -> NDArray[np.uint8]:
        self.poses.append(dict(pose))
        return np.zeros((self.height, self.width, 4), np.uint8)


@dataclass
class Workshop:
    """Opens stands; all but the first wait for `may`."""

    opened: list[Stand] = field(default_factory=list)
    may: threading.Event = field(default_factory=threading.Event)

    def open(self, _: avatars.Pack, width: int, height: int) -> Stand:
        if self.opened:
            assert self.may.wait(10)
        self.opened.append(Stand(width, height))
        return self.opened[-1]


@pytest.fixture
def workshop(monkeypatch: pytest.MonkeyPatch) -> Iterator[Workshop]:
    made = Workshop()
    monkeypatch.setattr(avatars, "open_renderer", made.open)
    yield made
    made.may.set()


def faces(pack: avatars.Pack, place: tuple[int, int]) -> CpuFace:
    return CpuFace(pack, place, 1000 / 30)


@pytest.fixture(scope="module")
def pack() -> avatars.Pack:
    return avatars.load("maya")


def hurry(face: CpuFace, frame_ms: float, frames: int, start: float = 0.0) -> None:
    for number in range(frames):
        face.timed(start + number * frame_ms / 1000, frame_ms)


def until_size(face: CpuFace, size: tuple[int, int], place: tuple[int, int] = PLACE) -> None:
    end = time.monotonic() + 30
    while face.drawn({}, place).shape[:2] != (size[1], size[0]):
        assert time.monotonic() < end, "the new size never came"
        time.sleep(0.005)


def test_late_frames_make_it_smaller_and_no_frame_waits_for_that(workshop: Workshop, pack: avatars.Pack) -> None:
    face = faces(pack, PLACE)
    hurry(face, 34.0, 40)
    shapes = {face.drawn({"jawOpen": 0.4}, PLACE).shape for _ in range(20)}
    assert shapes == {(300, 200, 4)}, "the old size is drawn while the new one is being opened"
    workshop.may.set()
    until_size(face, (160, 240))
    assert face.place == PLACE
    assert workshop.opened[-1].poses[0] == {"jawOpen": 0.4}, "its costly first frame was drawn beside"
    face.close()


def test_a_place_of_another_size_gets_its_own_face(workshop: Workshop, pack: avatars.Pack) -> None:
    workshop.may.set()
    face = faces(pack, PLACE)
    until_size(face, (100, 150), (100, 150))
    assert face.place == (100, 150)
    face.close()


def test_the_head_turns_less_often_at_the_coarsest_level_and_the_mouth_as_ever(
    workshop: Workshop, pack: avatars.Pack
) -> None:
    workshop.may.set()
    face = faces(pack, PLACE)
    for _ in range(4):
        hurry(face, 300.0, 20)
        until_size(face, face.size)
        time.sleep(0.05)
        face.drawn({}, PLACE)
    assert face.size == (round(200 * LEVELS[-1].scale), round(300 * LEVELS[-1].scale))
    drawn = workshop.opened[-1].poses
    drawn.clear()
    for number in range(8):
        face.drawn({"headYaw": float(number), "jawOpen": float(number)}, PLACE)
    assert [pose["jawOpen"] for pose in drawn] == [0, 1, 2, 3, 4, 5, 6, 7]
    assert len({pose["headYaw"] for pose in drawn}) in (4, 5)
    face.close()


def test_a_place_larger_than_can_be_drawn_is_scaled(workshop: Workshop, pack: avatars.Pack) -> None:
    face = faces(pack, (3000, 6000))
    assert max(face.size) <= LARGEST
    assert face.place == (3000, 6000)
    face.close()
