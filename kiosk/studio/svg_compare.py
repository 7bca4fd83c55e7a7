"""Elements of a drawing compared and measured."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

import numpy as np
from fontTools.misc.transform import Identity, Transform

from kiosk.studio.carry import Box
from kiosk.studio.svg_numbers import along
from kiosk.studio.svg_read import Drawn

ALIKE = 0.02
"""Units, or shares of a colour: a drawing read back differs less."""


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


def same(drawn: Drawn, before: Drawn) -> bool:
    """Whether an element is as it was exported."""
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
    return close and _looks(drawn) == _looks(before)


def _looks(drawn: Drawn) -> str:
    """Fill and line, coarse enough for what a program rounds."""
    return re.sub(r"\d+\.\d+", lambda found: f"{float(found[0]):.1f}", repr((drawn.fill, drawn.stroke)))
