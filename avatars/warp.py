"""A baked layer bent by its mesh over the cells of the picture; it says which of them a pose changes."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from avatars.bake import Sheet, Texture
from avatars.coverage import Coverage
from avatars.lattice import lattice, lookup
from avatars.pose import Pose
from avatars.rig import Mesh, Rig
from avatars.shapes import value_of
from avatars.view import Stance, View

cv2.setNumThreads(1)

CELL_UNITS = 30
STILL_PX = 0.02
"""A cell whose places move less than this stays as it is."""
HELD_PX = 0.3
"""The same while the head is held: what a mouth or the hair moves less than this cannot be seen to lag."""
REACH_UNITS = 125
"""How far a turn of the head can carry a pixel of a layer that follows it."""
BODY_REACH_UNITS = 18
INVERSIONS = 5
Cells = NDArray[np.bool_]
"""(rows, columns), one per cell."""


@dataclass(frozen=True, slots=True)
class Grid:
    """Square cells of `cell` pixels over a picture; the last ones may reach beyond it."""

    cell: int
    rows: int
    columns: int


def grid_of(view: View) -> Grid:
    """The cells of a picture."""
    cell = max(round(CELL_UNITS * view.scale), 6)
    return Grid(cell, -(-view.height // cell), -(-view.width // cell))


class WarpedLayer:
    """A texture and its mesh. `row` and `column` are the place of its first cell in the picture's grid."""

    def __init__(self, sheet: Sheet, rig: Rig, view: View, grid: Grid) -> None:
        texture, mesh = sheet.texture, sheet.mesh
        self._texture, self._cell = texture, grid.cell
        self.row, self.column, rows, columns = _area(texture, mesh, view, grid)
        left, top = self.column * grid.cell, self.row * grid.cell
        box = (left, top, left + columns * grid.cell, top + rows * grid.cell)
        self._lattice = lattice(mesh, rig, view, box, grid.cell)
        self._coverage = Coverage(texture.pixels[..., 3])
        self._reach = {name: float(np.abs(by).max()) * view.scale for name, by in self._lattice.nodes.keys}
        self._stance: Stance | None = None
        self._values: dict[str, float] = {}
        self._bent = np.full((rows + 2, columns + 2, 2), np.inf, np.float32)
        self.active = np.zeros((rows, columns), bool)
        """Cells that the layer shows something in."""
        self.opaque = np.zeros((rows, columns), bool)
        """Cells that nothing below it can be seen in."""

    @property
    def span(self) -> tuple[slice, slice]:
        """Its cells in the picture's grid."""
        rows, columns = self.active.shape
        return slice(self.row, self.row + rows), slice(self.column, self.column + columns)

    def aim(self, stance: Stance, pose: Pose) -> Cells | None:
        """Follow a pose; the layer's cells that look different now, none if all are as they were."""
        held = stance is self._stance
        values = {name: value_of(pose, name) for name in self._reach}
        if held and self._lag(values) < HELD_PX:
            return None
        self._stance, self._values = stance, values
        self._places = self._inverse(stance, pose)
        moved = np.abs(self._places - self._bent).max(axis=2) > (HELD_PX if held else STILL_PX)
        if not moved.any():
            return None
        near = cv2.dilate(moved.astype(np.uint8), np.ones((3, 3), np.uint8)).astype(bool)
        self._bent[near] = self._places[near]
        return self._covered(near[1:-1, 1:-1])

    def _covered(self, near: Cells) -> Cells:
        """Work out what cells near a movement show now; which of them look different."""
        rows, columns = (slice(*_ends(np.asarray(near.any(axis=axis)))) for axis in (1, 0))
        part = rows, columns
        dirty = np.zeros_like(near)
        dirty[part] = near[part] & self.active[part]
        nodes = self._places[rows.start : rows.stop + 2, columns.start : columns.stop + 2]
        self.active[part], self.opaque[part] = self._coverage.of(nodes)
        dirty[part] |= near[part] & self.active[part]
        return dirty

    def bend(self, rows: slice, columns: slice, into: NDArray[np.uint8]) -> None:
        """Draw a rectangle of the layer's cells as the pose has it, over all that is in `into`."""
        cell = self._cell
        nodes = self._places[rows.start : rows.stop + 2, columns.start : columns.stop + 2]
        dense = cv2.resize(nodes, (nodes.shape[1] * cell, nodes.shape[0] * cell), interpolation=cv2.INTER_LINEAR)
        cv2.remap(  # type: ignore[call-overload]  # one map of pairs needs no second
            self._texture.pixels,
            dense[cell:-cell, cell:-cell],
            None,
            cv2.INTER_LINEAR,
            dst=into,
            borderMode=cv2.BORDER_CONSTANT,
            borderValue=(0, 0, 0, 0),
        )

    def _lag(self, values: dict[str, float]) -> float:
        """Pixels by which the parameters can have moved anything since the layer was aimed."""
        return sum(abs(value - self._values[name]) * self._reach[name] for name, value in values.items())

    def _inverse(self, stance: Stance, pose: Pose) -> NDArray[np.float32]:
        """Where in the texture each node's pixel comes from, (rows, columns, 2)."""
        grid = self._lattice
        screen = grid.nodes.screen
        field = (grid.nodes.moved(stance, pose) - screen).reshape(grid.rows, grid.columns, 2).astype(np.float32)
        target = screen.reshape(grid.rows, grid.columns, 2)
        source = target - field
        for _ in range(INVERSIONS):
            node = (source - screen[0]) / grid.cell
            source = target - lookup(field, node[..., 0], node[..., 1])
        return (source - (self._texture.x, self._texture.y)).astype(np.float32)


def _area(texture: Texture, mesh: Mesh, view: View, grid: Grid) -> tuple[int, int, int, int]:
    """The cells that a layer can reach: its first row and column, and how many of each; at least one."""
    pad = round((REACH_UNITS if max(mesh.follow) > 0 else BODY_REACH_UNITS) * view.scale)
    height, width = texture.pixels.shape[:2]
    row, end_row = _between(texture.y - pad, texture.y + height + pad, grid.cell, grid.rows)
    column, end_column = _between(texture.x - pad, texture.x + width + pad, grid.cell, grid.columns)
    return row, column, end_row - row, end_column - column


def _between(low: int, high: int, cell: int, count: int) -> tuple[int, int]:
    first = min(max(low // cell, 0), count - 1)
    return first, min(max(-(-high // cell), first + 1), count)


def _ends(flags: NDArray[np.bool_]) -> tuple[int, int]:
    """The first that is set, and one past the last; two zeros if none is."""
    places = np.flatnonzero(flags)
    return (int(places[0]), int(places[-1]) + 1) if len(places) else (0, 0)


def runs(flags: NDArray[np.bool_]) -> list[tuple[int, int]]:
    """Stretches of `True` as (first, one past the last)."""
    edges = np.flatnonzero(np.diff(np.concatenate(([0], flags.astype(np.int8), [0]))))
    return list(zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True))
