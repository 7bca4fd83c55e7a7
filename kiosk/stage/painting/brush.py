"""Shapes and labels for one panel, drawn with skia in the panel's own px."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

import numpy as np
import skia
from numpy.typing import NDArray

from kiosk.stage.arrangement.layout import Rect
from kiosk.stage.painting.palette import LIGHT, Theme
from kiosk.stage.typography import text
from kiosk.stage.typography.fonts import Weight

Align = Literal["left", "centre", "right"]
LEAST_TEXT = 20.0
"""No letter is set smaller than this, in units: 3.6 mm high capitals on a 22-inch panel."""
NOTE, BODY, LEAD, TITLE, DISPLAY = 24.0, 29.0, 35.0, 44.0, 60.0
"""The sizes of letters, units: each about 1.25 times the one before."""


@dataclass(slots=True)
class Brush:
    """Draws on an area of the screen; rectangles are given in px of the whole screen.

    `clipped` collects the labels that had to be shortened or broken inside a word: empty on a good screen.
    """

    area: Rect
    unit: float
    scale: float
    theme: Theme = LIGHT
    pixels: NDArray[np.uint8] = field(init=False)
    canvas: skia.Canvas = field(init=False)
    clipped: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Start with a transparent panel."""
        self.pixels = np.zeros((max(1, self.area.h), max(1, self.area.w), 4), np.uint8)
        self.canvas = skia.Canvas(self.pixels, skia.kRGBA_8888_ColorType, skia.kPremul_AlphaType)
        self.canvas.translate(-self.area.x, -self.area.y)

    def fill(self, colour: int) -> None:
        """The whole panel in one colour."""
        self.canvas.clear(colour)

    def round(self, rect: Rect, colour: int, radius: float, stroke: float = 0.0) -> None:
        """A rounded rectangle, filled, or drawn with a line inside its edge; radius and stroke in units."""
        inset = stroke * self.unit / 2
        shape = skia.Rect.MakeXYWH(rect.x, rect.y, rect.w, rect.h).makeInset(inset, inset)
        self.canvas.drawRoundRect(shape, radius * self.unit, radius * self.unit, self.paint(colour, stroke))

    def surface(self, rect: Rect, ground: int, radius: float, line: int | None = None, stroke: float = 2.0) -> None:
        """A rounded ground with a line around it; with strong contrast there always is one."""
        self.round(rect, ground, radius)
        if self.theme.edge:
            self.round(rect, line if line is not None else self.theme.line, radius, self.theme.edge)
        elif line is not None:
            self.round(rect, line, radius, stroke)

    def circle(self, x: float, y: float, radius: float, colour: int, stroke: float = 0.0) -> None:
        """A disc or ring around a point in px; radius and stroke in units."""
        self.canvas.drawCircle(x, y, radius * self.unit, self.paint(colour, stroke))

    def line(self, points: list[tuple[float, float]], colour: int, stroke: float, *, closed: bool = False) -> None:
        """A line through points in px, with round ends and corners; filled if `stroke` is 0."""
        path = skia.Path()
        path.addPoly([skia.Point(*point) for point in points], closed)
        self.canvas.drawPath(path, self.paint(colour, stroke))

    def paint(self, colour: int, stroke: float = 0.0) -> skia.Paint:
        """A skia paint; a stroke is in units."""
        paint = skia.Paint(Color=colour, AntiAlias=True)
        if stroke:
            paint.setStyle(skia.Paint.kStroke_Style)
            paint.setStrokeWidth(stroke * self.unit)
            paint.setStrokeCap(skia.Paint.kRound_Cap)
            paint.setStrokeJoin(skia.Paint.kRound_Join)
        return paint

    def label(
        self, words: str, rect: Rect, size: float, colour: int, weight: Weight = "regular", align: Align = "left"
    ) -> text.Setting:
        """Words in the vertical middle of a box, `size` units at most, smaller if need be.

        `left` is where reading begins: the right side for a script that runs from there.
        """
        most = size * self.unit * self.scale
        setting = text.fit(words, rect.w, rect.h, (min(most, LEAST_TEXT * self.unit), most), weight)
        if not setting.fits:
            self.clipped.append(words)
        lines = text.shortened(setting, rect.w, rect.h, weight)
        top = rect.y + (rect.h - setting.line_height * len(lines)) / 2
        for number, line in enumerate(lines):
            self.write(line.text, rect, baseline(top, number, setting), setting, colour, weight, align)
        return setting

    def write(
        self, words: str, rect: Rect, at: float, setting: text.Setting, colour: int, weight: Weight = "regular",
        align: Align = "left",
    ) -> float:  # fmt: skip
        """One line of a setting with its baseline at `at` px, aligned in a box; its left edge is returned."""
        free = rect.w - text.measure(words, setting.size, weight)
        from_right = align == "right" or (align == "left" and setting.rtl)
        x = rect.x + (free / 2 if align == "centre" else free if from_right else 0)
        text.draw(self.canvas, words, (x, at), setting.size, colour, weight)
        return x


def baseline(top: float, number: int, setting: text.Setting) -> float:
    """Where the letters of line `number` stand when the first line begins at `top` px."""
    return top + setting.line_height * (number + 0.5) + 0.34 * setting.size


def inset(rect: Rect, x: float, y: float = 0.0) -> Rect:
    """A rectangle made smaller by x px left and right and y px above and below; never less than a pixel."""
    return Rect(round(rect.x + x), round(rect.y + y), max(1, rect.w - 2 * round(x)), max(1, rect.h - 2 * round(y)))
