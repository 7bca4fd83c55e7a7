"""Smooth curves through points: Catmull-Rom splines as cubic Béziers, and lines that taper as outlines."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
TAPER_SAMPLES = 12


def tangents(points: Array, closed: bool, corners: list[int], tension: float) -> Array:
    """Half-handles of the spline at each point; zero at a corner. Same shape as `points`."""
    if closed:
        handles = (np.roll(points, -1, 0) - np.roll(points, 1, 0)) * tension
    else:
        handles = (np.vstack([points[1:], points[-1:]]) - np.vstack([points[:1], points[:-1]])) * tension
    handles[corners] = 0
    return handles


@lru_cache(maxsize=64)
def sampling(count: int, samples: int) -> Array:
    """(samples, count) weights that take points to an even sampling of the open spline through them."""
    basis = np.eye(count)
    handles = tangents(basis, False, [], 1 / 6)
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
