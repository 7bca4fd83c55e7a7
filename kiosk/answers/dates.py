"""Dates by their day and month: "24 December", "24-12", "am 24.12.", "12/24"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Final

from kiosk.answers.language import Language
from kiosk.utterance import normal

_DIGITS: Final = re.compile(
    r"(?<![\d:.,/-])(?!24/7)(\d{1,2})\s?([-/.])\s?(\d{1,2})(?:\2(?:\d{4}|\d{2})?)?(?![\d:%])(?!\s?(?:uhr|uur|h\b))",
    re.IGNORECASE,
)
"""Two numbers of a date; the same two with a dot, or a line, may be a time or a span: see `_in_digits`."""
_BEFORE: Final = re.compile(r"\b(?:on|the|op|de|den|vom|am|zum|le|du|au|since|sinds|seit|depuis)\s$", re.IGNORECASE)


def named(text: str, words: Language, today: date) -> tuple[date | None, str]:
    """The day to come that a text names by day and month, if any, and the text without it, in normal form."""
    for day, before, after in (*_in_digits(text, today), *_in_words(normal(text), words, today)):
        return day, normal(f"{before} {after}")
    return None, normal(text)


def as_weekday(text: str, words: Language, today: date) -> str:
    """A text with a Sunday where it has a date in digits, which no phrasing holds; empty if it has none."""
    for _, before, after in _in_digits(text, today):
        return normal(f"{before} {words.day.weekdays[6]} {after}")
    return ""


def _in_digits(text: str, today: date) -> Iterator[tuple[date, str, str]]:
    """Day before month, unless that is no date. A number with a dot or a line is one only behind a word like "on"."""
    for found in _DIGITS.finditer(text):
        first, mark, second = int(found[1]), found[2], int(found[3])
        sure = mark == "/" or found[0].count(mark) > 1 or _BEFORE.search(text[: found.start()])
        day = (_coming(first, second, today) or _coming(second, first, today)) if sure else None
        if day is not None:
            yield day, text[: found.start()], text[found.end() :]


def _in_words(plain: str, words: Language, today: date) -> Iterator[tuple[date, str, str]]:
    """By the name of the month, in a normal text."""
    months = {normal(name): number for number, name in enumerate(words.day.months, 1)}
    names = "|".join(map(re.escape, months))
    orders = (
        rf"\b(?P<day>\d{{1,2}})(?:st|nd|rd|th|e|er|ste|de)? (?:of )?(?P<month>{names})\b",
        rf"\b(?P<month>{names}) (?:the )?(?P<day>\d{{1,2}})(?:st|nd|rd|th|일)?",
    )
    for order in orders:
        if found := re.search(order, plain):
            day = _coming(int(found["day"]), months[found["month"]], today)
            if day is not None:
                yield day, plain[: found.start()], plain[found.end() :]


def _coming(day: int, month: int, today: date) -> date | None:
    """The next day of that name; none for the thirty-first of February."""
    try:
        found = date(today.year, month, day)
        return found if found >= today else found.replace(year=today.year + 1)
    except ValueError:
        return None
