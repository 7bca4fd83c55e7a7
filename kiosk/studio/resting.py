"""Where a rig's points are seen while the face is at rest, and back: in rig units, without a picture's size."""

from __future__ import annotations

import numpy as np

from avatars.curves import Array
from avatars.lattice import follow_of
from avatars.rig import Layer, Rig
from avatars.view import Stance, View

ROUNDS = 8
"""Enough for a thousandth of a unit: depth changes slowly with the place."""


class Resting:
    """One layer of a rig at rest."""

    def __init__(self, rig: Rig, layer: Layer) -> None:
        self._stance = Stance(View(0, 0, 1.0, 0.0, 0.0), rig, {})
        self._layer = layer

    def seen(self, points: Array) -> Array:
        """(n, 2) places at which points [x, y, z, hold] (n, 4) are seen."""
        if self._layer.mesh is None:
            return self._stance.head(points)
        return self._stance.between(points, follow_of(self._layer, points))

    def points(self, seen: Array, depth: Array, hold: Array) -> Array:
        """(n, 4) points of this depth and hold (n,) that are seen at (n, 2) places."""
        place = seen.astype(np.float64)
        for _ in range(ROUNDS):
            points = np.column_stack([place, depth, hold])
            place = place + seen - self.seen(points)
        return np.column_stack([place, depth, hold])
