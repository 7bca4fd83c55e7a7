"""The face through SDL's drivers: the picture of the other renderer, also after its textures were lost."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import numpy as np
import pytest
from numpy.typing import NDArray

import avatars
from kiosk.bench.avatar_gpu import opened, some_display

if TYPE_CHECKING:
    from pygame._sdl2 import video

DRIVERS = {"opengl": "x11", "opengles2": "x11", "software": "dummy"}
"""SDL's names: what draws, and where its window is."""
SIZE = (270, 480)
AT = (9, 14)
FRAMES = 200
BLOCK = 30
"""Pixels across the squares in which a part of the picture could be off."""
POSES: dict[str, avatars.Pose] = {
    "neutral": {},
    "turned": {"headYaw": 14, "headPitch": -4, "headRoll": 5, "gazeX": -0.5, "hairSway": 0.6, "eyeBlinkLeft": 0.7},
    "speaking": {"jawOpen": 0.5, "mouthPucker": 0.6, "headYaw": -9, "breath": 1, "browUpLeft": 0.6},
}
STEPS: list[avatars.Pose] = [
    {}, {"jawOpen": 0.9}, {"jawOpen": 0.9, "eyeBlinkLeft": 0.9}, {"jawOpen": 0.9, "gazeX": 0.9}, {"jawOpen": 0.9},
]  # fmt: skip
"""One feature after the other, so that each frame draws a part only."""


@pytest.fixture(scope="module")
def display() -> Iterator[str | None]:
    """The X display there is, or one that is seen by nobody; none where neither can be had."""
    with some_display() as found:
        yield found


@cache
def report(driver: str, display: str | None) -> dict[str, Any]:
    """What a process of its own sees, as SDL takes one kind of window a process."""
    environment = {**os.environ, "SDL_VIDEODRIVER": DRIVERS[driver], "PYGAME_HIDE_SUPPORT_PROMPT": "1"}
    if DRIVERS[driver] == "x11":
        if display is None:
            pytest.skip(f"{driver} needs a display or Xvfb")
        environment["DISPLAY"] = display
    command = [sys.executable, __file__, driver]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=200)
    if done.returncode == SKIP:
        pytest.skip(f"{driver} does not start here: {done.stderr.strip()}")
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


@pytest.mark.parametrize("driver", DRIVERS)
def test_same_picture_as_without_a_graphics_processor(driver: str, display: str | None) -> None:
    for name, (mean, worst) in report(driver, display)["differences"].items():
        assert mean <= 3, name
        assert worst <= 14, f"{name}: a part of the picture is off"


@pytest.mark.parametrize("driver", DRIVERS)
def test_frame_drawn_on_the_last_one_equals_a_fresh_one(driver: str, display: str | None) -> None:
    assert report(driver, display)["again"] <= 0.5


@pytest.mark.parametrize("driver", DRIVERS)
def test_picture_comes_back_after_its_textures_were_lost(driver: str, display: str | None) -> None:
    assert report(driver, display)["reset"] == 0


@pytest.mark.parametrize("driver", DRIVERS)
def test_nothing_is_drawn_outside_the_face(driver: str, display: str | None) -> None:
    assert report(driver, display)["outside"] == [[1, 2, 3]]


@pytest.mark.parametrize("driver", DRIVERS)
def test_memory_does_not_grow(driver: str, display: str | None) -> None:
    assert report(driver, display)["grown_mib"] < 2


@pytest.mark.parametrize(("driver", "can"), [("opengl", True), ("opengles2", True), ("software", False)])
def test_a_driver_is_taken_only_if_it_can_lay_layers_over_each_other(
    driver: str, can: bool, display: str | None
) -> None:
    found = report(driver, display)
    assert found["answers"] is can
    assert found["target_kept"]


SKIP = 77


class Screen:
    """A target of a renderer that can be read, with room around the face."""

    def __init__(self, renderer: video.Renderer) -> None:
        from pygame._sdl2 import video

        self._renderer = renderer
        self._target = video.Texture(renderer, (SIZE[0] + 2 * AT[0], SIZE[1] + 2 * AT[1]), target=True)
        renderer.target = self._target

    @property
    def kept(self) -> bool:
        return self._renderer.target is self._target

    def draw(self, face: Any, pose: avatars.Pose) -> NDArray[np.int64]:
        """The whole target, (height, width, 3)."""
        import pygame

        self._renderer.draw_color = (1, 2, 3, 255)
        self._renderer.clear()
        face.draw(pose, *AT)
        drawn = self._renderer.to_surface()
        pixels = np.frombuffer(pygame.image.tobytes(drawn, "RGB"), np.uint8)
        return pixels.reshape(drawn.height, drawn.width, 3).astype(np.int64)

    def face(self, face: Any, pose: avatars.Pose) -> NDArray[np.int64]:
        """The face's part of it."""
        return self.draw(face, pose)[AT[1] : AT[1] + SIZE[1], AT[0] : AT[0] + SIZE[0]]


def difference(one: NDArray[np.int64], other: NDArray[np.int64]) -> tuple[float, float]:
    """Mean difference of the pictures, and of the square where they differ most."""
    apart = np.abs(one - other).mean(axis=2)
    squares = apart.reshape(SIZE[1] // BLOCK, BLOCK, SIZE[0] // BLOCK, BLOCK).mean(axis=(1, 3))
    return float(apart.mean()), float(squares.max())


def grown_mib(face: Any, renderer: video.Renderer) -> float:
    """Memory that many frames leave behind."""
    sizes = []
    for number in range(FRAMES + 50):
        face.draw({"headYaw": number % 13 - 6, "jawOpen": number % 7 / 7, "eyeBlinkLeft": number % 5 / 5})
        renderer.present()
        if number == 49 or number == FRAMES + 49:
            sizes.append(int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE"))
    return (sizes[1] - sizes[0]) / 2**20


@pytest.mark.parametrize(("width", "height", "framing"), [(0, 480, "bust"), (270, 9000, "bust"), (270, 480, "legs")])
def test_a_size_and_a_framing_that_cannot_be_drawn_are_refused(
    maya: avatars.Pack, width: int, height: int, framing: str
) -> None:
    from avatars.gpu import GpuFace

    with pytest.raises(avatars.AvatarError):
        GpuFace(maya, cast("video.Renderer", None), width, height, framing=framing)


def main(driver: str) -> None:
    from avatars.gpu import GpuFace, answers

    renderer = opened(driver, SIZE)
    if isinstance(renderer, str):
        sys.stderr.write(renderer)
        sys.exit(SKIP)
    screen = Screen(renderer)
    found: dict[str, Any] = {"answers": answers(renderer), "target_kept": screen.kept}
    pack = avatars.load("maya")
    face = GpuFace(pack, renderer, *SIZE)
    other = avatars.open_renderer(pack, *SIZE)
    drawn = {name: screen.face(face, pose) for name, pose in POSES.items()}
    found["differences"] = {
        name: difference(drawn[name], other.draw(pose)[..., :3].astype(np.int64)) for name, pose in POSES.items()
    }
    for pose in STEPS:
        last = screen.face(face, pose)
    found["again"] = difference(last, screen.face(GpuFace(pack, renderer, *SIZE), STEPS[-1]))[1]
    fresh = screen.face(GpuFace(pack, renderer, *SIZE), POSES["speaking"])
    face.reset()
    found["reset"] = difference(screen.face(face, POSES["speaking"]), fresh)[0]
    whole = screen.draw(face, POSES["turned"])
    around = np.concatenate([whole[: AT[1]].reshape(-1, 3), whole[:, -AT[0] :].reshape(-1, 3)])
    found["outside"] = np.unique(around, axis=0).tolist()
    renderer.target = None
    found["grown_mib"] = grown_mib(GpuFace(pack, renderer, 64, 64, framing="head"), renderer)
    sys.stdout.write(json.dumps(found))


if __name__ == "__main__":
    main(sys.argv[1])
