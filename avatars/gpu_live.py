"""A live layer on a graphics processor: a small texture, of which only what changed is drawn and sent again."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import skia
from pygame._sdl2 import video

from avatars.bake import Picture
from avatars.boxes import Box, common, holds, islands
from avatars.gpu_mesh import Blending
from avatars.live import Live
from avatars.pose import Pose
from avatars.view import Stance, View

SPARE = 32
"""Pixels that a texture is larger than its shapes, so that they may grow without a new one."""


@dataclass(slots=True)
class _Copy:
    """One of two textures that take turns, as the processor may still be reading the other one."""

    texture: video.Texture
    owed: list[Box] = field(default_factory=list)
    """What has changed since it was sent, in its own pixels."""


class LiveTexture:
    """One live layer on the graphics processor."""

    def __init__(self, live: Live, view: View, renderer: video.Renderer, blending: Blending) -> None:
        self._live, self._whole = live, (0, 0, view.width, view.height)
        self._renderer, self._blending = renderer, blending
        self._make(SPARE, SPARE)
        self._box: Box | None = None
        """What of the picture the texture shows."""

    def draw(self, stance: Stance, pose: Pose) -> None:
        """Draw the layer for a pose on the renderer's target."""
        moved, box = self._live.update(stance, pose), self._live.box()
        box = box and common(box, self._whole)
        if box is None:
            self._box = None
            return
        if self._box is None or not holds(self._box, box):
            self._box = box
            self._fit(box)
            self._paint(box, [box])
        else:
            self._paint(box := self._box, islands(moved))
        left, top, right, bottom = box
        size = (right - left, bottom - top)
        self._copies[0].texture.draw(srcrect=(0, 0, *size), dstrect=(left, top, *size))

    def _fit(self, box: Box) -> None:
        """Have textures that are large enough for a box."""
        width, height = box[2] - box[0], box[3] - box[1]
        rows, columns = self._picture.pixels.shape[:2]
        if width > columns or height > rows:
            self._make(max(width + SPARE, columns), max(height + SPARE, rows))

    def _paint(self, shown: Box, wanted: list[Box]) -> None:
        """Draw parts of the picture anew, and show them."""
        parts = [part for box in wanted if (part := common(shown, box))]
        if not parts:
            return
        left, top = shown[:2]
        for part in parts:
            self._draw(shown, part)
            area = (part[0] - left, part[1] - top, part[2] - left, part[3] - top)
            for copy in self._copies:
                copy.owed = [area] if part == shown else [*copy.owed, area]
        self._copies.reverse()
        self._send(self._copies[0])

    def _draw(self, shown: Box, part: Box) -> None:
        canvas = self._picture.canvas
        canvas.save()
        canvas.translate(-shown[0], -shown[1])
        canvas.clipRect(skia.Rect.MakeLTRB(*part))
        canvas.clear(0)
        self._live.paint(self._picture, part)
        canvas.restore()

    def _send(self, copy: _Copy) -> None:
        surface = self._blending.surface(self._picture.pixels)
        for left, top, right, bottom in copy.owed:
            area = (left, top, right - left, bottom - top)
            copy.texture.update(surface.subsurface(area), area)
        copy.owed.clear()

    def _make(self, width: int, height: int) -> None:
        self._picture = Picture(np.zeros((height, width, 4), np.uint8))
        size = (width, height)
        made = [self._blending.texture(self._renderer, size, streaming=True) for _ in range(2)]
        self._copies = [_Copy(texture) for texture in made]
