"""What is written, as it is read aloud: money, times, ranges, units and abbreviations, by the rules of a language.

The rules and the dictionary are data, `config/voice/<lang>.toml`, in the shape of `kiosk.voice.rules`. Every spoken
character still knows the word of the caption that it stands for, so that a caption can mark the word that sounds even
where "€ 4,95" is said in four words.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, pairwise
from typing import Final

from kiosk.voice.dictionary import Dictionary
from kiosk.voice.reading import Reading
from kiosk.voice.rules import dictionary_of, rules_of

TOKEN = re.compile(r"\S+")
EDGES = ".,;:!?\"'«»‹›„“”‘’()[]…¿¡。、"
CONTROL = re.compile(r"[\x00-\x1f\x7f]")
PICTOGRAM = re.compile("\\s?[\U0001f000-\U0001faff\u2600-\u27bf\u2b00-\u2bff\u20e3\ufe0f\u200d]+")
"""Emoji and their joiners, said in no language: whoever reads aloud leaves them out."""
CLOSING: Final = " .,;:!?)"
NO_WORDS: Final = Dictionary({})


@dataclass(frozen=True, slots=True)
class Span:
    """A word of the caption, by its offset and length in characters."""

    char: int
    len: int


@dataclass(frozen=True, slots=True)
class Spoken:
    """A caption and the text that the engine is given for it.

    `pieces` are `(offset in text, offset in caption, copied)`: from there the text runs along with the caption, or
    stands as a whole for what is written there. `readings` are what is read otherwise than it is written.
    """

    caption: str
    text: str
    words: tuple[Span, ...]
    pieces: tuple[tuple[int, int, bool], ...]
    readings: tuple[Reading, ...] = ()

    def caption_offset(self, offset: int) -> int:
        """Where in the caption the character at `offset` of the text comes from."""
        starts = [piece[0] for piece in self.pieces]
        text_start, caption_start, copied = self.pieces[max(0, bisect_right(starts, offset) - 1)]
        return caption_start + (offset - text_start if copied else 0)

    def word_at(self, offset: int) -> int | None:
        """The index of the caption's word that is spoken at `offset` of the text, or None between words."""
        char = self.caption_offset(offset)
        index = bisect_right([word.char for word in self.words], char) - 1
        inside = index >= 0 and char < self.words[index].char + self.words[index].len
        return index if inside else None

    def word_starts(self) -> tuple[int, ...]:
        """The first character of each word in the text; one that is not said begins where the next one does."""
        first: dict[int, int] = {}
        for offset, letter in enumerate(self.text):
            index = None if letter.isspace() else self.word_at(offset)
            if index is not None:
                first.setdefault(index, offset)
        starts, following = list[int](), len(self.text)
        for index in reversed(range(len(self.words))):
            following = first.get(index, following)
            starts.append(following)
        return tuple(reversed(starts))


def normalise(caption: str, lang: str, own: Dictionary = NO_WORDS, pauses: Iterable[Reading] = ()) -> Spoken:
    """The caption as the voice must read it; `own` are the store's words, and `pauses` go where nothing is written.

    Raises:
        InputError: `voice.language` for a language that the product does not know.
        FaultyInputError: the language's rules are broken.
    """
    readings = readings_of(caption, lang, own, pauses)
    text, pieces, end = "", [(0, 0, True)], 0
    for reading in readings:
        text += _copied(caption[end : reading.start])
        written = caption[reading.start : reading.end]
        pieces.append((len(text), reading.end - len(written.lstrip()) if written else max(0, reading.end - 1), False))
        text += _fitted(reading.say, text, caption[reading.end :])
        pieces.append((len(text), reading.end, True))
        end = reading.end
    text += _copied(caption[end:])
    return Spoken(caption, text, tuple(_words(caption, readings)), tuple(pieces), readings)


def _fitted(say: str, before: str, behind: str) -> str:
    """What is said, apart from a number behind it, with no second space, and none before the end of a clause."""
    say = CONTROL.sub(" ", say)
    say = say.lstrip() if before.endswith(" ") else say
    if say and say[-1].isalpha() and behind[:1].isdigit():
        return say + " "
    return say.rstrip() if not behind or behind[0] in CLOSING else say


def _copied(written: str) -> str:
    """What is read as it is written, as long as it is: nothing in it is an order to the engine."""
    return CONTROL.sub(" ", written).replace("[[", "  ").replace("]]", "  ")


def readings_of(
    caption: str, lang: str, own: Dictionary = NO_WORDS, pauses: Iterable[Reading] = ()
) -> tuple[Reading, ...]:
    """What is read otherwise than it is written, in order, without overlap; raises as `normalise`.

    The store's dictionary goes first, then the language's, then its rules in order; a place that is read is not read
    again.
    """
    found: list[Reading] = []
    for reading in chain(own.readings(caption), dictionary_of(lang).readings(caption), _by_rules(caption, lang)):
        if all(reading.end <= other.start or reading.start >= other.end for other in found):
            found.append(reading)
    free = [pause for pause in pauses if not any(other.start < pause.start < other.end for other in found)]
    return tuple(sorted([*free, *found], key=lambda reading: (reading.start, reading.end)))


def _by_rules(caption: str, lang: str) -> Iterator[Reading]:
    rules = rules_of(lang)
    for rule in rules.rules:
        yield from rule.readings(caption, rules.tables)
    for match in PICTOGRAM.finditer(caption):
        yield Reading(match.start(), match.end(), "", "pictogram")


def _words(caption: str, readings: Sequence[Reading]) -> Iterator[Span]:
    """Words between spaces; those that are read together ("€ 4,95") are one."""
    joined = list(_joined(caption, readings))
    for start, end in joined:
        written = caption[start:end]
        bare = written.strip(EDGES)
        if any(letter.isalnum() for letter in bare) or _said(readings, start, end):
            bare = bare or written
            yield Span(start + written.index(bare), len(bare))


def _joined(caption: str, readings: Sequence[Reading]) -> Iterator[tuple[int, int]]:
    """Tokens, joined where a reading reaches from one into the next."""
    tokens = [match.span() for match in TOKEN.finditer(caption)]
    if not tokens:
        return
    start = tokens[0][0]
    for (_, end), (following, _) in pairwise(tokens):
        if not any(reading.start < end and reading.end > following for reading in readings):
            yield start, end
            start = following
    yield start, tokens[-1][1]


def _said(readings: Sequence[Reading], start: int, end: int) -> bool:
    return any(reading.say.strip() and reading.start < end and reading.end > start for reading in readings)
