"""The movement of a shape as a field around it, so that a shape drawn anew in its place moves in the same way."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from avatars.curves import Array
from avatars.rig import Shape

SAMPLES = 6
"""Samples of the outline between two points."""
NEAREST = 8
"""Samples that a place takes its movement from."""
LEAST = 0.05
"""A movement less than this is none."""


@dataclass(frozen=True, slots=True)
class Box:
    """Where something lies: its middle, and its width and height."""

    middle: Array
    size: Array

    @classmethod
    def of(cls, places: Array) -> Box:
        """What holds all of the places (n, 2)."""
        low, high = places.min(axis=0), places.max(axis=0)
        return cls((low + high) / 2, np.maximum(high - low, 1e-6))


@dataclass(frozen=True, slots=True)
class Fit:
    """How the old feature is laid over the new one: its place, and how much larger the new one is, (2,)."""

    old: Array
    new: Array
    ratio: Array

    @classmethod
    def between(cls, old: Box, new: Box) -> Fit:
        """From one box to the other; a line keeps the thickness that its length gives it."""
        ratio = new.size / old.size
        thin = old.size < 4
        if thin.any() or (new.size < 1).any():
            ratio = np.full(2, float(ratio[int(np.argmax(old.size))]))
        return cls(old.middle, new.middle, np.clip(ratio, 0.2, 5.0))

    @classmethod
    def none(cls) -> Fit:
        """Where the new feature is where the old one was."""
        return cls(np.zeros(2), np.zeros(2), np.ones(2))

    def back(self, places: Array) -> Array:
        """Places of the new feature as places of the old one."""
        return np.asarray((places - self.new) / self.ratio + self.old)

    def onto(self, places: Array) -> Array:
        """Places of the old feature as places of the new one."""
        return np.asarray((places - self.old) * self.ratio + self.new)

    def moves(self, moves: Array) -> Array:
        """Movements (n, 3) of the old feature, as large as the new one needs them."""
        return np.asarray(moves * (*self.ratio, float(self.ratio.mean())))


class Field:
    """What a shape tells of depth, hold and movement around it. `seen` (n, 2) is where its points are at rest."""

    def __init__(self, shape: Shape, seen: Array, *, closed: bool) -> None:
        points = np.array(shape.points)
        self.rest = np.column_stack([seen, points[:, 2:]])
        self.moves: Mapping[str, Array] = {name: dense(deltas, len(points)) for name, deltas in shape.keys.items()}
        self._weights = _between(len(points), closed=closed)
        self._places = self._weights @ seen

    def at(self, places: Array) -> tuple[Array, Mapping[str, Array]]:
        """Depth and hold (m, 2), and for each key the movement (m, 3), at places (m, 2)."""
        share = self._shares(places)
        return share @ self.rest[:, 2:], {name: share @ moves for name, moves in self.moves.items()}

    def nearest(self, index: int, places: Array) -> int:
        """Which of the places (m, 2) is nearest to the shape's point `index`."""
        return int(np.linalg.norm(places - self.rest[index, :2], axis=1).argmin())

    def _shares(self, places: Array) -> Array:
        """(m, n) how much each point has to say at each place: the nearest stretches of the outline, smoothly."""
        squared = ((places[:, None] - self._places[None]) ** 2).sum(axis=2)
        weight = 1 / (squared + 0.25) ** 2
        kept = min(NEAREST, weight.shape[1])
        least = np.partition(weight, -kept, axis=1)[:, -kept][:, None]
        weight = np.where(weight >= least, weight, 0.0)
        return np.asarray(weight / weight.sum(axis=1, keepdims=True) @ self._weights)


def dense(deltas: list[list[float]], count: int) -> Array:
    """(count, 3) movement of every point."""
    moves = np.zeros((count, 3))
    for index, *by in deltas:
        moves[int(index)] = by
    return moves


def sparse(moves: Array) -> list[list[float]]:
    """[index, dx, dy, dz] of the points that move."""
    return [[i, *(round(float(value), 2) for value in by)] for i, by in enumerate(moves) if np.abs(by).max() >= LEAST]


def _between(count: int, *, closed: bool) -> Array:
    """(samples, count) weights of points along the outline through them."""
    if count == 1:
        return np.ones((1, 1))
    rows = []
    for i in range(count if closed else count - 1):
        for t in np.arange(SAMPLES) / SAMPLES:
            row = np.zeros(count)
            row[i], row[(i + 1) % count] = 1 - t, t
            rows.append(row)
    return np.array(rows if closed else [*rows, np.eye(count)[-1]])
