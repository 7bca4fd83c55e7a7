"""What is written, as it is read aloud: money, times, ranges, units and abbreviations, by the rules of a language.

The rules are data, `config/voice/<lang>.toml`. Every spoken character still knows the word of the caption that it
stands for, so that a caption can mark the word that sounds even where "€ 4,95" is said in four words.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from pydantic import Field, model_validator

from kiosk.errors import InputError
from kiosk.resources import config_dir
from kiosk.settings import LANGS, Section
from kiosk.toml_file import read

TOKEN = re.compile(r"\S+")
SLOT = re.compile(r"\{(\d)(?::(\w+))?\}")
EDGES = ".,;:!?\"'«»‹›„“”‘’()[]…¿¡。、"
CONTROL = re.compile(r"[\x00-\x1f\x7f]")


class Rule(Section):
    """Where `match` (a regular expression) is written, `say` is said; `{1}` is its group 1, `{1:hours}` looked up."""

    match: re.Pattern[str]
    say: str

    @model_validator(mode="after")
    def _has_its_groups(self) -> Rule:
        missing = [slot[0] for slot in SLOT.finditer(self.say) if int(slot[1]) > self.match.groups]
        if missing:
            raise ValueError(f"says {', '.join(missing)}, and its pattern has {self.match.groups} groups")
        return self


class Rules(Section):
    """The rules of one language, the earlier one first, the tables that they look up in, and espeak-ng's voice."""

    voice: str
    rules: tuple[Rule, ...]
    tables: dict[str, dict[str, str]] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _has_its_tables(self) -> Rules:
        wanted = {slot[2] for rule in self.rules for slot in SLOT.finditer(rule.say) if slot[2]}
        if missing := sorted(wanted - self.tables.keys()):
            raise ValueError(f"the rules look up in tables that are not there: {', '.join(missing)}")
        return self


@dataclass(frozen=True, slots=True)
class Span:
    """A word of the caption, by its offset and length in characters."""

    char: int
    len: int


@dataclass(frozen=True, slots=True)
class Spoken:
    """A caption and the text that the engine is given for it.

    `pieces` are `(offset in text, offset in caption, copied)`: from there the text runs along with the caption, or
    stands as a whole for what is written there.
    """

    caption: str
    text: str
    words: tuple[Span, ...]
    pieces: tuple[tuple[int, int, bool], ...]

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


@dataclass(frozen=True, slots=True)
class _Reading:
    start: int
    end: int
    say: str


def normalise(caption: str, lang: str) -> Spoken:
    """The caption as the voice must read it.

    Raises:
        InputError: `voice.language` for a language that the product does not know.
        FaultyInputError: the language's rules are broken.
    """
    readings = _readings(caption, lang)
    text, pieces, end = "", [(0, 0, True)], 0
    for reading in readings:
        text += caption[end : reading.start]
        written = caption[reading.start : reading.end]
        pieces.append((len(text), reading.end - len(written.lstrip()), False))
        text += reading.say
        pieces.append((len(text), reading.end, True))
        end = reading.end
    return Spoken(caption, CONTROL.sub(" ", text + caption[end:]), tuple(_words(caption, readings)), tuple(pieces))


def _readings(caption: str, lang: str) -> list[_Reading]:
    """What is read otherwise than it is written, in order, without overlap; the earlier rule wins."""
    rules = _rules(lang)
    found: list[_Reading] = []
    for rule in rules.rules:
        for match in rule.match.finditer(caption):
            free = all(match.end() <= other.start or match.start() >= other.end for other in found)
            if free and match.end() > match.start():
                found.append(_Reading(match.start(), match.end(), _filled(rule.say, match, rules.tables)))
    return sorted(found, key=lambda reading: reading.start)


def _filled(say: str, match: re.Match[str], tables: dict[str, dict[str, str]]) -> str:
    def slot(found: re.Match[str]) -> str:
        value = match[int(found[1])] or ""
        return tables[found[2]].get(value, value) if found[2] else value

    return SLOT.sub(slot, say)


def _words(caption: str, readings: list[_Reading]) -> Iterator[Span]:
    """Words between spaces; those that are read together ("€ 4,95") are one."""
    joined = list(_joined(caption, readings))
    for start, end in joined:
        written = caption[start:end]
        bare = written.strip(EDGES)
        if any(letter.isalnum() for letter in bare) or _said(readings, start, end):
            bare = bare or written
            yield Span(start + written.index(bare), len(bare))


def _joined(caption: str, readings: list[_Reading]) -> Iterator[tuple[int, int]]:
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


def _said(readings: list[_Reading], start: int, end: int) -> bool:
    return any(reading.say.strip() and reading.start < end and reading.end > start for reading in readings)


def voice_of(lang: str) -> str:
    """The voice that a language has as shipped; raises as `normalise`."""
    return _rules(lang).voice


@cache
def _rules(lang: str) -> Rules:
    if lang not in LANGS:
        raise InputError("voice.language", f"The kiosk does not speak {lang!r}.", f"It speaks {', '.join(LANGS)}.")
    path = config_dir() / "voice" / f"{lang}.toml"
    return read(path, Rules).content
