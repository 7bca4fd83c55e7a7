"""Contact sheets: pictures of faces in rows on a light page, each with its name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import skia
from numpy.typing import NDArray

from kiosk.stage.typography import text

Picture = NDArray[np.uint8]
"""(height, width, 4) RGBA, premultiplied."""
GROUND, BACKING, INK, MUTED = 0xFFF6F8F7, 0xFFE9F0EE, 0xFF14302E, 0xFF48605D
MARGIN, GAP, LABEL, HEADING, CORNER = 28, 10, 24, 44, 10
LABEL_SIZE, HEADING_SIZE, TITLE_SIZE = 15.0, 19.0, 30.0
SIDE = 110
"""Room for the names of rows."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A picture, and what stands below it (nothing: no line is kept for it)."""

    picture: Picture
    label: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """Rows of cells of one size, under a heading; the columns and the rows may have names."""

    heading: str
    rows: Sequence[Sequence[Cell]]
    across: Sequence[str] = ()
    down: Sequence[str] = ()

    @property
    def cell(self) -> tuple[int, int]:
        """Width and height of a cell, px, with its label."""
        first = self.rows[0][0]
        labelled = any(cell.label for row in self.rows for cell in row)
        return first.picture.shape[1], first.picture.shape[0] + (LABEL if labelled else 0)

    @property
    def left(self) -> int:
        """Where the cells begin."""
        return MARGIN + (SIDE if self.down else 0)

    @property
    def size(self) -> tuple[int, int]:
        """Width and height on the page, px."""
        width, height = self.cell
        top = (HEADING if self.heading else 0) + (LABEL if self.across else 0)
        across = max(len(row) for row in self.rows)
        return self.left + across * (width + GAP) - GAP + MARGIN, top + len(self.rows) * (height + GAP) + GAP


def rows_of(cells: Sequence[Cell], columns: int) -> list[Sequence[Cell]]:
    """Cells in rows of so many columns."""
    return [cells[first : first + columns] for first in range(0, len(cells), columns)]


def page(title: str, sections: Sequence[Section]) -> Picture:
    """The sheet: (height, width, 4), RGBA."""
    top = MARGIN + (round(TITLE_SIZE * 1.6) if title else 0)
    height = top + sum(section.size[1] for section in sections) + MARGIN - GAP
    pixels = np.zeros((height, max(section.size[0] for section in sections), 4), np.uint8)
    canvas = skia.Canvas(pixels, skia.kRGBA_8888_ColorType, skia.kPremul_AlphaType)
    canvas.clear(GROUND)
    if title:
        text.draw(canvas, title, (MARGIN, MARGIN + TITLE_SIZE * 0.8), TITLE_SIZE, INK, "bold")
    for section in sections:
        _draw(canvas, section, top)
        top += section.size[1]
    return pixels


def _draw(canvas: skia.Canvas, section: Section, top: int) -> None:
    width, height = section.cell
    if section.heading:
        text.draw(canvas, section.heading, (MARGIN, top + HEADING * 0.62), HEADING_SIZE, INK, "semibold")
        top += HEADING
    if section.across:
        for column, name in enumerate(section.across):
            _centred(canvas, name, section.left + column * (width + GAP) + width / 2, top + LABEL * 0.7)
        top += LABEL
    for number, row in enumerate(section.rows):
        y = top + number * (height + GAP)
        if section.down:
            text.draw(canvas, section.down[number], (MARGIN, y + height / 2), LABEL_SIZE, INK)
        for column, cell in enumerate(row):
            _place(canvas, cell, section.left + column * (width + GAP), y)


def _place(canvas: skia.Canvas, cell: Cell, x: int, y: int) -> None:
    picture = np.ascontiguousarray(cell.picture)
    height, width = picture.shape[:2]
    box = skia.RRect.MakeRectXY(skia.Rect.MakeXYWH(x, y, width, height), CORNER, CORNER)
    canvas.save()
    canvas.clipRRect(box, skia.ClipOp.kIntersect, True)
    canvas.drawColor(BACKING)
    image = skia.Image.fromarray(picture, skia.kRGBA_8888_ColorType, skia.kPremul_AlphaType)
    canvas.drawImage(image, x, y)
    canvas.restore()
    if cell.label:
        _centred(canvas, cell.label, x + width / 2, y + height + LABEL * 0.75)


def _centred(canvas: skia.Canvas, words: str, x: float, baseline: float) -> None:
    width = text.measure(words, LABEL_SIZE)
    text.draw(canvas, words, (x - width / 2, baseline), LABEL_SIZE, MUTED)
