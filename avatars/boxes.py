"""Boxes of whole pixels: around shapes, inside a picture."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Box = tuple[int, int, int, int]
"""Left, top, right, bottom; right and bottom are the first pixels outside."""


def around(places: NDArray[np.float64]) -> Box | None:
    """What holds all of (n, 4) boxes in fractions of pixels; none if there are none."""
    if not len(places):
        return None
    left, top = np.floor(places[:, :2].min(axis=0)).astype(int).tolist()
    right, bottom = np.ceil(places[:, 2:].max(axis=0)).astype(int).tolist()
    return left, top, right, bottom


def inside(box: Box, width: int, height: int) -> Box | None:
    """The part of a box that lies in a picture of this size; none if nothing does."""
    left, top, right, bottom = max(box[0], 0), max(box[1], 0), min(box[2], width), min(box[3], height)
    return (left, top, right, bottom) if left < right and top < bottom else None


def holds(outer: Box, inner: Box) -> bool:
    """Whether all of `inner` lies in `outer`."""
    return outer[0] <= inner[0] and outer[1] <= inner[1] and inner[2] <= outer[2] and inner[3] <= outer[3]
