"""Fills of a drawing as paints of a rig, in the tokens of a pack."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np
from fontTools.misc.transform import Transform

from avatars.colour import Rgb
from avatars.curves import Array
from avatars.paint import GAUSSIAN
from avatars.pixels import INSIDE
from avatars.rig import Paint, Stop
from kiosk.studio.svg_export import hex_of
from kiosk.studio.svg_read import Fill
from kiosk.studio.svg_style import Gradient, GradientStop

Deep = Callable[[Array], Array]
"""(n, 2) places at rest as (n, 4) points of the rig."""
SOFT = 0.16
"""A fall-off so near to a Gaussian's is one."""


@dataclass(slots=True)
class Tokens:
    """Colours by their names; a colour that has none gets one. `chosen` are new or changed, as `#RRGGBB`.

    `own` drawings were exported from this very pack: their tokens hold, whatever colours the pack has now.
    """

    pack: Mapping[str, Rgb]
    known: dict[str, str] = field(default_factory=dict)
    chosen: dict[str, str] = field(default_factory=dict)
    own: bool = False

    @classmethod
    def of_pack(cls, pack: Mapping[str, Rgb], *, own: bool) -> Tokens:
        """Know the pack's own colours too; of two names for one the shorter."""
        shortest = sorted(pack, key=lambda name: (-len(name), name))
        return cls(pack, {hex_of(pack[name]): name for name in shortest}, own=own)

    def choose(self, token: str, colour: str) -> None:
        """Give a colour of the pack a value of the drawing; the first one stays."""
        if token not in self.chosen:
            self.chosen[token] = colour.upper()
            self.known.setdefault(colour, token)

    def of(self, stop: GradientStop, own: str) -> str:
        """The token of a colour in a part whose own one is `own`; inside the mouth the token begins with that."""
        if stop.token in self.pack and (self.own or hex_of(self.pack[stop.token]) == stop.colour):
            return stop.token
        if self.chosen.get(own) == stop.colour.upper():
            return own
        known = self.known.get(stop.colour, "")
        start = own if own in INSIDE else NEW
        if known and (start == NEW or known.startswith(start)):
            return known
        name = f"{start}-{stop.colour.removeprefix('#')}"
        self.chosen[name] = stop.colour.upper()
        self.known[stop.colour] = name
        return name


NEW = "drawn"
"""How the tokens of new colours begin."""


@dataclass(frozen=True, slots=True)
class Canvas:
    """Where a fill is painted: the element's own box (left, top, width, height) and its transform."""

    box: tuple[float, float, float, float]
    transform: Transform

    def places(self, gradient: Gradient) -> Array:
        """The gradient's one or two places as they are seen, (n, 2)."""
        spots = [gradient.places[:2], gradient.places[2:4]] if gradient.linear else [gradient.places[:2]]
        whole = self._whole(gradient)
        return np.array([whole.transformPoint(spot) for spot in spots])

    def radius(self, gradient: Gradient) -> float:
        """The radius of a radial one as it is seen."""
        whole = self._whole(gradient)
        return float(gradient.places[2] * abs(whole.xx * whole.yy - whole.xy * whole.yx) ** 0.5)

    def _whole(self, gradient: Gradient) -> Transform:
        left, top, width, height = self.box
        boxed = self.transform.transform(Transform(width, 0, 0, height, left, top))
        return (boxed if gradient.boxed else self.transform).transform(gradient.transform)


def paint_of(
    fill: Fill, alpha: float, canvas: Canvas, tokens: Tokens, deep: Deep, *, blur: float = 0.0, own: str = ""
) -> Paint:
    """The paint of an outline."""
    if isinstance(fill, GradientStop):
        stop = Stop(colour=tokens.of(fill, own), alpha=round(fill.alpha * alpha, 4))
        return Paint(stops=[stop], blur=round(blur, 2))
    anchors = [[round(float(value), 2) for value in anchor] for anchor in deep(canvas.places(fill))]
    places = {
        "from": anchors[0],
        **({"to": anchors[1]} if fill.linear else {"radius": max(round(canvas.radius(fill), 2), 0.01)}),
    }
    kind = "linear" if fill.linear else "radial"
    told = {"kind": kind, "stops": stops_of(fill, alpha, tokens, own), "blur": round(blur, 2), **places}
    return Paint.model_validate(told)


def stops_of(gradient: Gradient, alpha: float, tokens: Tokens, own: str) -> list[Stop]:
    """The stops of a gradient."""
    return [
        Stop(at=round(stop.at, 4), colour=tokens.of(stop, own), alpha=round(stop.alpha * alpha, 4))
        for stop in gradient.stops
    ]


def disc_paint(fill: Fill, alpha: float, canvas: Canvas, tokens: Tokens, own: str) -> Paint:
    """The paint of an ellipse: its places are shares of its radii."""
    if isinstance(fill, GradientStop):
        return Paint(stops=[Stop(colour=tokens.of(fill, own), alpha=round(fill.alpha * alpha, 4))])
    left, top, width, height = canvas.box
    spots = Canvas(canvas.box, Transform()).places(fill)
    shares = (spots - (left + width / 2, top + height / 2)) / (width / 2, height / 2)
    places: dict[str, object] = {"from": [round(float(value), 4) for value in shares[0]]}
    if fill.linear:
        places["to"] = [round(float(value), 4) for value in shares[1]]
    else:
        places["radius"] = round(Canvas(canvas.box, Transform()).radius(fill) / ((width * height) ** 0.5 / 2), 4)
    kind = "linear" if fill.linear else "radial"
    return Paint.model_validate({"kind": kind, "stops": stops_of(fill, alpha, tokens, own), **places})


def is_soft(fill: Fill) -> bool:
    """Whether a gradient is one colour that fades away like a Gaussian, from the middle to the edge."""
    if isinstance(fill, GradientStop) or fill.linear or not fill.boxed or len({s.colour for s in fill.stops}) > 1:
        return False
    if fill.places != (0.5, 0.5, 0.5) or fill.stops[-1].alpha > 0.01 or fill.stops[0].alpha <= 0:
        return False
    at, share = np.array(GAUSSIAN).T
    drawn = np.interp(at, [stop.at for stop in fill.stops], [stop.alpha for stop in fill.stops])
    return bool(np.abs(drawn / fill.stops[0].alpha - share).max() <= SOFT)
