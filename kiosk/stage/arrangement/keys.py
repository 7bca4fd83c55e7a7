"""Where the keys of the screen's keyboard are: above the bar and the dock, which stay."""

from __future__ import annotations

import math
from collections.abc import Sequence

from kiosk.stage.arrangement.layout import LEAST, MARGIN, Rect
from kiosk.stage.arrangement.sheet import SPLIT, Sheet
from kiosk.stage.input.keyboard import Row, keypad, rows

KEY, KEY_WIDE = 92.0, 84.0
"""Height of a key where there is room, portrait and landscape."""
APART = 8.0
LEAST_ACROSS = 4.5
"""In letter keys: a keypad has larger keys, and does not fill the screen."""
CLOSE_APART = 4.0
REACH, REACH_WIDE = 0.45, 0.5
"""Share of the screen, from its foot, that is within reach of who sits."""


def reach(sheet: Sheet) -> float:
    """Above this, units, nothing can be pressed in the low layout."""
    return sheet.h * (1 - (REACH if sheet.portrait else REACH_WIDE))


def keyboard(sheet: Sheet) -> Rect:
    """All keys, across the whole screen; in landscape those of a number beside the question, which is long."""
    if not sheet.portrait:
        if sheet.scene.keypad:
            return _aside(sheet)
        sheet.y = sheet.side_y = min(sheet.y, sheet.side_y)
    board = keypad() if sheet.scene.keypad else rows(sheet.scene.lang, shifted=sheet.view.shifted)
    across = max(LEAST_ACROSS, *(sum(key.width for key in row) for row in board))
    return _board(sheet, board, sheet.w, across)


def _aside(sheet: Sheet) -> Rect:
    """The keys of a number, on the face's side; what is free of the other one stays."""
    free, sheet.y = sheet.y, sheet.side_y
    board = keypad()
    rect = _board(sheet, board, SPLIT * sheet.w, max(sum(key.width for key in row) for row in board))
    sheet.y, sheet.side_y = free, sheet.y
    return rect


def _board(sheet: Sheet, board: Sequence[Row], wide: float, across: float) -> Rect:
    """Keys in `wide` units from the left edge, `across` letter keys in each row."""
    wanted = KEY if sheet.portrait else KEY_WIDE
    room = sheet.y - reach(sheet) if sheet.low else math.inf
    apart = APART if room >= len(board) * (LEAST + APART) + APART else CLOSE_APART
    height = min(wanted, (room - apart) / len(board) - apart)
    foot = sheet.y
    sheet.y -= apart
    unit = (wide - 2 * MARGIN) / across
    for row in reversed(board):
        sheet.y -= height
        _row(sheet, row, height, wide, unit, apart)
        sheet.y -= apart
    top = sheet.y
    sheet.y -= APART
    return sheet.rect(MARGIN / 2, top, wide - MARGIN, foot - top)


def _row(sheet: Sheet, row: Row, height: float, wide: float, unit: float, apart: float) -> None:
    """One row in the middle; the last one, with the space bar, fills the width."""
    if any(key.kind == "space" for key in row):
        unit = (wide - 2 * MARGIN) / sum(key.width for key in row)
    x = (wide - unit * sum(key.width for key in row)) / 2
    for key in row:
        rect = sheet.rect(x + apart / 2, sheet.y, unit * key.width - apart, height)
        held = key.kind == "shift" and sheet.view.shifted
        sheet.press("key", rect, key, key.name, pressed=held)
        x += unit * key.width
