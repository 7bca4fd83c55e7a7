"""Where the keys of the screen's keyboard are: above the bar and the dock, which stay."""

from __future__ import annotations

import math

from kiosk.stage.keyboard import Row, rows
from kiosk.stage.layout import LEAST, MARGIN, Rect
from kiosk.stage.sheet import Sheet

KEY, KEY_WIDE = 92.0, 84.0
"""Height of a key where there is room, portrait and landscape."""
APART = 8.0
CLOSE_APART = 4.0
REACH, REACH_WIDE = 0.45, 0.5
"""Share of the screen, from its foot, that is within reach of who sits."""


def reach(sheet: Sheet) -> float:
    """Above this, units, nothing can be pressed in the low layout."""
    return sheet.h * (1 - (REACH if sheet.portrait else REACH_WIDE))


def keyboard(sheet: Sheet) -> Rect:
    """All keys, across the whole screen."""
    sheet.y = sheet.side_y = min(sheet.y, sheet.side_y) if not sheet.portrait else sheet.y
    board = rows(sheet.scene.lang, shifted=sheet.view.shifted)
    wanted = KEY if sheet.portrait else KEY_WIDE
    room = sheet.y - reach(sheet) if sheet.low else math.inf
    apart = APART if room >= len(board) * (LEAST + APART) + APART else CLOSE_APART
    height = min(wanted, (room - apart) / len(board) - apart)
    foot = sheet.y
    sheet.y -= apart
    unit = (sheet.w - 2 * MARGIN) / max(sum(key.width for key in row) for row in board)
    for row in reversed(board):
        sheet.y -= height
        _row(sheet, row, height, unit, apart)
        sheet.y -= apart
    top = sheet.y
    sheet.y -= APART
    return sheet.rect(MARGIN / 2, top, sheet.w - MARGIN, foot - top)


def _row(sheet: Sheet, row: Row, height: float, unit: float, apart: float) -> None:
    """One row in the middle; the last one, with the space bar, fills the width."""
    if any(key.kind == "space" for key in row):
        unit = (sheet.w - 2 * MARGIN) / sum(key.width for key in row)
    x = (sheet.w - unit * sum(key.width for key in row)) / 2
    for key in row:
        rect = sheet.rect(x + apart / 2, sheet.y, unit * key.width - apart, height)
        held = key.kind == "shift" and sheet.view.shifted
        sheet.press("key", rect, key, key.name, pressed=held)
        x += unit * key.width
