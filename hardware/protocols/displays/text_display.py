"""What pole displays have in common: lines of letters that are written whole, and no answer, ever."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import Final

from hardware.protocols.displays.code_page import fit
from hardware.protocols.displays.display_codec import Content, Report, Screen

STEPS: Final = 4
"""Of brightness."""


def lines(content: Content, screen: Screen) -> tuple[str, ...]:
    """Every line of the display, each as wide as it is: the caption from the left, a greeting in the middle.

    A fact has the last line: a price to the right, as on a till, a number in the middle, with nothing beside it.
    """
    shown = [fit(line, screen.encoding) for line in content.caption]
    fact = _whole_words(fit(content.fact, screen.encoding).split(), screen.columns, last=content.kind == "price")
    if fact and not shown and content.label:
        shown = [fit(content.label, screen.encoding)]
    above = screen.rows - bool(fact)
    middle = content.state == "idle" or not content.caption
    placed = [line.center(screen.columns) if middle else line.ljust(screen.columns) for line in shown[:above]]
    placed += [" " * screen.columns] * (above - len(placed))
    if fact:
        placed.append(fact.rjust(screen.columns) if content.kind == "price" else fact.center(screen.columns))
    return tuple(line[: screen.columns] for line in placed)


def _whole_words(words: Sequence[str], columns: int, *, last: bool) -> str:
    """As many words as a line holds, the `last` or the first: half a price would be a wrong one."""
    kept = list(words)
    while len(kept) > 1 and len(" ".join(kept)) > columns:
        kept.pop(0 if last else -1)
    return " ".join(kept)


class TextDisplay(ABC):
    """A `DisplayCodec` without the commands: `begin()` and `line(row, text)` give their bytes."""

    def __init__(self, screen: Screen) -> None:
        self.screen = screen
        self._shown: tuple[str, ...] = ()

    @property
    def unanswered(self) -> int:
        """Never anything."""
        return 0

    def letters(self, code_page: bytes) -> bytes:
        """Which letters it has: the code page by its number, where a command (`code_page`) selects it, and `setup`."""
        number = self.screen.code_page
        return (b"" if number is None else code_page + bytes([number])) + self.screen.setup

    def brightness(self) -> bytes:
        """In its four steps, as a byte from 1 to 4."""
        return bytes([max(1, round(self.screen.brightness * STEPS))])

    @abstractmethod
    def begin(self) -> bytes:
        """Reset, code page and brightness."""

    @abstractmethod
    def line(self, row: int, text: str) -> bytes:
        """Write a whole line; rows count from 0."""

    def probe(self) -> bytes:
        """Nothing: there is nobody who would answer."""
        self._shown = ()
        return b""

    def start(self) -> bytes:
        """Reset."""
        self._shown = (" " * self.screen.columns,) * self.screen.rows
        return self.begin()

    def show(self, content: Content) -> bytes:
        """The lines that differ."""
        wanted = lines(content, self.screen)
        before = self._shown or (None,) * len(wanted)
        self._shown = wanted
        return b"".join(self.line(row, new) for row, new in enumerate(wanted) if new != before[row])

    def refresh(self) -> bytes:
        """All lines: a display that was without power meanwhile does not tell."""
        return b"".join(self.line(row, text) for row, text in enumerate(self._shown))

    def feed(self, _data: bytes) -> Sequence[Report]:
        """Noise."""
        return ()
