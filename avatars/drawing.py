"""The renderer for any computer: baked layers bent by OpenCV, eyes, brows and mouth drawn by Skia, one thread."""

from __future__ import annotations

import numpy as np
import skia
from numpy.typing import NDArray

from avatars.backdrop import backdrop
from avatars.bake import Picture, textures
from avatars.pack import Pack
from avatars.paint import Palette
from avatars.pose import PARAMETERS, Pose, clamp
from avatars.rig import Layer
from avatars.shapes import ShapeSet
from avatars.view import Stance, frame
from avatars.warp import Box, WarpedLayer

WHOLE = 0.7
"""When more than this share of the picture changed, all of it is drawn."""


class CpuRenderer:
    """Draws poses of one pack; between two calls only what changed is drawn again."""

    def __init__(self, pack: Pack, width: int, height: int, *, transparent: bool, framing: str) -> None:
        self._pack, self._view = pack, frame(width, height, framing)
        layers = [layer for layer in pack.rig.layers if layer.framing in {"both", framing}]
        self._parts = self._open(layers, framing)
        self._frame = Picture(np.zeros((height, width, 4), np.uint8))
        self._backdrop = None if transparent else backdrop(pack, width, height)
        self._fresh = True

    @property
    def width(self) -> int:
        """Pixels across."""
        return self._view.width

    @property
    def height(self) -> int:
        """Pixels down."""
        return self._view.height

    def draw(self, pose: Pose) -> NDArray[np.uint8]:
        """Draw one frame: (height, width, 4), RGBA, premultiplied. The next call reuses the array."""
        full = {name: clamp(name, pose.get(name, default)) for name, (_, default, _) in PARAMETERS.items()}
        stance = Stance(self._view, self._pack.rig, full)
        changed = [part.update(stance, full) for part in self._parts]
        if box := self._dirty(changed):
            self._compose(box)
        return self._frame.pixels

    def _open(self, layers: list[Layer], framing: str) -> list[_Baked | _Live]:
        baked = [layer for layer in layers if layer.mesh is not None]
        drawn = dict(zip([layer.id for layer in baked], textures(self._pack, self._view, baked, framing), strict=True))
        parts: list[_Baked | _Live] = []
        for layer in layers:
            if layer.mesh is not None:
                parts.append(_Baked(WarpedLayer(drawn[layer.id], layer.mesh, self._pack.rig, self._view)))
            else:
                palette = Palette(self._pack.colours, self._view.scale)
                parts.append(_Live(ShapeSet(layer.shapes, palette, self._view.scale)))
        return parts

    def _dirty(self, changed: list[Box | None]) -> Box | None:
        """The one box that has to be drawn, inside the picture."""
        whole = (0, 0, self.width, self.height)
        if self._fresh:
            self._fresh = False
            return whole
        box = _union([box for box in changed if box])
        if box is None:
            return None
        left, top, right, bottom = max(box[0], 0), max(box[1], 0), min(box[2], self.width), min(box[3], self.height)
        if left >= right or top >= bottom:
            return None
        if (right - left) * (bottom - top) > WHOLE * self.width * self.height:
            return whole
        return left, top, right, bottom

    def _compose(self, box: Box) -> None:
        left, top, right, bottom = box
        canvas = self._frame.canvas
        canvas.save()
        canvas.clipRect(skia.Rect.MakeLTRB(left, top, right, bottom))
        area = np.s_[top:bottom, left:right]
        self._frame.pixels[area] = 0 if self._backdrop is None else self._backdrop.pixels[area]
        for part in self._parts:
            part.paint(self._frame, box)
        canvas.restore()


class _Baked:
    """A warped layer with a Skia surface on its buffer."""

    def __init__(self, layer: WarpedLayer) -> None:
        self._layer, self._picture = layer, Picture(layer.pixels)

    def update(self, stance: Stance, pose: Pose) -> Box | None:
        return _union(self._layer.bend(stance, pose))

    def paint(self, frame: Picture, _: Box) -> None:
        for box in self._layer.filled():
            frame.canvas.save()
            frame.canvas.clipRect(skia.Rect.MakeLTRB(*box))
            self._picture.draw_on(frame, self._layer.left, self._layer.top)
            frame.canvas.restore()


class _Live:
    """Shapes that are drawn in every frame."""

    def __init__(self, shapes: ShapeSet) -> None:
        self._shapes = shapes
        self._before: NDArray[np.float64] | None = None

    def update(self, stance: Stance, pose: Pose) -> Box | None:
        changed = self._shapes.move(stance, pose)
        now = self._shapes.boxes
        boxes = now if self._before is None else np.vstack([now[changed], self._before[changed]])
        self._before = now
        if not len(boxes):
            return None
        left, top = np.floor(boxes[:, :2].min(axis=0)).astype(int).tolist()
        right, bottom = np.ceil(boxes[:, 2:].max(axis=0)).astype(int).tolist()
        return left, top, right, bottom

    def paint(self, frame: Picture, box: Box) -> None:
        self._shapes.paint(frame.canvas, box)


def _union(boxes: list[Box]) -> Box | None:
    if not boxes:
        return None
    columns = list(zip(*boxes, strict=True))
    return min(columns[0]), min(columns[1]), max(columns[2]), max(columns[3])
