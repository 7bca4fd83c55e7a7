"""Numbers of SVG: lengths with units, transforms, and the outlines of its shapes as cubic curves."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

import numpy as np
from fontTools.misc.transform import Identity, Transform
from fontTools.pens.recordingPen import RecordingPen
from fontTools.svgLib.path.parser import parse_path

from avatars.curves import Array, bezier

NUMBER = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?")
LENGTH = re.compile(rf"({NUMBER.pattern})(px|pt|pc|mm|cm|in|q|em|rem|%)?")
PIXELS = {"": 1.0, "px": 1.0, "pt": 96 / 72, "pc": 16.0, "mm": 96 / 25.4, "cm": 96 / 2.54, "in": 96.0, "%": 0.01}
CALL = re.compile(r"(matrix|translate|scale|rotate|skewX|skewY)\s*\(([^)]*)\)")
SAMPLES = np.linspace(0, 1, 9)
KAPPA = 0.5522847498
"""A cubic's handle for a quarter of a circle, as a share of the radius."""


@dataclass(frozen=True, slots=True)
class Outline:
    """A chain of cubic curves: (n, 4, 2) first point, both handles, last point."""

    curves: Array
    closed: bool

    def moved(self, by: Transform) -> Outline:
        """The outline under a transform."""
        matrix = np.array([[by.xx, by.xy], [by.yx, by.yy]])
        with np.errstate(all="ignore"):
            return Outline(self.curves @ matrix + (by.dx, by.dy), self.closed)


def along(curves: Array) -> Array:
    """(m, 2) places all along cubics (n, 4, 2), in order."""
    a, b, c, d = (curves[:, i, None] for i in range(4))
    return bezier(a, b, c, d, SAMPLES[:, None]).reshape(-1, 2)


def lengths(text: str) -> list[float]:
    """Every length of a text in px; a percentage as a share. `ValueError` for one beyond all numbers, such as 1e400."""
    return [finite(value) * PIXELS.get(unit, 1.0) for value, unit in LENGTH.findall(text)]


def finite(text: str) -> float:
    """The number; `ValueError` for text that is none, for NaN and for infinity."""
    if not math.isfinite(value := float(text)):
        raise ValueError(f"{text!r} is no number")
    return value


def length_of(text: str, default: float = 0.0) -> float:
    """The first length of a text in px; the default where there is none."""
    return (lengths(text) or [default])[0]


def transform_of(text: str) -> Transform:
    """The transform of an attribute; `ValueError` for what is none."""
    result = Identity
    if unknown := CALL.sub("", text).strip(" ,\t\r\n").replace("none", ""):
        raise ValueError(f"{unknown!r} is no transform")
    for name, arguments in CALL.findall(text):
        values = [float(value) for value in NUMBER.findall(arguments)]
        result = result.transform(_step(name, values))
    return result


def _step(name: str, values: list[float]) -> Transform:
    match name, values:
        case "matrix", [a, b, c, d, e, f]:
            return Transform(a, b, c, d, e, f)
        case "translate", [x, *rest]:
            return Identity.translate(x, rest[0] if rest else 0.0)
        case "scale", [x, *rest]:
            return Identity.scale(x, rest[0] if rest else x)
        case "rotate", [angle]:
            return Identity.rotate(math.radians(angle))
        case "rotate", [angle, x, y]:
            return Identity.translate(x, y).rotate(math.radians(angle)).translate(-x, -y)
        case "skewX", [angle]:
            return Transform(1, 0, math.tan(math.radians(angle)), 1, 0, 0)
        case "skewY", [angle]:
            return Transform(1, math.tan(math.radians(angle)), 0, 1, 0, 0)
    raise ValueError(f"{name} has {len(values)} numbers")


def outlines_of(tag: str, told: Mapping[str, str]) -> list[Outline]:
    """The outlines of a path or basic shape, in its own units; none for anything else, or for nothing drawn."""
    size = partial(_size, told)
    match tag:
        case "path":
            return path_outlines(told.get("d", ""))
        case "circle" | "ellipse":
            across, down = (size("r"), size("r")) if tag == "circle" else (size("rx"), size("ry"))
            return [ellipse(size("cx"), size("cy"), across, down)] if across and down else []
        case "rect":
            return path_outlines(_rectangle(told)) if size("width") and size("height") else []
        case "line":
            return path_outlines(f"M {size('x1')} {size('y1')} L {size('x2')} {size('y2')}")
        case "polygon" | "polyline":
            spots = " ".join(NUMBER.findall(told.get("points", "")))
            return path_outlines(f"M {spots}{' Z' if tag == 'polygon' else ''}") if spots else []
    return []


def ellipse(x: float, y: float, across: float, down: float) -> Outline:
    """Four quarters."""
    turn = [(math.cos(angle), math.sin(angle)) for angle in (0, math.pi / 2, math.pi, 3 * math.pi / 2)]
    curves = [
        [(c, s), (c - KAPPA * s, s + KAPPA * c), (c1 + KAPPA * s1, s1 - KAPPA * c1), (c1, s1)]
        for (c, s), (c1, s1) in zip(turn, [*turn[1:], turn[0]], strict=True)
    ]
    return Outline(np.array(curves) * (across, down) + (x, y), closed=True)


def _size(told: Mapping[str, str], name: str) -> float:
    return length_of(told.get(name, ""))


def _rectangle(told: Mapping[str, str]) -> str:
    """A rectangle, its corners rounded or not, as path data."""
    x, y, width, height = (_size(told, name) for name in ("x", "y", "width", "height"))
    across = _size(told, "rx" if "rx" in told else "ry")
    down = _size(told, "ry") if "ry" in told else across
    across, down = min(across, width / 2), min(down, height / 2)
    if not across or not down:
        return f"M {x} {y} h {width} v {height} h {-width} Z"
    arc = f"a {across} {down} 0 0 1"
    return (
        f"M {x + across} {y} h {width - 2 * across} {arc} {across} {down} v {height - 2 * down} {arc} {-across} {down} "
        f"h {2 * across - width} {arc} {-across} {-down} v {2 * down - height} {arc} {across} {-down} Z"
    )


def path_outlines(data: str) -> list[Outline]:
    """Every outline of path data, lines, quadratics and arcs as cubics; `ValueError` for data that is none."""
    pen = RecordingPen()
    try:
        parse_path(data, pen)
    except (ValueError, ArithmeticError) as fault:
        raise ValueError("it is no path data") from fault
    result: list[Outline] = []
    curves: list[list[tuple[float, float]]] = []
    here = start = (0.0, 0.0)
    for verb, spots in pen.value:
        if verb == "moveTo":
            here = start = spots[0]
        elif verb in {"closePath", "endPath"}:
            if verb == "closePath" and math.dist(here, start) > 1e-6:
                curves.append(_line(here, start))
            if curves:
                result.append(Outline(np.array(curves), verb == "closePath"))
            curves, here = [], start
        else:
            curves.append(_cubic(verb, here, spots))
            here = spots[-1]
    return result


Spot = tuple[float, float]


def _cubic(verb: str, here: Spot, spots: tuple[Spot, ...]) -> list[Spot]:
    if verb == "lineTo":
        return _line(here, spots[0])
    if verb == "qCurveTo":
        control, end = spots
        return [here, _between(here, control, 2 / 3), _between(end, control, 2 / 3), end]
    return [here, *spots]


def _line(a: Spot, b: Spot) -> list[Spot]:
    return [a, _between(a, b, 1 / 3), _between(a, b, 2 / 3), b]


def _between(a: Spot, b: Spot, share: float) -> Spot:
    return a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share
