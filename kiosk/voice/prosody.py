"""How a sentence is said: slower where it is sorry, higher where it asks, numbers so that they can be kept in mind.

The hints of a language are data, `[[prosody]]` of `config/voice/<lang>.toml`; `^emphasis()` stands before a word, or
names one that follows: `^emphasis(four)`. What several hints say of a word adds up.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final, Literal

from pydantic import Field, model_validator

from kiosk.marks import InlineMark
from kiosk.settings import Section
from kiosk.voice.reading import Reading

EMPHASIS: Final = "emphasis"
SENTENCE: Final = re.compile(r"[^.!?…。]+[.!?…。]*\s*|\S+\s*")
STRESSED: Final = (0.85, 12.0, 2.5)
"""An emphasised word: slower, higher, louder."""
SLOWEST, FASTEST = 0.7, 1.3


@dataclass(frozen=True, slots=True)
class Tone:
    """From `start` up to `end` of a text: times the rate, plus a pitch (of 0 to 100), plus loudness in dB."""

    start: int
    end: int
    rate: float = 1.0
    pitch: float = 0.0
    gain_db: float = 0.0


class Hint(Section):
    """Where it says `match`, or where one of the rules `read` reads, the words (or the whole sentence) sound so."""

    name: str
    match: re.Pattern[str] | None = None
    read: tuple[str, ...] = ()
    scope: Literal["sentence", "words"] = "sentence"
    rate: float = Field(1.0, ge=SLOWEST, le=FASTEST)
    pitch: float = Field(0.0, ge=-30, le=30)
    gain_db: float = Field(0.0, ge=-6, le=6)

    @model_validator(mode="after")
    def _finds_something(self) -> Hint:
        if (self.match is None) == (not self.read):
            raise ValueError("has neither `match` nor `read`, or both")
        return self

    def places(self, caption: str, readings: Iterable[Reading]) -> Iterator[tuple[int, int]]:
        """From where to where in a caption it holds."""
        found = [match.span() for match in self.match.finditer(caption)] if self.match else []
        found += [(reading.start, reading.end) for reading in readings if reading.rule in self.read]
        if self.scope == "words":
            yield from found
            return
        for sentence in SENTENCE.finditer(caption):
            if any(sentence.start() <= start < sentence.end() for start, _ in found):
                yield sentence.span()


Manner = tuple[float, float, float]
PLAIN: Final[Manner] = (1.0, 0.0, 0.0)


def manners(
    caption: str,
    words: Sequence[tuple[int, int]],
    hints: Iterable[Hint],
    readings: Sequence[Reading],
    marks: Iterable[InlineMark],
) -> tuple[Manner, ...]:
    """Rate, pitch and loudness of each word, which are given as (offset, length) in the caption."""
    found = [PLAIN] * len(words)
    for hint in hints:
        places = list(hint.places(caption, readings))
        for index, (char, length) in enumerate(words):
            if any(start < char + length and char < end for start, end in places):
                found[index] = _and(found[index], (hint.rate, hint.pitch, hint.gain_db))
    for index in _stressed(caption, words, marks):
        found[index] = _and(found[index], STRESSED)
    return tuple(found)


def _and(one: Manner, other: Manner) -> Manner:
    rate = min(FASTEST, max(SLOWEST, one[0] * other[0]))
    return rate, one[1] + other[1], one[2] + other[2]


def _stressed(caption: str, words: Sequence[tuple[int, int]], marks: Iterable[InlineMark]) -> Iterator[int]:
    """The words that are emphasised: the next one, or the next one that is spelled so."""
    for mark in marks:
        if mark.name == EMPHASIS:
            following = (i for i, (char, length) in enumerate(words) if char + length > mark.char)
            meant = mark.arg.casefold()
            spelled = ((i, caption[words[i][0] : sum(words[i])].casefold()) for i in following)
            if (index := next((i for i, text in spelled if meant in {"", text}), None)) is not None:
                yield index


def tones(manners: Sequence[Manner], starts: Sequence[int], end: int) -> tuple[Tone, ...]:
    """Stretches of a text that are not plain; `starts` are the words' first characters in it, `end` its length."""
    edges = [*starts, end]
    runs = groupby(range(len(manners)), key=lambda index: manners[index])
    stretches = [(manner, list(indices)) for manner, indices in runs]
    return tuple(
        Tone(edges[indices[0]], edges[indices[-1] + 1], *manner)
        for manner, indices in stretches
        if manner != PLAIN and edges[indices[0]] < edges[indices[-1] + 1]
    )
