"""Whether a sentence repeats what a shopper said: a run of words, a number, an address, or a colleague's name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

RUN: Final = 4
"""So many words in a row that a shopper said too are a quotation. Of a shorter sentence, three are, if they are all."""
SHORTEST: Final = 3
WORD: Final = re.compile(r"\w+")
NUMBER: Final = re.compile(r"\d(?:[\s.-]?\d){3,}")
"""Four digits and more: of an order, a telephone, a postcode."""
ADDRESS: Final = re.compile(r"\S+@\S+")


@dataclass(slots=True)
class Quotes:
    """What shoppers said in a run, and who came to help. A single ordinary word of theirs is no quotation."""

    runs: set[tuple[str, ...]] = field(default_factory=set)
    tokens: set[str] = field(default_factory=set)
    names: set[str] = field(default_factory=set)

    def hear(self, text: str) -> None:
        """Remember the words of a shopper."""
        words = _words(text)
        size = min(RUN, max(len(words), SHORTEST))
        self.runs.update(_runs(words, size))
        self.tokens.update(_private(text))

    def meet(self, name: str) -> None:
        """Remember the name of a colleague."""
        self.names.update(_words(name))

    def found_in(self, text: str) -> bool:
        """Whether a sentence repeats any of it."""
        words = _words(text)
        heard = any(not self.runs.isdisjoint(_runs(words, size)) for size in (SHORTEST, RUN))
        return heard or not self.tokens.isdisjoint(_private(text)) or not self.names.isdisjoint(words)


def _words(text: str) -> tuple[str, ...]:
    return tuple(WORD.findall(text.casefold()))


def _runs(words: tuple[str, ...], size: int) -> set[tuple[str, ...]]:
    return {words[start : start + size] for start in range(len(words) - size + 1)}


def _private(text: str) -> Iterator[str]:
    """Numbers by their digits, addresses as they are."""
    for match in NUMBER.finditer(text):
        yield re.sub(r"\D", "", match[0])
    for match in ADDRESS.finditer(text):
        yield match[0].casefold().strip(".,;:!?")
