"""What a window is filled with: a picture from memory, or whatever a graphics processor drew."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

import numpy as np
import pygame
from numpy.typing import NDArray
from pygame._sdl2 import video

from kiosk.stage.composing.compose import surface
from kiosk.stage.window.turning import Turning

Pixels = NDArray[np.uint8]
"""(height, width, 4): RGB and a byte without meaning, upright."""


class Output(Protocol):
    """Fills one window."""

    @property
    def name(self) -> str:
        """What fills it, for a technician."""
        ...

    def show(self, picture: Pixels) -> None:
        """Show a picture of the window's size."""
        ...

    def read(self) -> Pixels:
        """What stands in the window."""
        ...


class MemoryOutput:
    """Copies a picture into the window: it works everywhere."""

    def __init__(self, window: pygame.Window, turning: Turning) -> None:
        self._window, self._turning = window, turning

    @property
    def name(self) -> str:
        """No graphics processor has part in it."""
        return "cpu"

    def show(self, picture: Pixels) -> None:
        """Show a picture of the window's size."""
        self._window.get_surface().blit(surface(self._turning.pixels(picture), "RGBX"), (0, 0))
        self._window.flip()

    def read(self) -> Pixels:
        """What stands in the window."""
        return self._turning.upright(_pixels(self._window.get_surface()))


class GpuOutput:
    """An SDL renderer on the window."""

    def __init__(self, window: pygame.Window, renderer: video.Renderer, driver: str, turning: Turning) -> None:
        self._window, self.renderer, self._driver, self._turning = window, renderer, driver, turning
        self._canvas: video.Texture | None = None
        self._draw: Callable[[], None] = renderer.clear

    @property
    def name(self) -> str:
        """SDL's name of the driver."""
        return f"gpu {self._driver}"

    @property
    def size(self) -> tuple[int, int]:
        """Width and height of the upright picture, px."""
        return self._turning.swapped(self._window.size)

    def render(self, draw: Callable[[], None]) -> None:
        """Draw a frame, upright: `draw` lays it on the renderer's target as it stands then. `present` shows it."""
        self._draw = draw
        canvas = self._upright()
        self.renderer.target = canvas  # None is the window itself
        self.renderer.draw_color = (0, 0, 0, 255)
        self.renderer.clear()
        draw()
        if canvas is not None:
            self.renderer.target = None
            canvas.draw_quad(*self._turning.corners(self._window.size))

    def present(self) -> None:
        """Show what was drawn; waits for the panel where the driver can."""
        self.renderer.present()

    def reset(self) -> None:
        """The driver has lost all textures."""
        self._canvas, self._draw = None, self.renderer.clear

    def show(self, picture: Pixels) -> None:
        """Show a picture of the window's size."""
        texture = video.Texture.from_surface(self.renderer, surface(picture, "RGBX"))
        self.render(lambda: texture.draw(dstrect=(0, 0, *self.size)))
        self.present()

    def read(self) -> Pixels:
        """What was drawn last. A window's pixels are undefined once they are shown, so it is drawn again."""
        self.render(self._draw)
        return self._turning.upright(_pixels(self.renderer.to_surface()))

    def _upright(self) -> video.Texture | None:
        """Where a frame is drawn before it is turned; none if it needs no turning."""
        if not self._turning.degrees:
            return None
        if self._canvas is None or (self._canvas.width, self._canvas.height) != self.size:
            self._canvas = video.Texture(self.renderer, self.size, target=True)
        return self._canvas


def _pixels(shown: pygame.Surface) -> Pixels:
    """A surface of any form as RGB and a spare byte."""
    raw = pygame.image.tobytes(shown, "RGBA")
    return np.frombuffer(raw, np.uint8).reshape(shown.get_height(), shown.get_width(), 4)
