"""Where everything is on the screen: a pure function of what is shown and the size of the window.

The sheet is filled from the bottom up: strip, bar, reach row, choices, cards and map, caption, shopper's words.
"""

from __future__ import annotations

from kiosk.stage import content, controls
from kiosk.stage.layout import CORNER, GAP, MARGIN, Layout
from kiosk.stage.sheet import Sheet
from kiosk.stage.view import View


def arrange(view: View, width: int, height: int, *, has_map: bool = False) -> Layout:
    """The arrangement of a view in a window of `width` x `height` px; `has_map` if the scene's place can be drawn."""
    sheet = Sheet(view, width, height)
    top = controls.top_row(sheet)
    strip = sheet.take(content.strip(sheet), GAP) if view.notices else None
    sheet.y -= 0 if strip else 10
    status = controls.bar(sheet)
    if sheet.low:
        controls.reach_row(sheet)
    controls.choices(sheet)
    cards, floor = content.cards_and_map(sheet, top, has_map=has_map)
    caption, heard = content.words(sheet, top)
    left, edge = (0.0, sheet.y - 30) if sheet.portrait else (sheet.x0 - MARGIN, 0.0)
    paper = sheet.rect(left, edge, sheet.w - left, sheet.h - edge)
    face = content.face(sheet, edge) if sheet.portrait else sheet.rect(0, 0, left + CORNER, sheet.h)
    badge = sheet.rect(MARGIN, MARGIN, 250 * sheet.text, 64 * sheet.text)
    return Layout(
        width, height, sheet.unit, sheet.text, sheet.portrait, face, paper, badge, status, caption,
        tuple(sheet.targets), heard, strip, floor, cards,
    )  # fmt: skip
