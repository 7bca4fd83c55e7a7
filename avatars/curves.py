"""Smooth curves through points: Catmull-Rom splines as cubic Béziers, and lines that taper as outlines."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
TAPER_SAMPLES = 12


class Splines:
    """Many splines whose points lie one after the other in one array: all their cubics come from one pass."""

    def __init__(self) -> None:
        self._ahead: list[int] = []
        self._behind: list[int] = []
        self._tension: list[float] = []

    def add(self, count: int, closed: bool, corners: list[int], tension: float) -> None:
        """A spline through the next `count` points; its handles are zero at a corner."""
        first, last = len(self._ahead), len(self._ahead) + count - 1
        places = range(first, last + 1)
        self._ahead += [place + 1 if place < last else (first if closed else last) for place in places]
        self._behind += [place - 1 if place > first else (last if closed else first) for place in places]
        self._tension += [0.0 if place - first in corners else tension for place in places]

    def skip(self, count: int) -> None:
        """The next `count` points are on no spline."""
        self.add(count, False, list(range(count)), 0.0)

    def cubics(self, points: Array) -> Array:
        """(points, 6): from each point, both control points and the end of the cubic that leads to the next."""
        handles = (points[self._ahead] - points[self._behind]) * np.array(self._tension)[:, None]
        end = points[self._ahead]
        return np.hstack([points + handles, end - handles[self._ahead], end])


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
    weights: Array = a * (1 - t) ** 3 + 3 * b * t * (1 - t) ** 2 + 3 * c * t * t * (1 - t) + d * t**3
    return weights


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
