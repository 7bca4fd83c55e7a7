"""A baked layer bent by its mesh: only the strips whose shape changed are computed again."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from avatars.bake import Texture
from avatars.lattice import Lattice, lattice, lookup
from avatars.pose import Pose
from avatars.rig import Mesh, Rig
from avatars.view import Stance, View

cv2.setNumThreads(1)

CELL_UNITS = 30
STILL_PX = 0.02
"""A strip whose places move less than this stays as it is."""
REACH_UNITS = 125
"""How far a turn of the head can carry a pixel of a layer that follows it."""
BODY_REACH_UNITS = 18
INVERSIONS = 3
BAND_ROWS, DRAWN_ROWS = 3, 6
Box = tuple[int, int, int, int]


class WarpedLayer:
    """A texture, and a buffer that holds it bent for the last pose."""

    def __init__(self, texture: Texture, mesh: Mesh, rig: Rig, view: View) -> None:
        self._texture = texture
        self._lattice = self._lay(texture, mesh, rig, view)
        grid = self._lattice
        self.left, self.top = grid.left, grid.top
        height, width = (grid.rows - 2) * grid.cell, (grid.columns - 2) * grid.cell
        self.pixels = np.zeros((height, width, 4), np.uint8)
        self._covered = _coverage(texture, grid.cell)
        self._places: NDArray[np.float32] | None = None
        self._filled = np.zeros((grid.rows - 2, grid.columns - 2), bool)

    @staticmethod
    def _lay(texture: Texture, mesh: Mesh, rig: Rig, view: View) -> Lattice:
        reach = REACH_UNITS if max(mesh.follow) > 0 else BODY_REACH_UNITS
        pad = round(reach * view.scale)
        height, width = texture.pixels.shape[:2]
        box = (
            max(texture.x - pad, 0), max(texture.y - pad, 0),
            max(min(texture.x + width + pad, view.width), 1), max(min(texture.y + height + pad, view.height), 1),
        )  # fmt: skip
        return lattice(mesh, rig, view, box, max(round(CELL_UNITS * view.scale), 6))

    def bend(self, stance: Stance, pose: Pose) -> list[Box]:
        """Bend the layer for a pose; the boxes (left, top, right, bottom) of the picture that changed."""
        places = self._inverse(self._lattice.nodes.moved(stance, pose) - self._lattice.nodes.screen)
        changed = self._changed_rows(places)
        if not changed.any():
            return []
        if self._places is None:
            self._places = places
        active = self._active(places)
        boxes = []
        for first, last in runs(changed):
            for row in range(first, last, BAND_ROWS):
                boxes += self._band(row, min(row + BAND_ROWS, last), places, active)
            self._places[first : last + 2] = places[first : last + 2]
        self._filled[changed] = active[changed]
        return boxes

    def filled(self) -> list[Box]:
        """The boxes of the picture, a few rows of cells each, outside of which the layer is empty."""
        cell, (rows, _) = self._lattice.cell, self._filled.shape
        boxes = []
        for top in range(0, rows, DRAWN_ROWS):
            band = self._filled[top : top + DRAWN_ROWS]
            y0, y1 = self.top + top * cell, self.top + (top + len(band)) * cell
            for first, last in runs(np.asarray(band.any(axis=0))):
                boxes.append((self.left + first * cell, y0, self.left + last * cell, y1))
        return boxes

    def _inverse(self, moved: NDArray[np.float64]) -> NDArray[np.float32]:
        """Where in the texture each node's pixel comes from, (rows, columns, 2)."""
        grid = self._lattice
        field = moved.reshape(grid.rows, grid.columns, 2).astype(np.float32)
        target = grid.nodes.screen.reshape(grid.rows, grid.columns, 2)
        source = target - field
        for _ in range(INVERSIONS):
            node = (source - grid.nodes.screen[0]) / grid.cell
            source = target - lookup(field, node[..., 0], node[..., 1])
        return (source - (self._texture.x, self._texture.y)).astype(np.float32)

    def _changed_rows(self, places: NDArray[np.float32]) -> NDArray[np.bool_]:
        """Which strips need computing: a strip depends on its own row of nodes and the ones above and below."""
        rows = self._lattice.rows
        if self._places is None:
            return np.ones(rows - 2, bool)
        moved = np.abs(places - self._places).max(axis=(1, 2)) > STILL_PX
        return np.asarray(moved[:-2] | moved[1:-1] | moved[2:])

    def _active(self, places: NDArray[np.float32]) -> NDArray[np.bool_]:
        """Cells that any visible part of the texture can reach."""
        cell = self._lattice.cell
        inner = places[1:-1, 1:-1]
        columns = np.floor(inner[..., 0] / cell).astype(int) + 2
        rows = np.floor(inner[..., 1] / cell).astype(int) + 2
        height, width = self._covered.shape
        inside = (rows >= 0) & (rows < height) & (columns >= 0) & (columns < width)
        found = self._covered[np.clip(rows, 0, height - 1), np.clip(columns, 0, width - 1)]
        return np.asarray(inside & found, bool)

    def _band(self, top: int, bottom: int, places: NDArray[np.float32], active: NDArray[np.bool_]) -> list[Box]:
        """Compute some rows of cells, run by run; what is not reached any more becomes empty."""
        cell = self._lattice.cell
        y0, y1 = top * cell, bottom * cell
        boxes = []
        for first, last in runs(np.asarray((active | self._filled)[top:bottom].any(axis=0))):
            x0, x1 = first * cell, last * cell
            nodes = places[top : bottom + 2, first : last + 2]
            dense = cv2.resize(nodes, (nodes.shape[1] * cell, nodes.shape[0] * cell), interpolation=cv2.INTER_LINEAR)
            cv2.remap(  # type: ignore[call-overload]  # one map of pairs needs no second
                self._texture.pixels,
                dense[cell:-cell, cell:-cell],
                None,
                cv2.INTER_LINEAR,
                dst=self.pixels[y0:y1, x0:x1],
                borderMode=cv2.BORDER_CONSTANT,
                borderValue=(0, 0, 0, 0),
            )
            boxes.append((self.left + x0, self.top + y0, self.left + x1, self.top + y1))
        return boxes


def runs(flags: NDArray[np.bool_]) -> list[tuple[int, int]]:
    """Stretches of `True` as (first, one past the last)."""
    edges = np.flatnonzero(np.diff(np.concatenate(([0], flags.astype(np.int8), [0]))))
    return list(zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True))


def _coverage(texture: Texture, cell: int) -> NDArray[np.bool_]:
    """Which cells of the texture hold anything, one cell wider all around, with two cells of border."""
    alpha = texture.pixels[..., 3]
    height, width = (-(-size // cell) for size in alpha.shape)
    padded = np.zeros((height * cell, width * cell), bool)
    padded[: alpha.shape[0], : alpha.shape[1]] = alpha > 0
    cells = padded.reshape(height, cell, width, cell).any(axis=(1, 3))
    wide = np.pad(cells, 2).astype(np.uint8)
    return np.asarray(cv2.dilate(wide, np.ones((3, 3), np.uint8)), bool)
