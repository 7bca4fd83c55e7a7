"""A code to take an answer along: a QR code that holds the answer itself in plain words, so that no network is needed.

Its smallest square is 0.6 mm on a 22-inch panel, which phones read from 40 cm.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import segno
import skia
from numpy.typing import NDArray

from kiosk.events import Card
from kiosk.stage.arrangement.layout import Rect
from kiosk.stage.painting.brush import Brush
from kiosk.stage.view import View

QUIET = 4
"""White squares around the code (ISO/IEC 18004)."""
LEAST_MODULE = 0.6 * 3.94
"""Units of the smallest square."""
LONGEST = 200
"""Bytes of UTF-8; more would need squares that are too small."""


def words(card: Card, view: View, room: float, unit: float) -> str:
    """What the code of a card holds in a square of `room` px: title, where, price, store, and the answer if it fits.

    A card that brings its own is that alone, as an address for a phone.

    Empty if there is no room for a code whose squares are large enough.
    """
    if card.code:
        return card.code if len(card.code.encode()) <= LONGEST and side(card.code, room, unit) else ""
    head, tail = (card.title, card.detail, card.price), (view.shop.name,)
    for lines in ((*head, card.text, *tail), (*head, *tail)):
        content = "\n".join(line for line in lines if line)
        if len(content.encode()) <= LONGEST and side(content, room, unit):
            return content
    return ""


@lru_cache(maxsize=64)
def modules(content: str) -> NDArray[np.bool_]:
    """(n, n) True where the code is dark; error correction M."""
    code = segno.make(content, error="m", micro=False, boost_error=False)
    return np.array([[bool(dark) for dark in row] for row in code.matrix], np.bool_)


def side(content: str, room: float, unit: float) -> int:
    """Px of the code with its quiet zone in a square of `room` px; 0 if its squares would be too small."""
    count = len(modules(content)) + 2 * QUIET
    module = int(room / count)
    return module * count if module >= max(1.0, LEAST_MODULE * unit) else 0


def draw(brush: Brush, content: str, rect: Rect) -> Rect:
    """The code on white in the middle of a square box, every square a whole number of px; its box is returned."""
    dark = modules(content)
    count = len(dark) + 2 * QUIET
    module = max(1, min(rect.w, rect.h) // count)
    whole = Rect(
        rect.x + (rect.w - module * count) // 2, rect.y + (rect.h - module * count) // 2, module * count, module * count
    )
    brush.round(whole, 0xFFFFFFFF, 10)
    paint = skia.Paint(Color=0xFF000000, AntiAlias=False)
    for row, column in zip(*dark.nonzero(), strict=True):
        x, y = whole.x + (column + QUIET) * module, whole.y + (row + QUIET) * module
        brush.canvas.drawRect(skia.Rect.MakeXYWH(float(x), float(y), module, module), paint)
    return whole
