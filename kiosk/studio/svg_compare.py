"""Elements of a drawing compared and measured."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
from fontTools.misc.transform import Identity, Transform

from avatars.curves import Array
from kiosk.studio.carry import Box
from kiosk.studio.svg_numbers import along
from kiosk.studio.svg_paint import Canvas
from kiosk.studio.svg_read import Drawn, Fill
from kiosk.studio.svg_shapes import own_box
from kiosk.studio.svg_style import Gradient, GradientStop

ALIKE = 0.02
"""Units, or shares of a colour: a drawing read back differs less."""
NEAR = 0.1
"""Units between the places of gradients: what a program rounds."""


def under(drawn: Drawn, by: Transform) -> Drawn:
    """The element where it stands in the rig."""
    if by == Identity:
        return drawn
    return replace(
        drawn,
        outlines=tuple(outline.moved(by) for outline in drawn.outlines),
        transform=by.transform(drawn.transform),
        stroke_width=drawn.stroke_width * by.xx,
        blur=drawn.blur * by.xx,
    )


def box_of(*several: Drawn) -> Box:
    """What holds all of these elements."""
    return Box.of(np.concatenate([along(outline.curves) for drawn in several for outline in drawn.outlines]))


def nested(drawn: Drawn) -> bool:
    """Whether one outline of an element lies in another one."""
    boxes = [Box.of(outline.curves.reshape(-1, 2)) for outline in drawn.outlines]
    return any(
        bool((abs(a.middle - b.middle) + b.size / 2 <= a.size / 2).all()) for a in boxes for b in boxes if a is not b
    )


def same(drawn: Drawn, before: Drawn, *, by_token: bool) -> bool:
    """Whether an element is as it was exported; `by_token` its colours may have got other values since."""
    if len(drawn.outlines) != len(before.outlines) or drawn.clip != before.clip:
        return False
    for one, other in zip(drawn.outlines, before.outlines, strict=True):
        if one.curves.shape != other.curves.shape or np.abs(one.curves - other.curves).max() > ALIKE:
            return False
    numbers: list[Callable[[Drawn], float]] = [
        lambda d: d.opacity,
        lambda d: d.fill_alpha,
        lambda d: d.stroke_alpha,
        lambda d: d.blur,
        lambda d: d.stroke_width if d.stroke else 0.0,
    ]
    close = all(abs(tell(drawn) - tell(before)) <= ALIKE for tell in numbers)
    seen, was = (_Seen(each, by_token) for each in (drawn, before))
    fills = ((drawn.fill, before.fill), (drawn.stroke, before.stroke))
    return close and all(seen.like(was, one, other) for one, other in fills)


class _Seen:
    """The fills of an element as they are seen, under its transforms."""

    def __init__(self, drawn: Drawn, by_token: bool) -> None:
        self._drawn, self._by_token = drawn, by_token

    def like(self, other: _Seen, own: Fill | None, others: Fill | None) -> bool:
        """Whether this element's fill looks as the other's does."""
        if isinstance(own, Gradient) and isinstance(others, Gradient):
            return self._gradients_alike(other, own, others)
        if isinstance(own, GradientStop) and isinstance(others, GradientStop):
            return self._stops_alike(own, others)
        return own is None and others is None

    def _gradients_alike(self, other: _Seen, own: Gradient, others: Gradient) -> bool:
        if own.linear != others.linear or len(own.stops) != len(others.stops):
            return False
        if not all(map(self._stops_alike, own.stops, others.stops)):
            return False
        return bool(np.abs(self._places(own) - other._places(others)).max() <= NEAR)

    def _places(self, gradient: Gradient) -> Array:
        canvas = Canvas(own_box(self._drawn), self._drawn.transform)
        places = canvas.places(gradient).ravel()
        return places if gradient.linear else np.append(places, canvas.radius(gradient))

    def _stops_alike(self, own: GradientStop, other: GradientStop) -> bool:
        if abs(own.at - other.at) > ALIKE or abs(own.alpha - other.alpha) > ALIKE:
            return False
        return own.token == other.token if self._by_token and own.token else own.colour == other.colour
