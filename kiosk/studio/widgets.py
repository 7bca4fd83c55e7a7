"""The panel beside the previewed face: sliders, chips, a line of text; where they are and what a hand does to them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from avatars.pose import PARAMETERS
from kiosk.stage.typography import text
from kiosk.studio.acting import GROUPS

WIDTH, LEAST_HEIGHT = 720, 780
PAD, ROW, CHIP, HEADING = 16, 22, 26, 22
CHIP_TEXT, SLIDER_TEXT = 14.0, 13.0
COLUMNS: Sequence[Sequence[str]] = (("Head", "Brows and cheeks"), ("Eyes",), ("Mouth",))
LABEL, VALUE = 118, 30
"""Widths of a slider's name and its number."""
ACTIONS = ("life", "turn", "gesture", "holes", "rest", "copy")
"""Buttons, with their keys: the first letter of each."""


@dataclass(frozen=True, slots=True)
class Box:
    """Left, top, width and height, px."""

    x: float
    y: float
    w: float
    h: float

    def holds(self, x: float, y: float) -> bool:
        """Whether a point is inside."""
        return self.x <= x < self.x + self.w and self.y <= y < self.y + self.h


@dataclass(frozen=True, slots=True)
class Slider:
    """A parameter; its track is the part of `box` between the name and the number."""

    name: str
    box: Box

    @property
    def track(self) -> Box:
        """Where the handle goes."""
        return Box(self.box.x + LABEL, self.box.y, self.box.w - LABEL - VALUE, self.box.h)

    def value_at(self, x: float) -> float:
        """The value of a handle at `x`."""
        low, _, high = PARAMETERS[self.name]
        share = (x - self.track.x) / self.track.w
        return low + (high - low) * min(max(share, 0.0), 1.0)

    def share_of(self, value: float) -> float:
        """How far along the track a value is, 0 to 1."""
        low, _, high = PARAMETERS[self.name]
        return (value - low) / (high - low)


@dataclass(frozen=True, slots=True)
class Chip:
    """A word that can be pressed; `kind` is expression, viseme, action or speak."""

    kind: str
    name: str
    box: Box


@dataclass(frozen=True, slots=True)
class Heading:
    """A word over what follows."""

    words: str
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Sheet:
    """Everything on the panel."""

    box: Box
    chips: tuple[Chip, ...]
    sliders: tuple[Slider, ...]
    headings: tuple[Heading, ...]
    sentence: Box
    faults: Box

    def at(self, x: float, y: float) -> Chip | Slider | None:
        """What is under a point."""
        every: tuple[Chip | Slider, ...] = (*self.chips, *self.sliders)
        return next((each for each in every if each.box.holds(x, y)), None)


def lay_out(left: float, height: float, expressions: Sequence[str], visemes: Sequence[str]) -> Sheet:
    """The panel from `left` px on, in a window of this height."""
    inner, y = left + PAD, float(PAD)
    headings = [Heading("Expressions", inner, y)]
    chips, y = _chips("expression", expressions, inner, y + HEADING)
    headings.append(Heading("Mouth shapes", inner, y))
    more, y = _chips("viseme", visemes, inner, y + HEADING)
    sliders, titles, y = _sliders(inner, y + 4)
    actions, y = _chips("action", ACTIONS, inner, y + 6)
    speak = Chip("speak", "speak", Box(left + WIDTH - PAD - 74, y, 74, CHIP))
    sentence = Box(inner, y, WIDTH - 2 * PAD - 84, CHIP)
    faults = Box(inner, y + CHIP + 10, WIDTH - 2 * PAD, height - y - CHIP - 18)
    return Sheet(
        Box(left, 0, WIDTH, height), (*chips, *more, *actions, speak), sliders, (*headings, *titles), sentence, faults
    )


def _chips(kind: str, names: Sequence[str], left: float, top: float) -> tuple[list[Chip], float]:
    """Chips in lines, and where the next thing begins."""
    x, y, chips = left, top, []
    for name in names:
        width = max(text.measure(name, CHIP_TEXT) + 20, 34)
        if x + width > left + WIDTH - 2 * PAD:
            x, y = left, y + CHIP + 6
        chips.append(Chip(kind, name, Box(x, y, width, CHIP)))
        x += width + 6
    return chips, y + CHIP + 10


def _sliders(left: float, top: float) -> tuple[tuple[Slider, ...], list[Heading], float]:
    width = (WIDTH - 2 * PAD) / len(COLUMNS)
    sliders, titles, lowest = [], [], top
    for number, groups in enumerate(COLUMNS):
        x, y = left + number * width, top
        for group in groups:
            titles.append(Heading(group, x, y))
            y += HEADING
            for name in GROUPS[group]:
                sliders.append(Slider(name, Box(x, y, width - 10, ROW)))
                y += ROW
            y += 6
        lowest = max(lowest, y)
    return tuple(sliders), titles, lowest
