"""Any outline as points of a rig: a smooth curve with corners, so close that nobody sees a difference."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from avatars.curves import Array, Splines, bezier
from kiosk.studio.svg_numbers import Outline, along

CLOSE = 0.2
"""Rig units: the curve through the points stays this near the drawn one."""
CORNER_DEG = 12.0
PLAIN = 1 / 6
"""The tension of a Catmull-Rom spline."""
DENSE = 24
BLOCK = 256
COUNTS = (1, 2, 3, 4, 5, 6, 8, 10, 12, 16, 20, 24, 32, 40)
"""So many curves may make up a stretch without a corner."""


@dataclass(frozen=True, slots=True)
class Fitted:
    """Points (n, 2) with the corners' indices and the tension of the curve between."""

    points: Array
    corners: list[int]
    tension: float


def fit(outline: Outline, hint: tuple[Sequence[int], float] | None = None) -> Fitted:
    """The points of an outline; `hint` is corners and tension to try first, on its own nodes."""
    outline = _whole(outline)
    own = _corners(outline)
    nodes = outline.curves[:, 0] if outline.closed else np.vstack([outline.curves[:, 0], outline.curves[-1:, 3]])
    for corners, tension in ([hint] if hint else []) + [(own, PLAIN)]:
        tried = Fitted(nodes, [corner for corner in corners if corner < len(nodes)], tension)
        if _distance(tried, outline.curves, closed=outline.closed) <= CLOSE:
            return tried
    return _evenly(outline, own)


def _evenly(outline: Outline, corners: list[int]) -> Fitted:
    """Points as far from each other as each stretch between two corners allows: uneven ones would show as facets."""
    curves = outline.curves
    if outline.closed and not corners:
        return Fitted(_stretch(curves, closed=True)[:-1], [], PLAIN)
    if outline.closed:
        curves, corners = np.roll(curves, -corners[0], axis=0), [corner - corners[0] for corner in corners]
        ends = [*corners, len(curves)]
    else:
        ends = [0, *corners, len(curves)]
    stretches = [_stretch(curves[first:last], closed=False) for first, last in pairwise(ends)]
    starts = np.cumsum([0, *(len(stretch) - 1 for stretch in stretches)]).tolist()
    points = np.concatenate([*(stretch[:-1] for stretch in stretches), stretches[-1][-1:]])
    if outline.closed:
        return Fitted(points[:-1], starts[:-1], PLAIN)
    return Fitted(points, starts[1:-1], PLAIN)


def _stretch(curves: Array, *, closed: bool) -> Array:
    """(n + 1, 2) points at even distances along smooth curves, few, but enough of them."""
    dense = np.concatenate([_at(curve, np.linspace(0, 1, DENSE, endpoint=False)) for curve in curves])
    dense = np.vstack([dense, curves[-1:, 3]])
    length = np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(dense, axis=0), axis=1))])
    for count in COUNTS:
        if count < 3 and closed:
            continue
        at = np.linspace(0, length[-1], count + 1)
        points = np.column_stack([np.interp(at, length, dense[:, axis]) for axis in (0, 1)])
        corners = [] if closed else [0, count]
        tried = Fitted(points[:-1] if closed else points, corners, PLAIN)
        if _distance(tried, curves, closed=closed) <= CLOSE:
            break
    return points


def _whole(outline: Outline) -> Outline:
    """Without curves that go nowhere."""
    moves = np.abs(outline.curves - outline.curves[:, :1]).max(axis=(1, 2)) > 1e-4
    return Outline(outline.curves[moves] if moves.any() else outline.curves[:1], outline.closed)


def _at(curve: Array, t: Array) -> Array:
    """(n, 2) points of one cubic (4, 2)."""
    a, b, c, d = curve
    return bezier(a, b, c, d, t[:, None])


def _distance(fitted: Fitted, curves: Array, *, closed: bool) -> float:
    """How far the curve through the points is from what was drawn, at most, and the other way round."""
    splines = Splines()
    splines.add(len(fitted.points), closed, fitted.corners, fitted.tension)
    flat = splines.cubics(fitted.points)
    made = along(np.stack([flat[first : first + 4] for first in range(0, len(flat) - 1, 3)]))
    drawn = along(curves)
    return max(_away(some, line) for all_, line in ((made, drawn), (drawn, made)) for some in _blocks(all_))


def _blocks(places: Array) -> list[Array]:
    """Places (n, 2) in parts: every one is compared with a whole line, which takes memory."""
    return np.array_split(places, len(places) // BLOCK + 1)


def _away(places: Array, line: Array) -> float:
    """The largest distance of places (n, 2) from a line through points (m, 2)."""
    start, step = line[:-1], np.diff(line, axis=0)
    to = places[:, None] - start[None]
    share = np.clip((to * step).sum(axis=2) / np.maximum((step**2).sum(axis=1), 1e-12), 0, 1)
    return float(np.linalg.norm(to - share[..., None] * step, axis=2).min(axis=1).max())


def _corners(outline: Outline) -> list[int]:
    """Nodes at which the outline turns sharply; the ends of an open one are none."""
    curves, count = outline.curves, len(outline.curves)
    begin, end = np.array([_direction(c) for c in curves]), np.array([-_direction(c[::-1]) for c in curves])
    found = []
    for node in range(0 if outline.closed else 1, count):
        turn = np.degrees(np.arccos(np.clip(end[node - 1] @ begin[node], -1, 1)))
        if turn > CORNER_DEG:
            found.append(node)
    return found


def _direction(curve: Array) -> Array:
    """The direction in which a cubic sets off, of length 1."""
    for handle in curve[1:]:
        if (length := float(np.linalg.norm(handle - curve[0]))) > 1e-3:
            return np.asarray((handle - curve[0]) / length)
    return np.array([1.0, 0.0])
