"""Opens a graphics processor on a window: the first of SDL's drivers that answers, draws rightly and is fast enough."""

from __future__ import annotations

import math
import time
from collections.abc import Iterator

import pygame
from pygame._sdl2 import sdl2, video

from avatars.gpu import answers
from kiosk.stage.window.output import GpuOutput
from kiosk.stage.window.turning import Turning

ACCELERATED, TARGETS = 0x02, 0x08
"""SDL_RendererFlags."""
LAYERS = 3
SLOW_MS = 10.0
"""A driver that takes longer for three layers of the window's size computes them on the main processor."""
LONGEST_S, PAUSE_S = 0.8, 0.02
"""A driver has so long to show once that it is fast, with pauses: a machine that is busy just now slows most tries."""
LOST = (pygame.error, sdl2.error)
"""What SDL raises when a driver does not do what it is told."""


class GpuUnfitError(Exception):
    """No graphics processor is to be used; the message says why, for a technician."""


def open_gpu(window: pygame.Window, turning: Turning, *, patient: bool = False) -> GpuOutput:
    """A renderer on the window, in step with the panel where the driver can; a slow one too if `patient`.

    Raises:
        GpuUnfitError: none is fit. The window then has none, and can be filled from memory.
    """
    reasons = []
    for index, driver in _drivers():
        try:
            renderer = video.Renderer(window, index, vsync=True, target_texture=True)
        except sdl2.error:
            continue
        if reason := _unfit(renderer, window.size, patient=patient):
            reasons.append(f"{driver} {reason}")
            del renderer
            continue
        return GpuOutput(window, renderer, driver, turning)
    raise GpuUnfitError("; ".join(reasons) or "no graphics driver answers")


def _drivers() -> Iterator[tuple[int, str]]:
    for index, driver in enumerate(video.get_drivers()):
        if driver.flags & ACCELERATED and driver.flags & TARGETS:
            yield index, driver.name


def _unfit(renderer: video.Renderer, size: tuple[int, int], *, patient: bool) -> str:
    """Why a renderer is not to be used, or nothing."""
    try:
        if not answers(renderer):
            return "draws wrongly"
        took = _layers_ms(renderer, size)
    except LOST as error:
        return f"fails ({error})"
    return "" if patient or took <= SLOW_MS else f"is slow ({took:.0f} ms for {LAYERS} plain layers)"


def _layers_ms(renderer: video.Renderer, size: tuple[int, int]) -> float:
    """The first time that is not slow for some layers of a window's size, else the best within `LONGEST_S`."""
    layer = video.Texture(renderer, size, target=True)
    layer.blend_mode = pygame.BLENDMODE_BLEND
    until, best = time.monotonic() + LONGEST_S, math.inf
    while best > SLOW_MS and time.monotonic() < until:
        best = min(best, _try_ms(renderer, layer, size))
        time.sleep(PAUSE_S)
    return best


def _try_ms(renderer: video.Renderer, layer: video.Texture, size: tuple[int, int]) -> float:
    """The time for one try, drawn to the end: a pixel is read back."""
    start = time.monotonic()
    for _ in range(LAYERS):
        layer.draw(dstrect=(0, 0, *size))
    renderer.to_surface(area=(0, 0, 1, 1))
    return 1000 * (time.monotonic() - start)
