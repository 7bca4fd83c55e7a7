"""The screen as one picture in memory: for a window without a graphics processor, for films and for tests."""

from __future__ import annotations

import cv2
import numpy as np
import pygame
from numpy.typing import NDArray

from kiosk.floor import StoreMap
from kiosk.stage.arrangement.layout import Rect
from kiosk.stage.composing.composition import Composition, PanelStore
from kiosk.stage.composing.screen import Panel
from kiosk.stage.painting.brush import Brush
from kiosk.stage.painting.paint import paint_sky
from kiosk.stage.view import View

Face = NDArray[np.uint8]
"""(height, width, 4) RGBA, opaque."""


class Composer(Composition[Face]):
    """Draws in memory; `picture` is the last frame, without alpha: laying it on a window is a plain copy."""

    def __init__(self, width: int, height: int, floor: StoreMap | None) -> None:
        super().__init__(width, height, floor)
        self._pixels = np.zeros((height, width, 4), np.uint8)
        self.picture = surface(self._pixels, "RGBX")
        self._panels: PanelStore[pygame.Surface] = PanelStore(width, height)
        self._sky: pygame.Surface | None = None
        self._kept: pygame.Surface | None = None
        self._scaled: Face | None = None

    def draw(self, view: View, face: Face | None, t: float) -> pygame.Surface:
        """The picture at `t` seconds; `face` is scaled to the layout's `avatar` box, None shows none."""
        self.compose(view, face, t)
        return self.picture

    def pixels(self) -> NDArray[np.uint8]:
        """The picture as (height, width, 4), RGB and a byte without meaning; the next `draw` overwrites it."""
        return self._pixels

    def _ground(self, face: Face | None, box: Rect) -> None:
        if face is None:
            self._sky = self._sky or _surface_of(paint_sky(self.width, self.height))
            self.picture.blit(self._sky, (0, 0))
            return
        self.picture.blit(surface(self._fitted(face, box), "RGBX"), (box.x, box.y))

    def _fitted(self, face: Face, box: Rect) -> Face:
        if face.shape[:2] == (box.h, box.w):
            return face
        if self._scaled is None or self._scaled.shape[:2] != (box.h, box.w):
            self._scaled = np.empty((box.h, box.w, 4), np.uint8)
        cv2.resize(face, (box.w, box.h), dst=self._scaled, interpolation=cv2.INTER_LINEAR)
        return self._scaled

    def _lay(self, panel: Panel) -> None:
        painted = self._panels.get(panel, lambda wanted: _surface_of(wanted.paint()))
        self.picture.blit(painted, (panel.rect.x, panel.rect.y), special_flags=pygame.BLEND_PREMULTIPLIED)

    def _keep(self) -> None:
        self._kept = self.picture.copy()

    def _forget(self) -> None:
        self._kept = None

    def _before(self, area: Rect, share: float) -> None:
        if self._kept is not None:
            self._kept.set_alpha(round(255 * share))
            self.picture.blit(self._kept, (area.x, area.y), (area.x, area.y, area.w, area.h))


def surface(pixels: NDArray[np.uint8], form: str) -> pygame.Surface:
    """Pixels (height, width, 4) as a pygame surface on the same memory; `form` is RGBA, or RGBX to pass over alpha."""
    return pygame.image.frombuffer(pixels.data, (pixels.shape[1], pixels.shape[0]), form)  # type: ignore[arg-type]


def _surface_of(brush: Brush) -> pygame.Surface:
    """A painted panel as a pygame surface."""
    return surface(brush.pixels, "RGBA")
