"""Long numbers that are said or written, as a telephone and a card have them: where they stand in a text, and hidden.

A number is said in pieces: "zero six twelve thirty-four" is four of them, and six digits. Three pieces with four digits
are a long number, and so are six digits in figures; "aisle twelve", "twelve ninety-nine", "half past ten", a date and
a price in figures are none. The words are those of every language of the product at once: what a shopper says may be
read in another than the one that is spoken. Pure, but for `number_words`, which reads the configuration once.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

from kiosk.privacy.telephone import HIDDEN, LEAST_DIGITS, hidden, is_digit
from kiosk.resources import config_dir, languages
from kiosk.utterance import normal

PIECES, SAID_DIGITS = 3, 4
"""So many pieces, and digits in them, make a long number: times and prices have two pieces."""
LONGEST_WORDS: Final = 4
"""Words of the longest piece: quatre vingt dix sept."""
GLUED: Final = 3
"""So many digits at the beginning of a word are a number with something behind it: Korean adds it without a space."""
WORD: Final = "〆"
"""What stands for a word of several digits: a letter that is no digit, so that what is kept reads as it was said."""
_TOKEN: Final = re.compile(r"\S+")
_AMOUNT: Final = r"[1-9]\d{0,2}(?:[.,]\d{3})+(?:[.,]\d{1,2})?|\d+[.,]\d{1,2}"
_DAY, _MONTH, _YEAR = r"(?:0?[1-9]|[12]\d|3[01])", r"(?:0?[1-9]|1[0-2])", r"(?:19|20)\d\d"
_DATE: Final = rf"{_DAY}[-/.]{_MONTH}[-/.](?:{_YEAR}|\d\d)|{_YEAR}-{_MONTH}-{_DAY}"
_NO_NUMBER: Final = re.compile(rf"\W*(?:{_AMOUNT}|{_DATE}|\d{{1,2}}[:.h]\d\d)\W*")
"""Prices, dates and times in figures."""


@dataclass(frozen=True, slots=True)
class NumberWords:
    """`digits` of each word or phrase, as `normal` writes them; `twice` are words that double the next piece."""

    digits: Mapping[str, str]
    twice: frozenset[str]
    begins: frozenset[str]
    """The first words of them all."""


@dataclass(frozen=True, slots=True)
class Run:
    """Pieces that follow each other: where they stand in the text, how many they are, and their digits."""

    start: int
    end: int
    pieces: int
    number: str

    @property
    def long(self) -> bool:
        """Whether it is a number as a telephone, a card or an order has it."""
        digits = len(self.number)
        return digits >= LEAST_DIGITS or (self.pieces >= PIECES and digits >= SAID_DIGITS)

    def after(self, before: Run | None) -> Run:
        """The same as the rest of a number that was begun."""
        return Run(self.start, self.end, before.pieces + self.pieces, before.number + self.number) if before else self


@cache
def number_words() -> NumberWords:
    """Those of every language: `[spelling]` of `config/answers/`, and the `digits` of `config/hearing/`."""
    digits: dict[str, str] = {}
    twice: set[str] = set()
    for lang in languages():
        answers = tomllib.loads((config_dir() / "answers" / f"{lang}.toml").read_text("utf-8"))
        spelling = answers.get("spelling", {})
        turns = tomllib.loads((config_dir() / "hearing" / f"{lang}.toml").read_text("utf-8"))
        named = (each.split(maxsplit=1) for each in turns.get("digits", ()))
        digits |= {normal(name): str(value) for value, name in enumerate(spelling.get("numbers", ()))}
        digits |= {normal(name): value for name, value in spelling.get("others", {}).items()}
        digits |= {normal(name): digit for digit, name in named}
        twice |= {normal(each) for each in spelling.get("twice", ())}
    return NumberWords(digits, frozenset(twice), frozenset(phrase.partition(" ")[0] for phrase in digits))


def runs(text: str, words: NumberWords) -> Iterator[Run]:
    """The numbers of a text in their order, long or not; none of them is a price, a date or a time in figures."""
    said = _said(text)
    at = 0
    while at < len(said):
        pieces, number, end = _run(said, at, words)
        if pieces:
            yield Run(said[at].start, said[end - 1].end, pieces, number)
        at = max(end, at + 1)


def hide(text: str, found: Collection[Run], words: NumberWords) -> str:
    """A text without some of its numbers."""
    for run in sorted(found, key=lambda each: -each.start):
        text = text[: run.start] + hide_all(text[run.start : run.end], words) + text[run.end :]
    return text


def hide_all(number: str, words: NumberWords) -> str:
    """What stands for a number: a word for each of its words."""
    return _TOKEN.sub(lambda token: _hidden_word(token.group(), words), number)


def without_long(text: str, words: NumberWords) -> str:
    """A text without its long numbers."""
    return hide(text, [run for run in runs(text, words) if run.long], words)


def _hidden_word(token: str, words: NumberWords) -> str:
    """What stands for a word: digits for digits, one mark for a word of several."""
    if any(map(is_digit, token)):
        return hidden(token)
    plain = normal(token)
    if len(words.digits.get(plain, "")) == 1:
        return HIDDEN
    return HIDDEN * len(plain) if plain and all(len(words.digits.get(each, "")) == 1 for each in plain) else WORD


@dataclass(frozen=True, slots=True)
class _Word:
    """A word as `normal` writes it, and where it stands; empty for a price, a date or a time."""

    plain: str
    start: int
    end: int


def _said(text: str) -> list[_Word]:
    found = []
    for token in _TOKEN.finditer(text):
        plain = [""] if _NO_NUMBER.fullmatch(token.group()) else normal(token.group()).split()
        found += [_Word(each, token.start(), token.end()) for each in plain]
    return found


def _run(said: Sequence[_Word], at: int, words: NumberWords) -> tuple[int, str, int]:
    """How many pieces follow each other from a word on, their digits, and where they end."""
    pieces, number, end, times = 0, "", at, 1
    while at < len(said):
        if said[at].plain in words.twice:
            times, at = 2, at + 1
            continue
        count, digits, used = _piece(said, at, words)
        if not count:
            break
        pieces, number, times, at = pieces + count, number + digits * times, 1, at + used
        end = at
    return pieces, number, end


def _piece(said: Sequence[_Word], at: int, words: NumberWords) -> tuple[int, str, int]:
    """How many pieces a word, or some of them, are; the digits they stand for; and how many words they took."""
    longest = min(LONGEST_WORDS, len(said) - at) if said[at].plain in words.begins else 0
    for size in range(longest, 0, -1):
        phrase = " ".join(each.plain for each in said[at : at + size])
        if phrase in words.digits:
            return 1, words.digits[phrase], size
    plain = said[at].plain
    if plain == WORD or _figures(plain):
        return 1, "".join(filter(is_digit, plain)) or HIDDEN * 2, 1
    glued = next((place for place, each in enumerate(plain) if each not in words.digits), len(plain))
    if glued < GLUED and glued < len(plain):
        return 0, "", 1
    return glued, "".join(words.digits[each] for each in plain[:glued]), 1


def _figures(plain: str) -> bool:
    """Whether it is written in figures; letters among them, as in an article's code, only if the figures are many."""
    count = sum(map(is_digit, plain))
    return 0 < count == len(plain) or count >= LEAST_DIGITS
