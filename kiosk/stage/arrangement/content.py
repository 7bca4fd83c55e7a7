"""Where everything is that is only looked at: notices, caption, the shopper's words, cards, map, and the face."""

from __future__ import annotations

from kiosk.events import Card
from kiosk.stage.arrangement.layout import GAP, Rect
from kiosk.stage.arrangement.sheet import Sheet
from kiosk.stage.typography.text import LEADING, wrap
from kiosk.stage.view import MAX_CARDS

Cards = tuple[tuple[Rect, Card], ...]

NOTICE, NOTICE_LINES = 28, 6
"""Size of a notice's letters: read from a metre. Only more than six lines of them are set smaller."""
LEAST_CAPTION, LEAST_STRIP = 70.0, 36.0
"""Lower ones cannot be read."""
LEAST_MAP, MOST_MAP = 220.0, 470.0
"""A lower map cannot be read; a higher one says no more."""
ROW, WIDE_ROW = 116.0, 176.0
"""Height of a card that is one of several, and of one that stands alone: it has room for a code."""
WAY, LEAST_WAY = 46.0, 36.0
"""Height of the way in words where neither map nor card has room."""
WHOLE_CARD = 300.0
"""From this height on a card beside the map shows price, stock and code, and takes more of the width."""
LARGEST_ROW = 1.3
"""Rows grow with the letters so far and no farther: two lines of larger letters have room in them."""
INVITATION, LARGEST_INVITATION = 480.0, 1.2
"""Height of the invitation while nobody is near, and how far it grows with the letters."""
CEILING, LARGE_CEILING, LOW_CEILING = 0.455, 0.4125, 0.37
"""What the sheet leaves to the face in portrait, of the screen's height: large letters may come up to the chin.

Where all is low the face stands higher, in the place of the languages.
"""
FACE_SHARE = 0.8
"""Height of the face's picture in portrait, of the screen's: down to the lowest edge the sheet can have."""


def strip(sheet: Sheet, top: float) -> float:
    """As high as the notices need at full size, if that leaves room for what is said."""
    lines = wrap(sheet.view.notice, NOTICE * sheet.text, 0.98 * (sheet.x1 - sheet.x0))
    wanted = (8 + NOTICE * LEADING * min(len(lines), NOTICE_LINES)) * sheet.text
    heard = _words_height(sheet)[1]
    room = sheet.y - top - LEAST_CAPTION * sheet.text - 2 * GAP - (heard + GAP if heard else 0.0)
    return min(wanted, max(LEAST_STRIP, room))


def face(sheet: Sheet, sheet_top: float) -> Rect:
    """The face's picture, moved up a little where the sheet would otherwise hide the chin."""
    chin = 0.6 * FACE_SHARE * sheet.h
    room = 0.13 if sheet.low else 0.08  # without languages at the top
    up = min(max(chin + 24 - sheet_top, 0.0), room * sheet.h)
    return sheet.rect(0, -up, sheet.w, FACE_SHARE * sheet.h)


def cards_and_map(sheet: Sheet, top: float, *, has_map: bool) -> tuple[Cards, Rect | None]:
    """Cards, or cards beside the map."""
    room, cards = _room(sheet, top), sheet.scene.cards[:MAX_CARDS]
    if has_map and sheet.scene.place and room >= LEAST_MAP * sheet.text:
        return _map_row(sheet, min(room, MOST_MAP), cards)
    least = ROW * min(sheet.text, LARGEST_ROW)
    each = min((WIDE_ROW if len(cards) == 1 else ROW) * sheet.text, max(room, least))
    cards = cards[: max(0, int((room + GAP) // (each + GAP)))]
    placed = [(sheet.take(each), card) for card in reversed(cards)]
    return tuple(reversed(placed)), None


def way(sheet: Sheet, top: float, cards: Cards, floor: Rect | None, *, has_map: bool) -> Rect | None:
    """A line for the way in words, if neither map nor card shows it."""
    room = _room(sheet, top)
    due = has_map and sheet.scene.place and not (cards or floor) and room >= LEAST_WAY * sheet.text
    return sheet.take(min(room, WAY * sheet.text)) if due else None


def words(sheet: Sheet, top: float) -> tuple[Rect, Rect | None]:
    """What the kiosk says, under what the shopper said; in landscape the caption takes the room that is left.

    An answer needs its room more than the words that it answers.
    """
    caption_height, heard_height = _words_height(sheet)
    free = sheet.y - top - (heard_height + GAP if heard_height else 0)
    if free < caption_height and sheet.scene.caption and not (sheet.typing or sheet.scene.partial):
        free, heard_height = sheet.y - top, 0.0
    caption_height = min(free, caption_height if sheet.portrait else 1.8 * caption_height)
    if not (sheet.portrait or sheet.typing):
        sheet.y = top + caption_height + (heard_height + GAP if heard_height else 0)
    field = sheet.take(heard_height) if sheet.typing else None  # right above the keys
    caption = sheet.take(caption_height)
    return caption, field or (sheet.take(heard_height) if heard_height else None)


def _words_height(sheet: Sheet) -> tuple[float, float]:
    """Least heights of the caption and of the shopper's words; the caption keeps its place while it is empty."""
    invites = sheet.scene.mode == "attract" and not sheet.scene.caption
    caption = INVITATION * min(sheet.text, LARGEST_INVITATION) if invites else 210 * sheet.text
    heard = 76 * sheet.text if sheet.scene.heard or sheet.view.typed or sheet.typing else 0.0
    return caption, heard


def _room(sheet: Sheet, top: float) -> float:
    """What may be given to cards and map: in portrait the face keeps the upper part."""
    share = LOW_CEILING if sheet.low else LARGE_CEILING if sheet.large else CEILING
    ceiling = max(top, share * sheet.h) if sheet.portrait else top
    return sheet.y - ceiling - sum(height + GAP for height in _words_height(sheet) if height) - 30


def _map_row(sheet: Sheet, height: float, cards: tuple[Card, ...]) -> tuple[Cards, Rect]:
    sheet.y -= height
    share = 0.44 if len(cards) == 1 and height >= WHOLE_CARD else 0.36
    split = sheet.x0 + (share * (sheet.x1 - sheet.x0) if cards else -GAP)
    cards = cards[: max(1, int((height + GAP) // (150 * sheet.text + GAP)))]
    each = (height - GAP * (len(cards) - 1)) / len(cards) if cards else 0.0
    placed = [
        (sheet.rect(sheet.x0, sheet.y + i * (each + GAP), split - sheet.x0, each), card) for i, card in enumerate(cards)
    ]
    floor = sheet.rect(split + GAP, sheet.y, sheet.x1 - split - GAP, height)
    sheet.y -= GAP
    return tuple(placed), floor
