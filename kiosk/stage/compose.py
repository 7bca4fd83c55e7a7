"""Puts face, still parts and moving panels together into one picture; panels are painted only when they change."""

from __future__ import annotations

import math
from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import replace
from functools import lru_cache

import numpy as np
import pygame
from numpy.typing import NDArray

from kiosk.stage.arrange import arrange
from kiosk.stage.brush import Brush
from kiosk.stage.layout import Layout
from kiosk.stage.paint import paint_sky
from kiosk.stage.screen import Panel, moving, still
from kiosk.stage.storemap import StoreMap
from kiosk.stage.view import View

MASKS = (0xFF, 0xFF00, 0xFF0000, 0xFF000000)
KEPT_PANELS = 24
GLIDE_S = 0.08
Face = NDArray[np.uint8]
"""(height, width, 4) RGBA, premultiplied."""


class Composer:
    """The screen of one size. `picture` is the last frame, RGBA."""

    def __init__(self, width: int, height: int, floor: StoreMap | None) -> None:
        self.width, self.height, self.floor = width, height, floor
        self.picture = pygame.Surface((width, height), pygame.SRCALPHA, 32, MASKS)
        self._sky = _surface(paint_sky(width, height))
        self._face_at: tuple[float, float] | None = None
        self._goal = 0
        self._panels: OrderedDict[Hashable, pygame.Surface] = OrderedDict()

    def layout(self, view: View) -> Layout:
        """Where everything is for a view."""
        place = view.scene.place
        known = self.floor is not None and bool(place) and self.floor.find(place) is not None
        return _arranged(replace(view, word=None), self.width, self.height, known)

    def draw(self, view: View, face: Face | None, t: float) -> pygame.Surface:
        """The picture at `t` seconds (any clock); `face` covers the layout's `avatar` box, None shows none."""
        layout = self.layout(view)
        self._face(layout, face, t)
        for panel in still(layout, view, self.floor):
            self.picture.blit(
                self._painted(panel), (panel.rect.x, panel.rect.y), special_flags=pygame.BLEND_PREMULTIPLIED
            )
        for panel in moving(layout, view, t):
            self.picture.blit(self._painted(panel), (panel.rect.x, panel.rect.y))
        return self.picture

    @property
    def resting(self) -> bool:
        """Whether the face has come to its height."""
        return self._face_at is None or abs(self._face_at[0] - self._goal) < 0.5

    def pixels(self) -> NDArray[np.uint8]:
        """The picture as (height, width, 4) RGBA; a view that the next `draw` overwrites."""
        flat = np.frombuffer(self.picture.get_buffer().raw, np.uint8)
        return flat.reshape(self.height, self.width, 4)

    def _face(self, layout: Layout, face: Face | None, t: float) -> None:
        if face is None:
            self.picture.blit(self._sky, (0, 0))
            return
        box = layout.avatar
        shown = pygame.image.frombuffer(face.data, (face.shape[1], face.shape[0]), "RGBX")
        if shown.get_size() != (box.w, box.h):
            shown = pygame.transform.smoothscale(shown, (box.w, box.h))
        self.picture.blit(shown, (box.x, self._glide(box.y, t)))

    def _glide(self, target: int, t: float) -> int:
        """The face moves to its new height in a fifth of a second, it does not jump."""
        self._goal = target
        last_y, last_t = self._face_at or (float(target), t)
        share = 1.0 - math.exp(-max(0.0, t - last_t) / GLIDE_S)
        y = last_y + (target - last_y) * share
        self._face_at = (y, t)
        return round(y)

    def _painted(self, panel: Panel) -> pygame.Surface:
        """The picture of a panel, the most recent ones kept."""
        if panel.key in self._panels:
            self._panels.move_to_end(panel.key)
            return self._panels[panel.key]
        self._panels[panel.key] = _surface(panel.paint())
        if len(self._panels) > KEPT_PANELS:
            self._panels.popitem(last=False)
        return self._panels[panel.key]


@lru_cache(maxsize=32)
def _arranged(view: View, width: int, height: int, known: bool) -> Layout:
    return arrange(view, width, height, has_map=known)


def _surface(brush: Brush) -> pygame.Surface:
    """A painted panel as a pygame surface of its own memory."""
    size = (brush.pixels.shape[1], brush.pixels.shape[0])
    return pygame.image.frombuffer(brush.pixels.data, size, "RGBA").copy()
