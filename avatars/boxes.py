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


def holds(outer: Box, inner: Box) -> bool:
    """Whether all of `inner` lies in `outer`."""
    return outer[0] <= inner[0] and outer[1] <= inner[1] and inner[2] <= outer[2] and inner[3] <= outer[3]


def common(one: Box, other: Box) -> Box | None:
    """What two boxes share; none if nothing."""
    left, top, right, bottom = (
        max(one[0], other[0]), max(one[1], other[1]), min(one[2], other[2]), min(one[3], other[3]),
    )  # fmt: skip
    return (left, top, right, bottom) if left < right and top < bottom else None


def islands(places: NDArray[np.float64]) -> list[Box]:
    """Boxes that hold all of (n, 4) boxes, where those that touch each other share one."""
    if not len(places):
        return []
    left, top, right, bottom = places.T
    touching = (left[:, None] < right) & (left < right[:, None]) & (top[:, None] < bottom) & (top < bottom[:, None])
    names = np.arange(len(places))
    while True:
        nearest = np.where(touching, names, len(places)).min(axis=1)
        if (nearest == names).all():
            break
        names = nearest
    return [box for name in np.unique(names) if (box := around(places[names == name]))]
