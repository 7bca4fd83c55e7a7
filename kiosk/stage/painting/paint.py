"""What stands still: frame, badge, sheet, buttons, cards, notices. Painted once for each arrangement."""

from __future__ import annotations

import skia

from kiosk.stage.arrangement.content import NOTICE
from kiosk.stage.arrangement.layout import CORNER, Layout, Rect
from kiosk.stage.painting import badge, cards, directions
from kiosk.stage.painting.brush import Brush
from kiosk.stage.painting.buttons import paint_buttons
from kiosk.stage.painting.palette import LIGHT, theme_of
from kiosk.stage.view import View


def paint_still(layout: Layout, view: View) -> Brush:
    """The whole screen but the face and what moves: transparent where the face shows."""
    brush = Brush(Rect(0, 0, layout.width, layout.height), layout.unit, layout.text, theme_of(view))
    _sheet(brush, layout)
    for rect, card in layout.cards:
        cards.paint(brush, rect, card, view, layout.told if card.place == view.scene.place else "")
    if layout.way:
        directions.paint(brush, layout.way, layout.told)
    paint_buttons(brush, layout, view)
    if layout.strip:
        brush.label(view.notice, layout.strip, NOTICE, brush.theme.muted)
    badge.paint(brush, layout, view)
    return brush


def paint_sky(width: int, height: int) -> Brush:
    """A calm ground where no face is."""
    brush = Brush(Rect(0, 0, width, height), 1.0, 1.0)
    ends = [skia.Point(0, 0), skia.Point(0, height)]
    paint = skia.Paint(Shader=skia.GradientShader.MakeLinear(ends, list(LIGHT.sky)), Dither=True)
    brush.canvas.drawPaint(paint)
    return brush


def _sheet(brush: Brush, layout: Layout) -> None:
    """The paper that words and buttons stand on, with a soft edge towards the face."""
    sheet, soft, theme = layout.sheet, round(22 * layout.unit), brush.theme
    grown = CORNER * layout.unit
    edge = (0, sheet.y - soft, sheet.right, sheet.y + grown) if layout.portrait else (
        sheet.x - soft, 0, sheet.x + grown, sheet.bottom
    )  # fmt: skip
    brush.canvas.save()
    brush.canvas.clipRect(skia.Rect.MakeLTRB(*edge))  # paper covers the rest, and a whole sheet costs a frame's time
    for step in range(0 if theme.strong else soft, 0, -2):
        left, top = (0, sheet.y - step) if layout.portrait else (sheet.x - step, sheet.y)
        shape = skia.Rect.MakeLTRB(left, top, sheet.right + 2 * grown, sheet.bottom + 2 * grown)
        brush.canvas.drawRoundRect(shape, grown, grown, brush.paint(0x05102A28))
    brush.canvas.restore()
    right = sheet.right + (0 if layout.portrait else 2 * grown)
    shape = skia.Rect.MakeLTRB(sheet.x, sheet.y, right, sheet.bottom + 2 * grown)
    brush.canvas.drawRoundRect(shape, grown, grown, brush.paint(theme.paper))
    if theme.edge:
        brush.canvas.drawRoundRect(shape, grown, grown, brush.paint(theme.line, theme.edge))
