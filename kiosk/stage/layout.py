"""Where everything is on the screen: a pure function of what is shown and the size of the window.

Lengths are in units: 1080 of them across the short side of a 22-inch panel, 3.94 to the millimetre, so that 60 units
are 15 mm, the least height of a target. Portrait: the face above, a sheet with words and buttons below. Landscape: the
face on the left, the sheet on the right. Targets never overlap and always lie on the screen.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from kiosk.events import (
    AccessMode,
    AccessPressed,
    Card,
    ChoicePressed,
    Event,
    HumanPressed,
    LanguagePressed,
    ScreenTouched,
    StopPressed,
)
from kiosk.stage.text import LEADING, wrap
from kiosk.stage.view import MAX_CARDS, MAX_CHOICES, View

Kind = Literal["human", "language", "choice", "stop", "access"]

LEAST = 60.0
"""Least height and width of a target: 15 mm on a 22-inch panel."""
MARGIN, GAP, BORDER, CORNER = 36.0, 16.0, 10.0, 44.0
ACCESS: tuple[AccessMode, ...] = ("large", "low-reach", "audio-first")
LARGE_TEXT = 1.3
NOTICE, NOTICE_LINES = 28, 6
"""Size of a notice's letters: read from a metre. Only more than six lines of them are set smaller."""
LEAST_MAP = 220.0
"""A lower map cannot be read."""
LANGUAGE_SHARE = 1.25
"""Width of a language's name against that of an access sign in the row they share."""
FACE_SHARE = 0.8
"""Height of the face's picture in portrait, of the screen's: down to the lowest edge the sheet can have."""


@dataclass(frozen=True, slots=True)
class Rect:
    """A rectangle of whole pixels."""

    x: int
    y: int
    w: int
    h: int

    @property
    def right(self) -> int:
        """First column beyond it."""
        return self.x + self.w

    @property
    def bottom(self) -> int:
        """First row beyond it."""
        return self.y + self.h

    def contains(self, x: float, y: float) -> bool:
        """Whether a point is on it."""
        return self.x <= x < self.right and self.y <= y < self.bottom

    def overlaps(self, other: Rect) -> bool:
        """Whether the two share a pixel."""
        return self.x < other.right and other.x < self.right and self.y < other.bottom and other.y < self.bottom


@dataclass(frozen=True, slots=True)
class Target:
    """What can be pressed, and what pressing it means; `pressed` if it stands for what is already chosen."""

    kind: Kind
    id: str
    rect: Rect
    event: Event
    pressed: bool = False


@dataclass(frozen=True, slots=True)
class Layout:
    """One arrangement, px; `unit` is px per unit, `text` the scale of its letters."""

    width: int
    height: int
    unit: float
    text: float
    portrait: bool
    avatar: Rect
    sheet: Rect
    badge: Rect
    status: Rect
    caption: Rect
    targets: tuple[Target, ...]
    heard: Rect | None = None
    strip: Rect | None = None
    floor: Rect | None = None
    cards: tuple[tuple[Rect, Card], ...] = ()

    @property
    def human(self) -> Rect:
        """The button to a person."""
        return next(target.rect for target in self.targets if target.kind == "human")


def hit(layout: Layout, x: float, y: float) -> Event:
    """What a touch at (x, y) px means: the target there, or a touch of the screen."""
    return next((target.event for target in layout.targets if target.rect.contains(x, y)), ScreenTouched())


def arrange(view: View, width: int, height: int, *, has_map: bool = False) -> Layout:
    """The arrangement of a view in a window of `width` x `height` px; `has_map` if the scene's place can be drawn."""
    return _Arrangement(view, width, height, has_map).layout()


class _Arrangement:
    """Fills the sheet from the bottom up: strip, bar, reach row, choices, cards and map, caption, shopper's words."""

    def __init__(self, view: View, width: int, height: int, has_map: bool) -> None:
        self.view, self.scene, self.has_map = view, view.scene, has_map
        self.width, self.height = width, height
        self.unit = min(min(width, height) / 1080, max(width, height) / 1920)
        self.w, self.h = width / self.unit, height / self.unit
        self.portrait = height >= width
        self.large = self.scene.access in {"large", "audio-first"}
        self.low = self.scene.access == "low-reach"
        self.text = LARGE_TEXT if self.large else 1.0
        self.x0 = MARGIN if self.portrait else 0.46 * self.w + MARGIN
        self.x1 = self.w - MARGIN
        self.targets: list[Target] = []
        self.y = self.h - BORDER - 14

    def layout(self) -> Layout:
        """Put it together."""
        top = self._top_row()
        strip = self._take(self._strip(), GAP) if self.view.notices else None
        self.y -= 0 if strip else 10
        status = self._bar()
        if self.low:
            self._reach_row()
        self._choices()
        cards, floor = self._content(top)
        caption, heard = self._words(top)
        left, sheet_top = (0.0, self.y - 30) if self.portrait else (self.x0 - MARGIN, 0.0)
        sheet = self._rect(left, sheet_top, self.w - left, self.h - sheet_top)
        face = self._face(sheet_top) if self.portrait else self._rect(0, 0, left + CORNER, self.h)
        badge = self._rect(MARGIN, MARGIN, 250 * self.text, 64 * self.text)
        return Layout(
            self.width, self.height, self.unit, self.text, self.portrait, face, sheet, badge, status, caption,
            tuple(self.targets), heard, strip, floor, cards,
        )  # fmt: skip

    def _strip(self) -> float:
        """As high as the notices need at full size."""
        lines = wrap(self.view.notice, NOTICE * self.text, 0.98 * (self.x1 - self.x0))
        return (8 + NOTICE * LEADING * min(len(lines), NOTICE_LINES)) * self.text

    def _face(self, sheet_top: float) -> Rect:
        """The face's picture, moved up a little where the sheet would otherwise hide the chin."""
        chin = 0.6 * FACE_SHARE * self.h
        up = min(max(chin + 24 - sheet_top, 0.0), 0.06 * self.h)
        return self._rect(0, -up, self.w, FACE_SHARE * self.h)

    def _rect(self, x: float, y: float, w: float, h: float) -> Rect:
        """Units to px, edges rounded so that neighbours never overlap."""
        left, top = round(x * self.unit), round(y * self.unit)
        return Rect(left, top, round((x + w) * self.unit) - left, round((y + h) * self.unit) - top)

    def _take(self, height: float, gap: float = GAP) -> Rect:
        """The lowest free stretch of the sheet, full width."""
        self.y -= height
        rect = self._rect(self.x0, self.y, self.x1 - self.x0, height)
        self.y -= gap
        return rect

    def _row(self, y: float, height: float, count: int, span: tuple[float, float], gap: float = GAP) -> list[Rect]:
        """`count` equal cells beside each other."""
        left, right = span
        cell = (right - left - gap * (count - 1)) / count
        return [self._rect(left + i * (cell + gap), y, cell, height) for i in range(count)]

    def _top_row(self) -> float:
        """Languages and access modes where a standing person finds them; where the words may begin is returned."""
        langs = self.view.langs if len(self.view.langs) > 1 else ()
        if self.low:
            return MARGIN + 80 if self.portrait else MARGIN
        size = 100 * self.text
        rail_top = MARGIN + 64 * self.text + (GAP if self.portrait and self.large else 0) + 24
        y, height = MARGIN, 64 * self.text
        if self.portrait and self.large:
            y += height + GAP
            rail_top = y + height + 24
        for number, mode in enumerate(ACCESS):
            self._access(mode, self._rect(MARGIN, rail_top + number * (size + GAP), size, size))
        if langs:
            full = self.x1 - self.x0
            cell = min((full if self.large or not self.portrait else full - 250 - 20) / len(langs), 190 * self.text)
            span = (self.x1 - cell * len(langs), self.x1)
            for lang, rect in zip(langs, self._row(y, height, len(langs), span, 8), strict=True):
                self._language(lang, rect)
        return y + height + GAP

    def _reach_row(self) -> None:
        """Languages and access modes within reach of a seated person."""
        langs = self.view.langs if len(self.view.langs) > 1 else ()
        self.y -= 88
        shares = [LANGUAGE_SHARE] * len(langs) + [1.0] * len(ACCESS)
        unit = (self.x1 - self.x0 - 8 * (len(shares) - 1)) / sum(shares)
        lefts = [self.x0 + unit * sum(shares[:i]) + 8 * i for i in range(len(shares))]
        cells = [self._rect(x, self.y, unit * share, 88) for x, share in zip(lefts, shares, strict=True)]
        self.y -= GAP
        for lang, rect in zip(langs, cells, strict=False):
            self._language(lang, rect)
        for mode, rect in zip(ACCESS, cells[len(langs) :], strict=True):
            self._access(mode, rect)

    def _language(self, lang: str, rect: Rect) -> None:
        self.targets.append(Target("language", lang, rect, LanguagePressed(lang), lang == self.scene.lang))

    def _access(self, mode: AccessMode, rect: Rect) -> None:
        chosen = self.scene.access == mode
        self.targets.append(Target("access", mode, rect, AccessPressed("standard" if chosen else mode), chosen))

    def _bar(self) -> Rect:
        """The button to a person, silence while the kiosk speaks, and what the kiosk is doing."""
        height = 120 * (1.15 if self.large else 1.0)
        self.y -= height
        human = 0.46 * (self.x1 - self.x0)
        self.targets.insert(
            0, Target("human", "human", self._rect(self.x1 - human, self.y, human, height), HumanPressed())
        )
        end = self.x1 - human - GAP
        if self.scene.mode == "speaking":
            end -= height
            self.targets.append(Target("stop", "stop", self._rect(end, self.y, height, height), StopPressed()))
            end -= GAP
        status = self._rect(self.x0, self.y, end - self.x0, height)
        self.y -= 20
        return status

    def _choices(self) -> None:
        """Up to six, in two rows at most."""
        choices = self.scene.choices[:MAX_CHOICES]
        columns = 1 if len(choices) == 1 else 2 if len(choices) <= 4 else 3
        rows = [choices[i : i + columns] for i in range(0, len(choices), columns)]
        height = 96 * (1.2 if self.large else 1.0)
        for row in reversed(rows):
            self.y -= height
            for choice, rect in zip(row, self._row(self.y, height, columns, (self.x0, self.x1)), strict=False):
                self.targets.append(Target("choice", choice.id, rect, ChoicePressed(choice.id)))
            self.y -= GAP

    def _words_height(self) -> tuple[float, float]:
        """Least heights of the caption and of the shopper's words; the caption keeps its place while it is empty."""
        caption = 210 * self.text
        heard = 76 * self.text if self.scene.heard or self.view.typed else 0.0
        return caption, heard

    def _room(self, top: float) -> float:
        """What may be given to cards and map: in portrait the face keeps the upper part."""
        ceiling = max(top, 0.455 * self.h) if self.portrait else top
        return self.y - ceiling - sum(height + GAP for height in self._words_height() if height) - 30

    def _content(self, top: float) -> tuple[tuple[tuple[Rect, Card], ...], Rect | None]:
        """Cards, or cards beside the map."""
        room, cards = self._room(top), self.scene.cards[:MAX_CARDS]
        if self.has_map and self.scene.place and room >= LEAST_MAP:
            return self._map_row(min(room, 400.0), cards)
        each = 112 * self.text
        cards = cards[: max(0, int((room + GAP) // (each + GAP)))]
        placed = [(self._take(each), card) for card in reversed(cards)]
        return tuple(reversed(placed)), None

    def _map_row(self, height: float, cards: tuple[Card, ...]) -> tuple[tuple[tuple[Rect, Card], ...], Rect]:
        self.y -= height
        split = self.x0 + (0.36 * (self.x1 - self.x0) if cards else -GAP)
        cards = cards[: max(1, int((height + GAP) // (150 * self.text + GAP)))]
        each = (height - GAP * (len(cards) - 1)) / len(cards) if cards else 0.0
        placed = [
            (self._rect(self.x0, self.y + i * (each + GAP), split - self.x0, each), card)
            for i, card in enumerate(cards)
        ]
        floor = self._rect(split + GAP, self.y, self.x1 - split - GAP, height)
        self.y -= GAP
        return tuple(placed), floor

    def _words(self, top: float) -> tuple[Rect, Rect | None]:
        """What the kiosk says, under what the shopper said; in landscape the caption takes the room that is left."""
        caption_height, heard_height = self._words_height()
        if not self.portrait:
            free = self.y - top - (heard_height + GAP if heard_height else 0)
            caption_height = min(free, 1.8 * caption_height)
            self.y = top + caption_height + (heard_height + GAP if heard_height else 0)
        caption = self._take(caption_height)
        heard = self._take(heard_height) if heard_height else None
        return caption, heard
