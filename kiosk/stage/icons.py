"""The few signs on buttons, drawn in a square around a point (px); `s` is half its side."""

from __future__ import annotations

import skia

from kiosk.stage import text
from kiosk.stage.brush import Brush


def person(brush: Brush, x: float, y: float, s: float, colour: int) -> None:
    """Head and shoulders."""
    unit = brush.unit
    brush.circle(x, y - 0.42 * s, 0.42 * s / unit, colour)
    shoulders = skia.Path()
    shoulders.addArc(skia.Rect.MakeXYWH(x - 0.85 * s, y + 0.12 * s, 1.7 * s, 1.7 * s), 180, 180)
    brush.canvas.drawPath(shoulders, brush.paint(colour))


def square(brush: Brush, x: float, y: float, s: float, colour: int) -> None:
    """Stop."""
    shape = skia.Rect.MakeXYWH(x - 0.6 * s, y - 0.6 * s, 1.2 * s, 1.2 * s)
    brush.canvas.drawRoundRect(shape, 0.18 * s, 0.18 * s, brush.paint(colour))


def access(brush: Brush, mode: str, x: float, y: float, s: float, colour: int) -> None:
    """Larger letters, lower buttons, or sound."""
    stroke = 0.2 * s / brush.unit
    if mode == "large":
        size = 1.7 * s
        width = text.measure("A", size, "bold")
        text.draw(brush.canvas, "A", (x - width + 0.3 * s, y + 0.6 * s), size, colour, "bold")
        text.draw(brush.canvas, "a", (x + 0.35 * s, y + 0.6 * s), 0.8 * size, colour, "bold")
    elif mode == "low-reach":
        brush.line([(x, y - 0.8 * s), (x, y + 0.35 * s)], colour, stroke)
        brush.line([(x - 0.5 * s, y - 0.1 * s), (x, y + 0.4 * s), (x + 0.5 * s, y - 0.1 * s)], colour, stroke)
        brush.line([(x - 0.75 * s, y + 0.8 * s), (x + 0.75 * s, y + 0.8 * s)], colour, stroke)
    else:
        horn = [(-0.9, -0.28), (-0.5, -0.28), (0.0, -0.72), (0.0, 0.72), (-0.5, 0.28), (-0.9, 0.28)]
        brush.line([(x + dx * s, y + dy * s) for dx, dy in horn], colour, 0, closed=True)
        for reach in (0.5, 0.95):
            box = skia.Rect.MakeXYWH(x - reach * s + 0.05 * s, y - reach * s, 2 * reach * s, 2 * reach * s)
            brush.canvas.drawArc(box, -45, 90, False, brush.paint(colour, stroke))
