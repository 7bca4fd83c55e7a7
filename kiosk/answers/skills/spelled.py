"""A number as it is said: "two zero four five one eight", "twenty forty-five eighteen", "D L seven double three"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from kiosk.answers.language import Spelling, language
from kiosk.utterance import normal

LONGEST_WORDS = 4
"""Words of the longest number: quatre vingt dix sept."""
LONG, PIECES = 4, 3
"""Digits, and spoken pieces, that a number of an order has at least; "ten thirty" and "nine ninety" have fewer."""
_DATE_OR_PRICE = re.compile(r"(?<!\S)([^\w\s]*\d{1,4}(?:[-/.,:]\d{1,4}){1,2}[^\w\s]*)(?!\S)")


def numbers(text: str, lang: str) -> list[str]:
    """What may be numbers in a text, in capitals, the longest first; letters count where a digit follows them."""
    found = ["".join(run) for run in _runs(normal(text).split(), language(lang).spelling, lang)]
    whole = [re.sub(r"^\D+(?=\D{3})", "", each).upper() for each in found]
    return sorted(filter(_has_digit, whole), key=len, reverse=True)


def without_numbers(text: str, lang: str) -> str:
    """A text, as utterances are compared, without what may be the number of an order; dates, times, prices stay."""
    parts = _DATE_OR_PRICE.split(text)
    return " ".join(filter(None, (normal(part) if at % 2 else _cut(part, lang) for at, part in enumerate(parts))))


def _cut(text: str, lang: str) -> str:
    """A text without long numbers, written or spelled."""
    words = normal(" ".join(word for word in text.split() if not _long(word))).split()
    kept: list[str] = []
    at = 0
    while at < len(words):
        pieces, digits, end = _spoken_run(words, at, lang)
        spelled = pieces >= PIECES and digits >= LONG
        kept += [] if spelled else words[at : at + 1]
        at = end if spelled else at + 1
    return " ".join(kept)


def _long(word: str) -> bool:
    """Whether a written word is a long number: AB204518, DL-77310."""
    return sum(map(str.isdigit, word)) >= LONG


def _spoken_run(words: Sequence[str], at: int, lang: str) -> tuple[int, int, int]:
    """How many pieces of a number follow each other from a word on, their digits, and where they end."""
    pieces, digits, twice = 0, 0, language(lang).spelling.twice
    while at < len(words):
        piece, used = ("", 1) if words[at] in twice else _piece(words, at, lang)
        if not piece and (not pieces or words[at] not in twice):
            break
        pieces, digits, at = pieces + 1, digits + sum(map(str.isdigit, piece)), at + used
    return pieces, digits, at


def _has_digit(text: str) -> bool:
    return any(letter.isdigit() for letter in text)


def _runs(words: Sequence[str], spelling: Spelling, lang: str) -> Iterator[list[str]]:
    """Pieces that follow each other without another word between them."""
    run: list[str] = []
    at, twice = 0, False
    while at < len(words):
        piece, used = _piece(words, at, lang)
        if words[at] in spelling.twice:
            twice = True
            at += 1
            continue
        if piece:
            run.append(piece * (2 if twice else 1))
        elif run:
            yield _without_small(run, spelling)
            run = []
        twice = False
        at += used
    if run:
        yield _without_small(run, spelling)


def _without_small(run: list[str], spelling: Spelling) -> list[str]:
    """Without a word of one letter that stands before a number: "a 204518"."""
    lone = run[0] in spelling.small and (len(run) < 2 or _has_digit(run[1]))
    return run[1:] if lone else run


def _piece(words: Sequence[str], at: int, lang: str) -> tuple[str, int]:
    """The digits or letters that a word, or some of them, stand for; and how many words they took."""
    spoken = _spoken(lang)
    for size in range(min(LONGEST_WORDS, len(words) - at), 0, -1):
        phrase = " ".join(words[at : at + size])
        if phrase in spoken:
            return spoken[phrase], size
    word = words[at]
    if _has_digit(word) or (len(word) == 1 and word.isascii()):
        return word, 1
    if all(letter in spoken for letter in word):  # Korean digits follow each other without a space
        return "".join(spoken[letter] for letter in word), 1
    return "", 1


@cache
def _spoken(lang: str) -> dict[str, str]:
    spelling = language(lang).spelling
    named = {normal(name): str(value) for value, name in enumerate(spelling.numbers)}
    return named | {normal(name): digits for name, digits in spelling.others.items()}
