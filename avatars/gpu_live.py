"""A live layer on a graphics processor: a small texture that its shapes are drawn into whenever they change."""

from __future__ import annotations

import numpy as np
import skia
from pygame._sdl2 import video

from avatars.bake import Picture
from avatars.boxes import Box, around, common, holds
from avatars.gpu_mesh import Blending
from avatars.pose import Pose
from avatars.shapes import ShapeSet
from avatars.view import Stance, View

SPARE = 32
"""Pixels that a texture is larger than its shapes, so that they may grow without a new one."""


class LiveTexture:
    """One live layer on the graphics processor."""

    def __init__(self, shapes: ShapeSet, view: View, renderer: video.Renderer, blending: Blending) -> None:
        self._shapes, self._view = shapes, view
        self._renderer, self._blending = renderer, blending
        self._make(SPARE, SPARE)
        self._box: Box | None = None
        """What of the picture the texture shows."""

    def draw(self, stance: Stance, pose: Pose) -> None:
        """Draw the layer for a pose on the renderer's target."""
        changed = self._shapes.move(stance, pose)
        box = around(self._shapes.boxes[self._shapes.visible])
        box = box and common(box, (0, 0, self._view.width, self._view.height))
        if box is None:
            self._box = None
            return
        if changed.any() or self._box is None or not holds(self._box, box):
            self._paint(box)
            self._box = box
        left, top, right, bottom = self._box
        size = (right - left, bottom - top)
        self._texture.draw(srcrect=(0, 0, *size), dstrect=(left, top, *size))

    def _paint(self, box: Box) -> None:
        left, top, right, bottom = box
        width, height = right - left, bottom - top
        rows, columns = self._picture.pixels.shape[:2]
        if width > columns or height > rows:
            self._make(max(width + SPARE, columns), max(height + SPARE, rows))
        canvas = self._picture.canvas
        canvas.save()
        canvas.clipRect(skia.Rect.MakeWH(width, height))
        canvas.clear(0)
        canvas.translate(-left, -top)
        self._shapes.paint(canvas, box)
        canvas.restore()
        area = (0, 0, width, height)
        self._texture.update(self._blending.surface(self._picture.pixels).subsurface(area), area)

    def _make(self, width: int, height: int) -> None:
        self._picture = Picture(np.zeros((height, width, 4), np.uint8))
        self._texture = self._blending.texture(self._renderer, (width, height), streaming=True)
