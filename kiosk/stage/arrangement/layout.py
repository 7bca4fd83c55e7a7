"""What an arrangement of the screen is: rectangles, what can be pressed, and what a touch means.

Lengths are in units: 1080 of them across the short side of a 22-inch panel, 3.94 to the millimetre, so that 60 units
are 15 mm, the least height of a target. Targets never overlap and always lie on the screen.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from kiosk.events import Card, Event, ScreenTouched
from kiosk.stage.input.keyboard import Key

Kind = Literal[
    "human", "language", "choice", "stop", "again", "field", "key",
    "type", "text", "contrast", "reach", "audio", "softer", "mute", "louder",
]  # fmt: skip

LEAST = 60.0
"""Least height and width of a target: 15 mm on a 22-inch panel."""
MARGIN, GAP, BORDER, CORNER = 36.0, 16.0, 10.0, 44.0


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
    """What can be pressed, and what pressing it means; `pressed` if it stands for what is already chosen.

    A `Key` concerns the screen alone; all else is told to the dialogue.
    """

    kind: Kind
    id: str
    rect: Rect
    event: Event | Key
    pressed: bool = False


@dataclass(frozen=True, slots=True)
class Layout:
    """One arrangement, px; `unit` is px per unit, `text` the scale of its letters.

    `told` is the way in words where the map has no room: on the card of its place, or in `way` without one.
    """

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
    way: Rect | None = None
    told: str = ""
    cards: tuple[tuple[Rect, Card], ...] = ()
    keyboard: Rect | None = None

    @property
    def human(self) -> Rect:
        """The button to a person."""
        return next(target.rect for target in self.targets if target.kind == "human")


def hit(layout: Layout, x: float, y: float) -> Event | Key:
    """What a touch at (x, y) px means: the target there, or a touch of the screen."""
    return next((target.event for target in layout.targets if target.rect.contains(x, y)), ScreenTouched())
