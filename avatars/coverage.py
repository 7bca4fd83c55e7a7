"""What of a texture holds anything and what hides all below it, asked for many places at once."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

BLOCK = 4
"""Pixels across a block: the map of a texture is this much coarser than itself."""
MARGIN_PX = 2.0
"""A bent cell reaches so little beyond its corners and its middle."""
Counts = NDArray[np.int32]
"""(rows + 1, columns + 1): how many blocks above and left of each corner are set."""


class Coverage:
    """The alpha of a texture, in blocks."""

    def __init__(self, alpha: NDArray[np.uint8]) -> None:
        self._rows, self._columns = (-(-size // BLOCK) for size in alpha.shape)
        padded = np.zeros((self._rows * BLOCK, self._columns * BLOCK), np.uint8)
        padded[: alpha.shape[0], : alpha.shape[1]] = alpha
        blocks = padded.reshape(self._rows, BLOCK, self._columns, BLOCK)
        self._filled = _counts(blocks.max(axis=(1, 3)) > 0)
        self._solid = _counts(blocks.min(axis=(1, 3)) == 255)

    def of(self, places: NDArray[np.float32]) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
        """Which cells show anything, and which hide all below, (rows, columns) each.

        `places` are the pixels (x, y) of the texture at the middles of the cells, with a border of one cell:
        (rows + 2, columns + 2, 2).
        """
        corners = (places[:-1, :-1] + places[:-1, 1:] + places[1:, :-1] + places[1:, 1:]) / 4
        spots = np.stack([corners[:-1, :-1], corners[:-1, 1:], corners[1:, :-1], corners[1:, 1:], places[1:-1, 1:-1]])
        low = np.floor((spots.min(axis=0) - MARGIN_PX) / BLOCK).astype(np.int32)
        high = np.floor((spots.max(axis=0) + MARGIN_PX) / BLOCK).astype(np.int32) + 1
        asked = (high - low).prod(axis=2)
        box = (*self._held(low), *self._held(high))
        return _sum(self._filled, *box) > 0, _sum(self._solid, *box) == asked

    def _held(self, blocks: NDArray[np.int32]) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
        return np.clip(blocks[..., 0], 0, self._columns), np.clip(blocks[..., 1], 0, self._rows)


def _counts(flags: NDArray[np.bool_]) -> Counts:
    return np.pad(
        flags.astype(np.int32).cumsum(axis=0, dtype=np.int32).cumsum(axis=1, dtype=np.int32), ((1, 0), (1, 0))
    )


def _sum(
    counts: Counts,
    left: NDArray[np.int32],
    top: NDArray[np.int32],
    right: NDArray[np.int32],
    bottom: NDArray[np.int32],
) -> NDArray[np.int32]:
    return np.asarray(counts[bottom, right] - counts[top, right] - counts[bottom, left] + counts[top, left])
