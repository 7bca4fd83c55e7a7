"""The face through a graphics driver: what the thread that tells it what to draw takes, and how near its picture is."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

import avatars
from kiosk.bench.apart import apart
from kiosk.bench.avatar_frames import SIZE, WARM, moving
from kiosk.bench.row import Row, Skipped

if TYPE_CHECKING:
    import pygame
    from pygame._sdl2 import video

DRIVERS = ("opengl", "opengles2")
"""SDL's names."""
FRAMES = 24
LOOKED_AT = 8
"""Every so many frames the picture is compared."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What a driver did with a pack: milliseconds a frame, and the largest mean difference from the other renderer."""

    pack: str
    costs_ms: list[float]
    difference: float


def rows(driver: str, packs: Sequence[str]) -> Iterator[Row | Skipped]:
    """A driver's figures, of the packs they are worst for."""
    with some_display() as display:
        if display is None:
            yield Skipped(f"frames by {driver}", "there is no display, and no Xvfb to stand in for one")
            return
        seen = [apart(_draw, driver, display, pack) for pack in packs]
    if isinstance(seen[0], str):
        yield Skipped(f"frames by {driver}", seen[0])
        return
    good = [one for one in seen if isinstance(one, Seen)]
    slow, late, far = max(good, key=_median), max(good, key=_p95), max(good, key=lambda one: one.difference)
    name = f"Python thread of a {SIZE[0]}×{SIZE[1]} frame by {driver}, moving head"
    yield Row(f"{name}, median ({slow.pack})", _median(slow), "ms", 6)
    yield Row(f"… its p95 ({late.pack})", _p95(late), "ms")
    yield Row(f"difference of the pictures by {driver} and CPU, of 255 ({far.pack})", far.difference, "", 3)


def _median(seen: Seen) -> float:
    return float(np.median(seen.costs_ms))


def _p95(seen: Seen) -> float:
    return float(np.percentile(seen.costs_ms, 95))


@contextmanager
def some_display() -> Iterator[str | None]:
    """The display there is, or one that nobody sees."""
    own = os.environ.get("DISPLAY")
    if own or not shutil.which("Xvfb"):
        yield own
        return
    readable, writable = os.pipe()
    screen = ["-screen", "0", f"{SIZE[0]}x{SIZE[1]}x24"]
    command = ["Xvfb", "-noreset", "-displayfd", str(writable), *screen]  # a reset refuses who comes right after it
    server = subprocess.Popen(command, pass_fds=(writable,), stderr=subprocess.DEVNULL)
    os.close(writable)
    try:
        with os.fdopen(readable) as number:
            yield f":{number.readline().strip()}"
    finally:
        server.terminate()
        server.wait()


def _draw(driver: str, display: str, name: str) -> Seen | str:
    """Frames of a pack in this process, which has seen no window yet; or why there are none."""
    os.environ |= {"DISPLAY": display, "SDL_VIDEODRIVER": "x11", "PYGAME_HIDE_SUPPORT_PROMPT": "1"}
    os.environ["SDL_NO_SIGNAL_HANDLERS"] = "1"  # the pool ends its process with a signal
    from pygame._sdl2 import video

    from avatars.gpu import GpuFace, answers

    renderer = opened(driver, SIZE)
    if isinstance(renderer, str):
        return renderer
    if not answers(renderer):
        return "it does not draw as it should"
    renderer.target = video.Texture(renderer, SIZE, target=True)
    pack = avatars.load(name)
    face, other = GpuFace(pack, renderer, *SIZE), avatars.open_renderer(pack, *SIZE)
    costs, differences = [], []
    for number, pose in enumerate(moving(pack, FRAMES)):
        began = time.thread_time()
        face.draw(pose)
        costs.append(1000 * (time.thread_time() - began))
        pixels = other.draw(pose)
        if number % LOOKED_AT == 0:
            differences.append(_difference(renderer.to_surface(), pixels))
    return Seen(pack.id, costs[WARM:], max(differences))


def opened(driver: str, size: tuple[int, int]) -> video.Renderer | str:
    """A window's renderer by one of SDL's drivers, or why there is none."""
    import pygame
    from pygame._sdl2 import sdl2, video

    try:
        pygame.display.init()
        index = [each.name for each in video.get_drivers()].index(driver)
        return video.Renderer(pygame.Window("face", size), index=index, target_texture=True)
    except (pygame.error, sdl2.error, ValueError) as error:
        return str(error)


def _difference(surface: pygame.Surface, pixels: NDArray[np.uint8]) -> float:
    """Mean over all colours of all pixels."""
    from pygame.image import tobytes

    drawn = np.frombuffer(tobytes(surface, "RGBA"), np.uint8).reshape(pixels.shape)
    return float(np.abs(drawn[..., :3].astype(np.int16) - pixels[..., :3]).mean())
