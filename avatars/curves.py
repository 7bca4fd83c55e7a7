"""Smooth curves through points: Catmull-Rom splines as cubic Béziers, and lines that taper as outlines."""

from __future__ import annotations

from functools import cached_property, lru_cache

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Index = NDArray[np.intp]
TAPER_SAMPLES = 12
POINT, LEAVING, ARRIVING = 0, 1, 2
"""A point itself, the handle behind which a curve leaves it, and the one before it."""


class Splines:
    """Many splines whose points lie one after the other in one array: all their cubics come from one pass."""

    def __init__(self) -> None:
        self._ahead: list[int] = []
        self._behind: list[int] = []
        self._tension: list[float] = []
        self._order: list[tuple[int, int]] = []

    def add(self, count: int, closed: bool, corners: list[int], tension: float) -> None:
        """A spline through the next `count` points; its handles are zero at a corner."""
        first, last = len(self._ahead), len(self._ahead) + count - 1
        places = range(first, last + 1)
        self._ahead += [place + 1 if place < last else (first if closed else last) for place in places]
        self._behind += [place - 1 if place > first else (last if closed else first) for place in places]
        self._tension += [0.0 if place - first in corners else tension for place in places]
        self._order.append((POINT, first))
        for place in places if closed else places[:-1]:
            end = self._ahead[place]
            self._order += [(LEAVING, place), (ARRIVING, end), (POINT, end)]

    def skip(self, count: int) -> None:
        """The next `count` points are on no spline."""
        places = range(len(self._ahead), len(self._ahead) + count)
        self._ahead += places
        self._behind += places
        self._tension += [0.0] * count

    def cubics(self, points: Array) -> Array:
        """Of every spline its first point, and then both control points and the end of each cubic: (n, 2)."""
        ahead, behind, tension, order = self._arrays
        handles = (points[ahead] - points[behind]) * tension
        return np.concatenate([points, points + handles, points - handles])[order]

    @cached_property
    def _arrays(self) -> tuple[Index, Index, Array, Index]:
        """What was added; nothing is after the first question."""
        order = np.array(self._order, np.intp).reshape(-1, 2)
        tension = np.array(self._tension)[:, None]
        return np.array(self._ahead), np.array(self._behind), tension, order[:, 0] * len(tension) + order[:, 1]


@lru_cache(maxsize=64)
def sampling(count: int, samples: int) -> Array:
    """(samples, count) weights that take points to an even sampling of the open spline through them."""
    basis = np.eye(count)
    handles = (np.vstack([basis[1:], basis[-1:]]) - np.vstack([basis[:1], basis[:-1]])) / 6
    place = np.linspace(0, count - 1, samples)
    left = np.minimum(place.astype(int), count - 2)
    t = (place - left)[:, None]
    a, d = basis[left], basis[left + 1]
    b, c = a + handles[left], d - handles[left + 1]
    return bezier(a, b, c, d, t)


def bezier(a: Array, b: Array, c: Array, d: Array, t: Array) -> Array:
    """Cubic Bézier curves with these control points at the parameters `t`, 0 to 1; all arrays are broadcast."""
    return np.asarray(a * (1 - t) ** 3 + 3 * b * t * (1 - t) ** 2 + 3 * c * t * t * (1 - t) + d * t**3)


def taper_outline(points: Array, width: float, tail: bool) -> Array:
    """(2 n, 4) outline of a line [x, y, z, hold] that thins out at both ends, or at its end only (`tail`)."""
    line = sampling(len(points), TAPER_SAMPLES) @ points
    along = np.gradient(line[:, :2], axis=0)
    across = np.stack([-along[:, 1], along[:, 0]], 1) / (np.linalg.norm(along, axis=1, keepdims=True) + 1e-9)
    t = np.linspace(0, 1, TAPER_SAMPLES)
    half = width / 2 * ((1 - t) ** 0.8 + 0.03 if tail else np.sin(np.pi * np.clip(t, 0.02, 0.98)) ** 0.7)
    offset = np.zeros_like(line)
    offset[:, :2] = across * half[:, None]
    return np.vstack([line + offset, (line - offset)[::-1]])


TAPER_CORNERS = [0, TAPER_SAMPLES - 1, TAPER_SAMPLES, 2 * TAPER_SAMPLES - 1]
