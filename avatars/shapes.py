"""The shapes of a layer, moved by a pose all at once and drawn one by one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import skia
from numpy.typing import NDArray

from avatars.curves import TAPER_CORNERS, Array, taper_outline
from avatars.outlines import Outlines
from avatars.paint import Palette
from avatars.pose import Pose
from avatars.rig import Shape
from avatars.view import Stance

INVISIBLE = 0.004
CREPT_PX, CREPT_ALPHA, CREPT_SIZE = 0.1, 0.003, 0.001
"""Changes that cannot be seen."""
NONE = -1
NEVER = 9.0
"""An alpha and a size that no shape has."""
Box = tuple[float, float, float, float]
"""Left, top, right, bottom in pixels."""
Follow = Callable[[Array], Array]
"""How much each of (n, 4) points goes with the head, (n,)."""


def value_of(pose: Pose, key: str) -> float:
    """What a key's deltas are multiplied by: a parameter, or the product of a corrective's two."""
    value = 1.0
    for name in key.split("*"):
        value *= pose.get(name, 0.0)
    return value


def outlined(shape: Shape) -> Shape:
    """A tapered line as the outline that is drawn, with keys that move the outline."""
    if shape.op not in {"taper", "tail"}:
        return shape
    rest = np.array(shape.points)
    tail = shape.op == "tail"
    outline = taper_outline(rest, shape.width, tail)
    keys = {}
    for name, deltas in shape.keys.items():
        moved = rest.copy()
        for index, *by in deltas:
            moved[int(index), :3] += by
        change = taper_outline(moved, shape.width, tail) - outline
        keys[name] = [[float(index), *map(float, by[:3])] for index, by in enumerate(change)]
    return shape.model_copy(
        update={"op": "path", "points": outline.tolist(), "corners": TAPER_CORNERS, "tension": 0.125, "keys": keys}
    )


@dataclass(slots=True)
class _Seen:
    """How shapes were when they last changed: points in pixels, alphas and sizes."""

    pixels: Array
    alphas: Array
    sizes: Array


class ShapeSet:
    """Shapes in drawing order. `move` works out where everything is; `paint` draws what touches a rectangle."""

    def __init__(self, shapes: Sequence[Shape], palette: Palette, scale: float) -> None:
        self._shapes = [outlined(shape) for shape in shapes]
        self._palette, self._scale = palette, scale
        self._lay_out()
        self._gather_keys()
        self._prepare_paints()
        self._index()

    def _lay_out(self) -> None:
        """One array of all points, with gradient anchors after the outline of each shape."""
        rows: list[list[float]] = []
        self._first: list[int] = []
        self._anchor: list[int] = []
        self._outlines = Outlines()
        self._outline: list[int] = []
        for shape in self._shapes:
            self._first.append(len(rows))
            rows += shape.points
            self._anchor.append(len(rows))
            if shape.op in {"soft", "disc"}:
                self._outline.append(NONE)
                self._outlines.skip(len(shape.points))
                continue
            closed = shape.op != "stroke"
            number = self._outlines.add(len(shape.points), closed=closed, corners=shape.corners, tension=shape.tension)
            self._outline.append(number)
            anchors = [anchor for anchor in (shape.paint.start, shape.paint.end) if anchor]
            self._outlines.skip(len(anchors))
            rows += anchors
        self._rest = np.array(rows, dtype=np.float64)

    def _gather_keys(self) -> None:
        names = sorted({key for shape in self._shapes for key in shape.driven_by})
        index = {name: i for i, name in enumerate(names)}
        self._keys = names
        self._deltas = np.zeros((len(names), len(self._rest), 3))
        self._fade = np.zeros((len(names), len(self._shapes)))
        self._grow = np.zeros((len(names), len(self._shapes)))
        for i, shape in enumerate(self._shapes):
            for name, deltas in shape.keys.items():
                self._add_deltas(index[name], i, shape, deltas)
            for name, by in shape.fade.items():
                self._fade[index[name], i] = by
            for name, by in shape.grow.items():
                self._grow[index[name], i] = by
        self._flat = self._deltas.reshape(len(names), 3 * len(self._rest))
        self._alpha = np.array([shape.alpha for shape in self._shapes])
        self._peaks: Array = np.array([max(stop.alpha for stop in shape.paint.stops) for shape in self._shapes])
        self._pads = np.array([[self._pad(shape)] for shape in self._shapes])

    def _add_deltas(self, key: int, i: int, shape: Shape, deltas: list[list[float]]) -> None:
        for point, *by in deltas:
            self._deltas[key, self._first[i] + int(point)] = by
        last = self._first[i + 1] if i + 1 < len(self._shapes) else len(self._rest)
        if shape.paint.follow is not None:
            self._deltas[key, self._anchor[i] : last] = self._deltas[key, self._first[i] + shape.paint.follow]

    def _prepare_paints(self) -> None:
        self._paints: list[skia.Paint] = []
        for shape in self._shapes:
            if shape.op == "soft":
                self._paints.append(self._palette.soft(shape.paint))
            elif shape.op == "disc":
                self._paints.append(self._palette.disc(shape.paint))
            else:
                self._paints.append(self._palette.base(shape.paint, shape.width if shape.op == "stroke" else None))
        self._base_alpha = [paint.getAlphaf() for paint in self._paints]
        named = {shape.id: i for i, shape in enumerate(self._shapes)}
        self._clip_of = [None if shape.clip is None else named[shape.clip] for shape in self._shapes]

    def _index(self) -> None:
        """Which points are whose, where each outline ends before its anchors, and what was last seen of all."""
        count = len(self._shapes)
        outer = [place for pair in zip(self._first, self._anchor, strict=True) for place in pair]
        self._outer = outer[:-1] if outer[-1] == len(self._rest) else outer
        self._owner = np.repeat(np.arange(count), np.diff([*self._first, len(self._rest)]))
        self._clipped_by = np.array([i if clip is None else clip for i, clip in enumerate(self._clip_of)])
        self._stale = np.ones(count, bool)
        self._stance: Stance | None = None
        self._values = np.zeros(0)
        never = np.full((len(self._rest), 2), np.inf)
        self._last = _Seen(never, np.full(count, NEVER), np.full(count, NEVER))

    def move(self, stance: Stance, pose: Pose, follow: Follow | None = None) -> NDArray[np.bool_]:
        """Put everything where the pose wants it; which shapes differ from the last call, as (shapes,) booleans."""
        values = np.array([value_of(pose, key) for key in self._keys])
        if stance is self._stance and np.array_equal(values, self._values):
            return np.zeros(len(self._shapes), dtype=bool)
        self._stance, self._values = stance, values
        points = self._rest.copy()
        points[:, :3] += (values @ self._flat).reshape(-1, 3)
        self._pixels = stance.head(points) if follow is None else stance.between(points, follow(points))
        self._alphas = np.clip(self._alpha + values @ self._fade, 0, 1)
        self._sizes = 1 + values @ self._grow
        self._squeeze = stance.foreshortening
        self._boxes = self._bounds()
        self._unfollowed = True
        return self._differences()

    def _differences(self) -> NDArray[np.bool_]:
        """Which shapes look different from when they last did; what only crept stays as it was drawn."""
        last = self._last
        moved = np.maximum.reduceat(np.abs(self._pixels - last.pixels).max(axis=1), self._first) > CREPT_PX
        moved |= moved[self._clipped_by]
        moved |= np.abs(self._alphas - last.alphas) > CREPT_ALPHA
        moved |= np.abs(self._sizes - last.sizes) > CREPT_SIZE
        changed = moved & (self.visible | (last.alphas * self._peaks > INVISIBLE))
        self._stale |= moved
        last.pixels[moved[self._owner]] = self._pixels[moved[self._owner]]
        last.alphas[moved], last.sizes[moved] = self._alphas[moved], self._sizes[moved]
        return changed

    def _bounds(self) -> Array:
        """(shapes, 4) boxes that hold every shape with its blur and its width, as far as its clip lets it be seen."""
        low = np.minimum.reduceat(self._pixels, self._outer)[::2]
        high = np.maximum.reduceat(self._pixels, self._outer)[::2]
        pads = self._pads * np.maximum(self._sizes, 1)[:, None] * self._scale
        low, high = low - pads - 2, high + pads + 2
        clip = self._clipped_by
        return np.hstack([np.maximum(low, low[clip]), np.minimum(high, high[clip])])

    @staticmethod
    def _pad(shape: Shape) -> float:
        spread = 3 * shape.paint.blur + shape.width
        return max(spread, *shape.radii) if shape.op in {"soft", "disc"} else spread + 4

    @property
    def boxes(self) -> Array:
        """(shapes, 4) where each shape is now: left, top, right, bottom in pixels."""
        return self._boxes

    @property
    def visible(self) -> NDArray[np.bool_]:
        """(shapes,) which of them can be seen."""
        return self._alphas * self._peaks > INVISIBLE

    def paint(self, canvas: skia.Canvas, within: Box) -> None:
        """Draw the shapes that touch the box, in order."""
        touching = self._touching(within)
        if not touching:
            return
        if self._unfollowed:
            self._outlines.follow(self._pixels)
            self._unfollowed = False
        clip: int | None = None
        for i in touching:
            if self._clip_of[i] != clip:
                if clip is not None:
                    canvas.restore()
                clip = self._clip_of[i]
                if clip is not None:
                    canvas.save()
                    canvas.clipPath(self._path(clip), skia.ClipOp.kIntersect, True)
            self._draw(canvas, i)
        if clip is not None:
            canvas.restore()

    def _touching(self, box: Box) -> list[int]:
        """The shapes that can be seen in a box."""
        left, top, right, bottom = self._boxes.T
        inside = (left < box[2]) & (right > box[0]) & (top < box[3]) & (bottom > box[1])
        found: list[int] = np.flatnonzero(inside & self.visible).tolist()
        return found

    def _draw(self, canvas: skia.Canvas, i: int) -> None:
        shape, paint = self._shapes[i], self._paints[i]
        paint.setAlphaf(self._base_alpha[i] * float(self._alphas[i]))
        if shape.op in {"soft", "disc"}:
            self._draw_round(canvas, i, shape, paint)
            return
        canvas.drawPath(self._path(i), paint)

    def _draw_round(self, canvas: skia.Canvas, i: int, shape: Shape, paint: skia.Paint) -> None:
        x, y = self._pixels[self._first[i]].tolist()
        size = float(self._sizes[i]) * self._scale
        canvas.save()
        canvas.translate(x, y)
        if shape.turn:
            canvas.rotate(shape.turn)
        canvas.scale(shape.radii[0] * size * self._squeeze, shape.radii[1] * size)
        canvas.drawCircle(0, 0, 1, paint)
        canvas.restore()

    def _gradient(self, i: int, shape: Shape) -> skia.Shader:
        anchors = self._pixels[self._anchor[i] : self._anchor[i] + 2].tolist()
        end = tuple(anchors[1]) if shape.paint.kind == "linear" else None
        return self._palette.gradient(shape.paint, tuple(anchors[0]), end, (shape.paint.radius or 0) * self._scale)

    def _path(self, i: int) -> skia.Path:
        """The outline; it and the gradient that fills it are led after the points if those have moved."""
        number = self._outline[i]
        if self._stale[i]:
            self._outlines.renew(number)
            if self._shapes[i].paint.kind != "solid":
                self._paints[i].setShader(self._gradient(i, self._shapes[i]))
            self._stale[i] = False
        return self._outlines.path(number)
