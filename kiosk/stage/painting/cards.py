"""Answer cards: a row for one of several, a whole card beside the map, with a code to take the answer along."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from kiosk.events import Card
from kiosk.stage.arrangement.layout import Rect
from kiosk.stage.painting import directions, pictures, qr, signs
from kiosk.stage.painting.brush import BODY, DISPLAY, LEAD, NOTE, Brush, inset
from kiosk.stage.typography.fonts import Weight
from kiosk.stage.view import View
from kiosk.stage.words import Words, words_of

TALL = 250.0
"""From this height on a card is no row any more."""
DETAIL = 0.85
"""Letters below a title are never larger than this share of its own."""
NARROW = 480.0
"""A row less wide than this has no room for price and code beside its words."""
WITH_CODE = 760.0
"""A row less wide than this shows no code: the answer itself is worth more."""
WAY, MOST_WAY = 46.0, 0.3
"""Height of the way in words, and the most of a card that it takes."""
CODE, MOST_CODE = 150.0, 180.0
"""Side of the code's box in a row and on a whole card, units: 38 and 46 mm."""


def paint(brush: Brush, rect: Rect, card: Card, view: View, way: str = "") -> None:
    """One card in its place; `way` is the way there in words, where no map shows it."""
    theme = brush.theme
    brush.surface(rect, theme.card, 28)
    if rect.h >= TALL * brush.unit * min(brush.scale, 1.3) and rect.w < 2.4 * rect.h:
        _Tall(brush, _above_way(brush, inset(rect, 26 * brush.unit, 22 * brush.unit), way), card, view).draw()
    else:
        _row(brush, _above_way(brush, inset(rect, 18 * brush.unit, 14 * brush.unit), way), card, view)


def _above_way(brush: Brush, room: Rect, way: str) -> Rect:
    """The room that the way at the foot of a card leaves."""
    if not way:
        return room
    height = round(min(WAY * brush.unit * brush.scale, MOST_WAY * room.h))
    directions.paint(brush, Rect(room.x, room.bottom - height, room.w, height), way)
    return Rect(room.x, room.y, room.w, room.h - height - round(4 * brush.unit))


def _row(brush: Brush, room: Rect, card: Card, view: View) -> None:
    """Picture, title over detail, price, and the code if the row is high enough; a narrow one has two lines alone."""
    unit, theme = brush.unit, brush.theme
    narrow = room.w < NARROW * unit * brush.scale
    side = min(room.h, round((84 if narrow else 140) * unit))
    left, right = room.x, room.right
    if card.picture:
        pictures.paint(brush, card.picture, Rect(left, room.y + (room.h - side) // 2, side, side), view.shop)
        left += side + round(22 * unit)
    if narrow:
        told = replace(card, detail=" · ".join(filter(None, (card.price, card.detail))))
        return _title_and_detail(brush, Rect(left, room.y, max(1, right - left), room.h), told)
    roomy = room.w >= WITH_CODE * unit * brush.scale
    if code := _code(card, view, min(room.h, CODE * unit), unit) if roomy else "":
        right = _code_with_words(brush, code, Rect(left, room.y, right - left, room.h), view)
    if card.price:
        width = min(round(150 * unit * brush.scale), (right - left) // 3)
        price = Rect(right - width, room.y, width, room.h)
        brush.label(unbroken(card.price), price, LEAD + 3, theme.ink, "bold", "right")
        right -= width + round(16 * unit)
    return _title_and_detail(brush, Rect(left, room.y, max(1, right - left), room.h), card)


def _title_and_detail(brush: Brush, room: Rect, card: Card) -> None:
    block = min(room.h, round((96 if room.h < 130 * brush.unit * brush.scale else 130) * brush.unit * brush.scale))
    top = room.y + (room.h - block) // 2
    upper = round(block * (0.56 if card.detail else 1.0))
    title = brush.label(card.title, Rect(room.x, top, room.w, upper), LEAD, brush.theme.ink, "semibold")
    if card.detail:
        size = min(BODY - 1, DETAIL * title.size / brush.unit / brush.scale)
        brush.label(card.detail, Rect(room.x, top + upper, room.w, block - upper), size, brush.theme.muted)


def unbroken(price: str) -> str:
    """An amount and its currency stay on one line."""
    return price.replace(" ", "\u00a0")


def _code(card: Card, view: View, room: float, unit: float) -> str:
    """What the card's code holds in a square of `room` px; empty if it has no room, or the card is no answer yet."""
    answers = view.scene.cards == (card,) and is_answer(card, view)
    return qr.words(card, view, room, unit) if answers else ""


def is_answer(card: Card, view: View) -> bool:
    """Whether a card tells more than what may be meant: cards stand there before a sentence ends."""
    found = bool(card.place) and card.place == view.scene.place
    return found or bool(card.price or card.text or card.code) or card.stock is not None


def _code_with_words(brush: Brush, content: str, room: Rect, view: View) -> int:
    """The code at the right end of a row, what it is for beside it; the left edge of both is returned."""
    side = qr.side(content, min(room.h, CODE * brush.unit), brush.unit)
    qr.draw(brush, content, Rect(room.right - side, room.y + (room.h - side) // 2, side, side))
    width = round(min(215 * brush.unit * brush.scale, 0.34 * room.w))
    told = Rect(room.right - side - round(18 * brush.unit) - width, room.y, width, room.h)
    words = words_of(view.scene.lang)
    upper = Rect(told.x, told.y, told.w, told.h // 2)
    brush.label(words.code, upper, NOTE, brush.theme.ink, "semibold", "right")
    lower = Rect(told.x, upper.bottom, told.w, told.bottom - upper.bottom)
    brush.label(_holds(content, words), lower, NOTE - 3, brush.theme.muted, "regular", "right")
    return told.x - round(18 * brush.unit)


def _holds(content: str, words: Words) -> str:
    """That a code is read without a network; an address is of no use without one."""
    return "" if content.startswith(("https://", "http://")) else words.code_holds


@dataclass(slots=True)
class _Tall:
    """A whole card: picture and title; price, place and stock with the code beside them; what the code is for."""

    brush: Brush
    room: Rect
    card: Card
    view: View

    def draw(self) -> None:
        """From the top; what has no room is left out, the least needed first: code, stock."""
        lines = self._lines()
        body, foot = sum(height for height, _ in lines), round(70 * self._scaled)
        content, code = self._code(body, foot)
        below = max(body, code) + (foot if code else 0)
        head = self._head(min(self.room.h - below - self._gap, round(132 * self._scaled)))
        top = self.room.bottom - below if code or self.card.price else self.room.y + head + self._gap
        width = self.room.w - (code + round(14 * self.brush.unit) if code else 0)
        if code:
            box = Rect(self.room.x, self.room.bottom - foot, self.room.w, foot)
            self._take_along(box, content, code)
        for height, draw in lines:
            draw(Rect(self.room.x, top, width, height))
            top += height

    @property
    def _gap(self) -> int:
        return round(8 * self.brush.unit)

    @property
    def _scaled(self) -> float:
        return self.brush.unit * self.brush.scale

    def _lines(self) -> list[tuple[int, Callable[[Rect], None]]]:
        """What stands below the head, and how high it is; stock is left out where the head would have no room."""
        card, theme = self.card, self.brush.theme
        lines: list[tuple[int, Callable[[Rect], None]]] = []
        if card.price:
            lines.append((66, lambda box: self._label(unbroken(card.price), box, DISPLAY, theme.ink, "bold")))
        if card.detail:
            lines.append((44, lambda box: self._label(card.detail, box, BODY, theme.muted, "regular")))
        if card.stock is not None:
            lines.append((42, self._stock))
        scaled = [(round(height * self._scaled), draw) for height, draw in lines]
        while len(scaled) > 1 and self.room.h - sum(height for height, _ in scaled) < 60 * self._scaled:
            scaled.pop()
        return scaled

    def _label(self, words: str, box: Rect, size: float, colour: int, weight: Weight) -> None:
        self.brush.label(words, box, size, colour, weight)

    def _code(self, body: int, foot: int) -> tuple[str, int]:
        """What the code beside the lines holds and px of its side; "" and 0 without one."""
        least_head = round(84 * self._scaled)
        room = min(MOST_CODE * self.brush.unit, self.room.h - foot - least_head, 0.46 * self.room.w)
        if body + foot + least_head > self.room.h:
            return "", 0
        content = _code(self.card, self.view, room, self.brush.unit)
        return content, qr.side(content, room, self.brush.unit) if content else 0

    def _head(self, height: int) -> int:
        """The picture beside the title; how high that is."""
        unit = self.brush.unit
        side = min(height, round(112 * unit)) if self.card.picture else 0
        left = self.room.x + (side + round(20 * unit) if side else 0)
        if side:
            pictures.paint(self.brush, self.card.picture, Rect(self.room.x, self.room.y, side, side), self.view.shop)
        title = Rect(left, self.room.y, self.room.right - left, side or height)
        self.brush.label(self.card.title, title, LEAD + 1, self.brush.theme.ink, "semibold")
        return side or height

    def _stock(self, box: Rect) -> None:
        """A sign and words: in stock or not is never told by a colour alone."""
        stock, words, theme = self.card.stock, words_of(self.view.scene.lang), self.brush.theme
        side = round(26 * self._scaled)
        colour = theme.light if stock else theme.warn
        signs.draw(self.brush, "check" if stock else "cross", box.x + side / 2, box.y + box.h / 2, side, colour)
        left = box.x + side + round(10 * self.brush.unit)
        told = words.stock.replace("{count}", str(stock)) if stock else words.no_stock
        self.brush.label(told, Rect(left, box.y, max(1, box.right - left), box.h), BODY - 1, theme.muted)

    def _take_along(self, foot: Rect, content: str, side: int) -> None:
        """The code above the right end of the foot, which says what it is for and what it holds."""
        words = words_of(self.view.scene.lang)
        qr.draw(self.brush, content, Rect(foot.right - side, foot.y - side, side, side))
        upper = round(0.54 * foot.h)
        self.brush.label(words.code, Rect(foot.x, foot.y, foot.w, upper), NOTE, self.brush.theme.ink, "semibold")
        below = Rect(foot.x, foot.y + upper, foot.w, foot.h - upper)
        self.brush.label(_holds(content, words), below, NOTE - 2, self.brush.theme.muted)
