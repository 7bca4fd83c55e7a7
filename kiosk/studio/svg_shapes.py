"""One element of a drawing as shapes of a layer, with the movement of the shape that it stands for."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from avatars.curves import Array
from avatars.lattice import mesh_field, sample
from avatars.rig import Layer, Paint, Rig, Shape, Stop
from avatars.shapes import outlined
from kiosk.studio.carry import Field, Fit, dense, sparse
from kiosk.studio.outline_fit import fit as fitted_to
from kiosk.studio.resting import Resting
from kiosk.studio.svg_numbers import Outline, along
from kiosk.studio.svg_paint import Canvas, Tokens, disc_paint, is_soft, paint_of
from kiosk.studio.svg_read import Drawn, Fill
from kiosk.studio.svg_style import Gradient, GradientStop

ROUND = frozenset({"soft", "disc"})


@dataclass(frozen=True, slots=True)
class Lent:
    """The shape whose movement a drawn one takes, how it lies over it, and whether the drawn one is that very shape."""

    shape: Shape
    fit: Fit
    same: bool


class Shaper:
    """Makes the shapes of one layer."""

    def __init__(self, rig: Rig, layer: Layer, tokens: Tokens) -> None:
        self._layer, self._tokens = layer, tokens
        self._resting = Resting(rig, layer)
        meshes = [each.mesh for each in (layer, *rig.layers) if each.mesh is not None]
        face = next((each.mesh for each in rig.layers if each.id == "face" and each.mesh is not None), None)
        self._surface = layer.mesh or face or meshes[0]

    def seen(self, shape: Shape) -> Array:
        """(n, 2) where a shape's points are seen at rest."""
        return self._resting.seen(np.array(shape.points))

    def shapes(self, drawn: Drawn, name: str, lent: Lent | None, own: str = "") -> list[Shape]:
        """The shapes of an element: one an outline, and one more where it is filled and has a line too."""
        if (found := self._round(drawn, name, lent, own)) is not None:
            return [found]
        made = []
        for outline in drawn.outlines:
            for fill, line in ((drawn.fill, False), (drawn.stroke, True)):
                if fill is not None:
                    made.append(self._path(drawn, outline, fill, name, lent, own, line=line))
        return made

    def moved(self, shape: Shape, fit: Fit) -> Shape:
        """A shape of the other pack laid over the new feature."""
        points = np.array(shape.points)
        places = self._resting.points(fit.onto(self.seen(shape)), points[:, 2], points[:, 3])
        keys = {name: sparse(fit.moves(dense(deltas, len(points)))) for name, deltas in shape.keys.items()}
        radii = (shape.radii[0] * float(fit.ratio[0]), shape.radii[1] * float(fit.ratio[1]))
        paint = self._moved_paint(shape, fit)
        return shape.model_copy(update={"points": rounded(places), "keys": keys, "radii": radii, "paint": paint})

    def _moved_paint(self, shape: Shape, fit: Fit) -> Paint:
        if shape.op in ROUND:
            return shape.paint
        update = {}
        for key, anchor in (("start", shape.paint.start), ("end", shape.paint.end)):
            if anchor:
                point = np.array([anchor])
                place = fit.onto(self._resting.seen(point))
                update[key] = rounded(self._resting.points(place, point[:, 2], point[:, 3]))[0]
        return shape.paint.model_copy(update=update)

    def _path(
        self, drawn: Drawn, outline: Outline, fill: Fill, name: str, lent: Lent | None, own: str, *, line: bool
    ) -> Shape:
        lender = outlined(lent.shape) if lent else None
        closed = not line
        if line and outline.closed:
            outline = Outline(outline.curves, closed=False)
        elif closed and not outline.closed:
            outline = replace(outline, closed=True, curves=_closed(outline.curves))
        hint = (lender.corners, lender.tension) if lender and len(lender.points) == len(outline.curves) + line else None
        fitted = fitted_to(outline, hint)
        deep, keys, follow = self._movement(fitted.points, lender, lent)
        canvas = Canvas(own_box(drawn), drawn.transform)
        alpha = drawn.stroke_alpha if line else drawn.fill_alpha
        paint = paint_of(fill, alpha, canvas, self._tokens, deep, blur=drawn.blur, own=own)
        if follow is not None and paint.kind != "solid":
            paint = paint.model_copy(update={"follow": follow})
        width = {"width": round(drawn.stroke_width, 2)} if line else {}
        return Shape(
            id=name,
            op="stroke" if line else "path",
            points=rounded(deep(fitted.points)),
            paint=paint,
            corners=fitted.corners,
            tension=round(fitted.tension, 4),
            keys=keys,
            **width,
            **self._appearing(drawn, lent),
        )

    def _movement(
        self, places: Array, lender: Shape | None, lent: Lent | None
    ) -> tuple[Callable[[Array], Array], dict[str, list[list[float]]], int | None]:
        """How deep places lie, the keys of these ones, and which of them the gradient follows."""
        if lender is None or lent is None or lender.op in ROUND:
            whole = {} if lender is None or lent is None else self._of_one(lender, lent, len(places))
            return self._on_surface, whole, None
        field = Field(lender, self.seen(lender), closed=lender.op == "path")
        alike = lent.same and len(lender.points) == len(places)

        def deep(spots: Array) -> Array:
            if alike and len(spots) == len(places):
                depth = field.rest[:, 2:]
            else:
                depth, _ = field.at(lent.fit.back(spots))
            return self._resting.points(spots, depth[:, 0], depth[:, 1])

        if self._layer.kind == "baked":
            return deep, {}, None
        moves = field.moves if alike else field.at(lent.fit.back(places))[1]
        keys = {name: sparse(lent.fit.moves(by)) for name, by in moves.items()}
        old = lender.paint.follow
        follow = None if old is None else old if alike else field.nearest(old, lent.fit.back(places))
        return deep, {name: deltas for name, deltas in keys.items() if deltas}, follow

    def _of_one(self, lender: Shape, lent: Lent, count: int) -> dict[str, list[list[float]]]:
        """Every point moves as the middle of a round shape does."""
        if self._layer.kind == "baked":
            return {}
        moves = {name: np.repeat(lent.fit.moves(dense(by, 1)), count, axis=0) for name, by in lender.keys.items()}
        return {name: sparse(by) for name, by in moves.items()}

    def _on_surface(self, spots: Array) -> Array:
        """Points on the layer's own surface, or the face's."""
        mesh = self._surface
        depth, hold = (
            sample(mesh, mesh_field(mesh, data), spots[:, 0], spots[:, 1]) for data in (mesh.depth, mesh.hold)
        )
        return self._resting.points(spots, depth, hold)

    def _round(self, drawn: Drawn, name: str, lent: Lent | None, own: str) -> Shape | None:
        """An ellipse as a disc or a soft spot; none if it has to be an outline."""
        turned = _turned(drawn)
        outline_wanted = lent is not None and lent.shape.op not in ROUND
        if turned is None or drawn.fill is None or drawn.stroke is not None or drawn.blur or outline_wanted:
            return None
        radii, turn = turned
        middle = drawn.outlines[0].curves[:, 0].mean(axis=0)[None]
        if lent:
            point = np.array(lent.shape.points)
            points = self._resting.points(middle, point[:1, 2], point[:1, 3])
        else:
            points = self._on_surface(middle)
        if soft := isinstance(drawn.fill, Gradient) and is_soft(drawn.fill):
            paint = self._soft_paint(drawn.fill.stops[0], drawn.fill_alpha, own)
        else:
            paint = disc_paint(drawn.fill, drawn.fill_alpha, Canvas(own_box(drawn), drawn.transform), self._tokens, own)
        live = lent is not None and self._layer.kind == "live"
        return Shape(
            id=name,
            op="soft" if soft else "disc",
            points=rounded(points),
            paint=paint,
            radii=(round(radii[0], 2), round(radii[1], 2)),
            turn=round(turn, 2),
            keys=self._of_one(lent.shape, lent, 1) if lent and live else {},
            grow=lent.shape.grow if lent and live else {},
            **self._appearing(drawn, lent),
        )

    def _soft_paint(self, middle: GradientStop, alpha: float, own: str) -> Paint:
        return Paint(stops=[Stop(colour=self._tokens.of(middle, own), alpha=round(middle.alpha * alpha, 4))])

    def _appearing(self, drawn: Drawn, lent: Lent | None) -> dict[str, object]:
        """How visible it is, and what changes that."""
        alpha = round(drawn.opacity, 4)
        if lent is None or self._layer.kind == "baked":
            return {"alpha": alpha}
        if lent.shape.alpha <= 0 and not lent.same:
            return {"alpha": alpha}
        unchanged = abs(min(max(lent.shape.alpha, 0.0), 1.0) - alpha) < 0.005
        return {"alpha": lent.shape.alpha if unchanged else alpha, "fade": lent.shape.fade}


def rounded(points: Array) -> list[list[float]]:
    """Points as a rig holds them."""
    return [[round(float(value), 2) for value in point] for point in points]


def _closed(curves: Array) -> Array:
    """With a straight line back to where it began."""
    last, first = curves[-1, 3], curves[0, 0]
    if np.linalg.norm(last - first) < 1e-3:
        return curves
    back = np.array([last + (first - last) * share for share in (0, 1 / 3, 2 / 3, 1)])
    return np.concatenate([curves, back[None]])


def own_box(drawn: Drawn) -> tuple[float, float, float, float]:
    """Left, top, width and height of an element in its own units, before its transform."""
    back = drawn.transform.inverse()
    spots = np.concatenate([along(outline.moved(back).curves) for outline in drawn.outlines])
    low, high = spots.min(axis=0), spots.max(axis=0)
    return float(low[0]), float(low[1]), float(high[0] - low[0]), float(high[1] - low[1])


def _turned(drawn: Drawn) -> tuple[tuple[float, float], float] | None:
    """Radii and turn (degrees) of an ellipse under its transform; none for other elements, or a skewed one."""
    if drawn.size is None:
        return None
    by = drawn.transform
    across, down = math.hypot(by.xx, by.xy), math.hypot(by.yx, by.yy)
    if not across or not down or abs(by.xx * by.yx + by.xy * by.yy) > 0.01 * across * down:
        return None
    return (drawn.size[0] * across, drawn.size[1] * down), math.degrees(math.atan2(by.xy, by.xx))
