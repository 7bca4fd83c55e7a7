"""A live layer on a graphics processor: a small texture, of which only what changed is drawn and sent again."""

from __future__ import annotations

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
            self._move(box)
        else:
            for island in islands(moved):
                self._paint(self._box, island)
        left, top, right, bottom = self._box or box
        size = (right - left, bottom - top)
        self._texture.draw(srcrect=(0, 0, *size), dstrect=(left, top, *size))

    def _move(self, box: Box) -> None:
        """Show another box of the picture."""
        width, height = box[2] - box[0], box[3] - box[1]
        rows, columns = self._picture.pixels.shape[:2]
        if width > columns or height > rows:
            self._make(max(width + SPARE, columns), max(height + SPARE, rows))
        self._box = box
        self._paint(box, box)

    def _paint(self, shown: Box, wanted: Box) -> None:
        """Draw a part of the picture anew."""
        part = common(shown, wanted)
        if part is None:
            return
        canvas = self._picture.canvas
        canvas.save()
        canvas.translate(-shown[0], -shown[1])
        canvas.clipRect(skia.Rect.MakeLTRB(*part))
        canvas.clear(0)
        self._live.paint(self._picture, part)
        canvas.restore()
        area = (part[0] - shown[0], part[1] - shown[1], part[2] - part[0], part[3] - part[1])
        self._texture.update(self._blending.surface(self._picture.pixels).subsurface(area), area)

    def _make(self, width: int, height: int) -> None:
        self._picture = Picture(np.zeros((height, width, 4), np.uint8))
        self._texture = self._blending.texture(self._renderer, (width, height), streaming=True)
