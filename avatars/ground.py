"""The baked layers between two live ones, bent and laid over each other in one picture that outlasts the frame."""

from __future__ import annotations

import numpy as np
import skia
from numpy.typing import NDArray

from avatars.bake import Picture, image_of
from avatars.boxes import Box, common
from avatars.pose import Pose
from avatars.view import Stance
from avatars.warp import Cells, Grid, WarpedLayer, runs

BAND_ROWS, DRAWN_ROWS = 3, 6
"""Rows of cells that are bent at a time, and that one box of what is filled takes."""
EMPTY, BLENDED, SOLID = 0, 1, 2
"""What a layer does in a cell: nothing, lie over what is below, hide all of it."""
Kinds = NDArray[np.uint8]
"""(rows, columns) of the picture's grid, one of the above."""


class Ground:
    """Layers from back to front; the `lowest` ground of a picture has its backdrop, or nothing, below them."""

    def __init__(
        self, layers: list[WarpedLayer], grid: Grid, *, lowest: bool, backdrop: NDArray[np.uint8] | None = None
    ) -> None:
        self._layers, self._grid, self._lowest, self._backdrop = layers, grid, lowest, backdrop
        row, column, end_row, end_column = (0, 0, grid.rows, grid.columns) if lowest else _hull(layers)
        self._x, self._y = column * grid.cell, row * grid.cell
        height, width = (end_row - row) * grid.cell, (end_column - column) * grid.cell
        self._picture = Picture(np.zeros((height, width, 4), np.uint8))
        self._scratch = np.zeros(BAND_ROWS * grid.cell * width * 4, np.uint8)
        self._changed = np.zeros((grid.rows, grid.columns), bool)
        self._changed[row:end_row, column:end_column] = True
        self._filled: list[Box] = []

    def update(self, stance: Stance, pose: Pose) -> Cells | None:
        """Bend what a pose moves; the cells of the picture's grid that look different now, none if all are the same."""
        for layer in self._layers:
            dirty = layer.aim(stance, pose)
            if dirty is not None:
                self._changed[layer.span] |= dirty
        if not self._changed.any():
            return None
        changed, self._changed = self._changed, np.zeros_like(self._changed)
        self._lay(changed)
        return changed

    def paint(self, frame: Picture, box: Box) -> None:
        """Lay a box of the ground over the frame; the lowest one replaces what is there."""
        if self._lowest:
            area = np.s_[box[1] : box[3], box[0] : box[2]]
            frame.pixels[area] = self._picture.pixels[area]
            return
        for filled in self._filled:
            if part := common(filled, box):
                frame.canvas.save()
                frame.canvas.clipRect(skia.Rect.MakeLTRB(*part))
                self._picture.draw_on(frame, self._x, self._y)
                frame.canvas.restore()

    def _lay(self, changed: Cells) -> None:
        kinds, bare = self._kinds()
        for first, last in runs(np.asarray(changed.any(axis=1))):
            for row in range(first, last, BAND_ROWS):
                band = slice(row, min(row + BAND_ROWS, last))
                for columns in runs(np.asarray(changed[band].any(axis=0))):
                    self._patch(band, slice(*columns), kinds, bare)
        if not self._lowest:
            self._filled = self._boxes(np.any([kind != EMPTY for kind in kinds], axis=0))

    def _kinds(self) -> tuple[list[Kinds], Cells]:
        """What every layer does in each cell, and the cells that no layer covers whole."""
        covered = np.zeros((self._grid.rows, self._grid.columns), bool)
        kinds = []
        for layer in reversed(self._layers):
            kind = np.zeros(covered.shape, np.uint8)
            kind[layer.span] = np.where(
                layer.active & ~covered[layer.span], np.where(layer.opaque, SOLID, BLENDED), EMPTY
            )
            covered[layer.span] |= layer.opaque
            kinds.append(kind)
        return kinds[::-1], ~covered

    def _patch(self, rows: slice, columns: slice, kinds: list[Kinds], bare: Cells) -> None:
        """Draw a rectangle of cells anew."""
        alone = False
        if bare[rows, columns].any():
            self._clear(rows, columns)
            alone = self._backdrop is None
        for layer, kind in zip(self._layers, kinds, strict=True):
            here = kind[rows, columns]
            if not here.any():
                continue
            solid = (here == SOLID).all(axis=0)
            for what, wanted in ((True, solid), (alone, here.any(axis=0) & ~solid)):
                for first, last in runs(np.asarray(wanted)):
                    self._bend(layer, rows, slice(columns.start + first, columns.start + last), solid=what)
            alone = False

    def _bend(self, layer: WarpedLayer, rows: slice, columns: slice, *, solid: bool) -> None:
        """Bend a layer's part over what is there, or in its place if it is `solid`."""
        rows = slice(max(rows.start, layer.span[0].start), min(rows.stop, layer.span[0].stop))
        own_rows = slice(rows.start - layer.row, rows.stop - layer.row)
        own_columns = slice(columns.start - layer.column, columns.stop - layer.column)
        x, y, width, height = self._area(rows, columns)
        if solid:
            layer.bend(own_rows, own_columns, self._picture.pixels[y : y + height, x : x + width])
            return
        drawn = self._scratch[: height * width * 4].reshape(height, width, 4)
        layer.bend(own_rows, own_columns, drawn)
        self._picture.canvas.drawImage(image_of(drawn), x, y)

    def _clear(self, rows: slice, columns: slice) -> None:
        x, y, width, height = self._area(rows, columns)
        area = self._picture.pixels[y : y + height, x : x + width]
        if self._backdrop is None:
            area[:] = 0
            return
        behind = self._backdrop[y : y + height, x : x + width]
        area[: behind.shape[0], : behind.shape[1]] = behind

    def _area(self, rows: slice, columns: slice) -> tuple[int, int, int, int]:
        """Left, top, width and height of cells in the ground's own picture."""
        cell = self._grid.cell
        x, y = columns.start * cell - self._x, rows.start * cell - self._y
        return x, y, (columns.stop - columns.start) * cell, (rows.stop - rows.start) * cell

    def _boxes(self, filled: Cells) -> list[Box]:
        """Boxes of the picture, a few rows of cells each, outside of which the ground is empty."""
        cell = self._grid.cell
        boxes = []
        for top in range(0, len(filled), DRAWN_ROWS):
            band = filled[top : top + DRAWN_ROWS]
            for first, last in runs(np.asarray(band.any(axis=0))):
                boxes.append((first * cell, top * cell, last * cell, (top + len(band)) * cell))
        return boxes


def _hull(layers: list[WarpedLayer]) -> tuple[int, int, int, int]:
    """First row and column, and one past the last row and column, of all that the layers can reach."""
    spans = [layer.span for layer in layers]
    return (
        min(rows.start for rows, _ in spans), min(columns.start for _, columns in spans),
        max(rows.stop for rows, _ in spans), max(columns.stop for _, columns in spans),
    )  # fmt: skip
