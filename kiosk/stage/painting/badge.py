"""Who speaks: frame and badge around everything, each kind of speaker with its colour, its sign, its word, its line."""

from __future__ import annotations

import skia

from kiosk.stage.arrangement.layout import BORDER, Layout, Rect
from kiosk.stage.painting import signs
from kiosk.stage.painting.brush import BODY, Brush
from kiosk.stage.view import View
from kiosk.stage.words import words_of

SIGNS = {"ai": "ai", "assisted": "ai-person", "human": "person"}
INNER, SECOND = 5.0, 7.0
"""Width of the second line of the frame, and its distance from the first, units."""
STRONG_GROUND = 23.0
"""With strong contrast the lines stand on black, so wide, units."""
DASH = (34.0, 22.0)
"""The second line of a person's frame: dashes and gaps, units."""


def paint(brush: Brush, layout: Layout, view: View) -> None:
    """An AI has one line; an AI with a colleague a second one; a person a second one of dashes."""
    speaker = view.scene.speaker
    colour = brush.theme.speaker(speaker)
    if brush.theme.strong:
        _line(brush, layout, STRONG_GROUND / 2, STRONG_GROUND, 0xFF000000)
    _line(brush, layout, BORDER / 2, BORDER, colour)
    if speaker != "ai":
        dash = [length * brush.unit for length in DASH] if speaker == "human" else []
        _line(brush, layout, BORDER + SECOND + INNER / 2, INNER, colour, dash)
    box = layout.badge
    brush.round(box, colour, 100)
    if brush.theme.edge:
        brush.round(box, 0xFF000000, 100, 2)
    side = 0.56 * box.h
    left = box.x + 0.3 * box.h
    signs.draw(brush, SIGNS.get(speaker, "ai"), left + side / 2, box.y + box.h / 2, side, brush.theme.on_speaker)
    start = round(left + side + 0.18 * box.h)
    room = Rect(start, box.y, box.right - start - round(0.32 * box.h), box.h)
    brush.label(words_of(view.scene.lang).badge(speaker), room, BODY, brush.theme.on_speaker, "semibold")


def _line(
    brush: Brush, layout: Layout, inset: float, width: float, colour: int, dash: list[float] | None = None
) -> None:
    """A line around the screen, its middle `inset` units from the edge."""
    paint = brush.paint(colour, width)
    paint.setStrokeJoin(skia.Paint.kMiter_Join)
    if dash:
        paint.setStrokeCap(skia.Paint.kButt_Cap)
        paint.setPathEffect(skia.DashPathEffect.Make(dash, 0.0))
    edge = inset * brush.unit
    brush.canvas.drawRect(skia.Rect.MakeWH(layout.width, layout.height).makeInset(edge, edge), paint)
