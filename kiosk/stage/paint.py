"""What stands still: frame, badge, sheet, buttons, cards, map, strip. Painted once for each arrangement."""

from __future__ import annotations

import skia

from kiosk.events import Card
from kiosk.stage import palette
from kiosk.stage.brush import Brush, inset
from kiosk.stage.buttons import button
from kiosk.stage.content import NOTICE
from kiosk.stage.floorplan import FloorPlan
from kiosk.stage.layout import BORDER, CORNER, Layout, Rect
from kiosk.stage.storemap import StoreMap
from kiosk.stage.view import View
from kiosk.stage.words import Words, words_of


def paint_still(layout: Layout, view: View, floor: StoreMap | None) -> Brush:
    """The whole screen but the face and what moves: transparent where the face shows."""
    brush = Brush(Rect(0, 0, layout.width, layout.height), layout.unit, layout.text)
    words = words_of(view.scene.lang)
    _sheet(brush, layout)
    for rect, card in layout.cards:
        _card(brush, rect, card)
    if layout.floor and floor:
        FloorPlan(brush, floor, layout.floor, view.scene.lang).draw(view.scene.place)
    for target in layout.targets:
        button(brush, target, view, words)
    if layout.strip:
        brush.label(view.notice, layout.strip, NOTICE, palette.MUTED)
    _frame_and_badge(brush, layout, view, words)
    return brush


def paint_sky(width: int, height: int) -> Brush:
    """A calm ground behind the face."""
    brush = Brush(Rect(0, 0, width, height), 1.0, 1.0)
    ends = [skia.Point(0, 0), skia.Point(0, height)]
    paint = skia.Paint(Shader=skia.GradientShader.MakeLinear(ends, [palette.SKY_TOP, palette.SKY_BOTTOM]), Dither=True)
    brush.canvas.drawPaint(paint)
    return brush


def _sheet(brush: Brush, layout: Layout) -> None:
    """The paper that words and buttons stand on, with a soft edge towards the face."""
    sheet, soft = layout.sheet, round(22 * layout.unit)
    grown = CORNER * layout.unit
    for step in range(soft, 0, -2):
        shadow = Rect(sheet.x - (0 if layout.portrait else step), sheet.y - (step if layout.portrait else 0), 0, 0)
        shape = skia.Rect.MakeLTRB(shadow.x, shadow.y, sheet.right + 2 * grown, sheet.bottom + 2 * grown)
        brush.canvas.drawRoundRect(shape, grown, grown, brush.paint(0x05102A28))
    right = sheet.right + (0 if layout.portrait else 2 * grown)
    shape = skia.Rect.MakeLTRB(sheet.x, sheet.y, right, sheet.bottom + 2 * grown)
    brush.canvas.drawRoundRect(shape, grown, grown, brush.paint(palette.PAPER))


def _frame_and_badge(brush: Brush, layout: Layout, view: View, words: Words) -> None:
    """Who speaks: the colour around everything, and the badge that says it in words."""
    colour = palette.SPEAKER[view.scene.speaker]
    brush.canvas.drawRect(
        skia.Rect.MakeWH(layout.width, layout.height).makeInset(BORDER * layout.unit / 2, BORDER * layout.unit / 2),
        _square_corners(brush, colour),
    )
    badge, unit = layout.badge, layout.unit
    brush.round(badge, colour, 100)
    dot = badge.x + badge.h * 0.46
    brush.circle(dot, badge.y + badge.h / 2, 9 * layout.text, palette.WHITE)
    room = Rect(round(dot + 20 * unit), badge.y, badge.right - round(dot + 20 * unit) - round(18 * unit), badge.h)
    brush.label(words.badge(view.scene.speaker), room, 29, palette.WHITE, "semibold")


def _square_corners(brush: Brush, colour: int) -> skia.Paint:
    paint = brush.paint(colour, BORDER)
    paint.setStrokeJoin(skia.Paint.kMiter_Join)
    return paint


def _card(brush: Brush, rect: Rect, card: Card) -> None:
    """Title over detail on a quiet ground with an accent."""
    unit = brush.unit
    brush.round(rect, palette.CARD, 24)
    brush.round(
        Rect(rect.x, rect.y + round(24 * unit), max(2, round(7 * unit)), rect.h - round(48 * unit)), palette.TEAL, 4
    )
    room = inset(rect, 28 * unit, 12 * unit)
    wanted = round((112 - 24) * unit * brush.scale) if rect.h < 200 * unit * brush.scale else round(0.62 * room.h)
    block = min(room.h, wanted)
    top = room.y + (room.h - block) // 2
    upper = round(block * (0.55 if card.detail else 1.0))
    brush.label(card.title, Rect(room.x, top, room.w, upper), 35, palette.INK, "semibold")
    if card.detail:
        brush.label(card.detail, Rect(room.x, top + upper, room.w, block - upper), 28, palette.MUTED)
