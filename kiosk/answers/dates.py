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
Name = tuple[int, int]
"""Day and month."""
LONGEST, MONTHS, LEAP_DAY, LEAP_YEAR = 31, 12, (29, 2), 2000
_BEFORE: Final = re.compile(r"\b(?:on|the|op|de|den|vom|am|zum|le|du|au|since|sinds|seit|depuis)\s$", re.IGNORECASE)


def named(text: str, words: Language, today: date) -> tuple[date | None, str]:
    """The day to come that a text names by day and month, if any, and the text without it, in normal form."""
    for name, before, after in (*_in_digits(text), *_in_words(normal(text), words)):
        if (day := _coming(name, today)) is not None:
            return day, normal(f"{before} {after}")
    return None, normal(text)


def impossible(text: str, words: Language, today: date) -> tuple[Name, int] | None:
    """Day and month that a text names and that do not come, with the year; 0 where they never do: 31 February."""
    for name, _, _ in (*_in_digits(text), *_in_words(normal(text), words)):
        if 1 <= name[0] <= LONGEST and 1 <= name[1] <= MONTHS and _coming(name, today) is None:
            return name, today.year + ((today.month, today.day) > (name[1], name[0])) if name == LEAP_DAY else 0
    return None


def as_weekday(text: str, words: Language, today: date) -> str:
    """A text with a Sunday where it has a date in digits, which no phrasing holds; empty if it has none."""
    for name, before, after in _in_digits(text):
        if _coming(name, today) is not None:
            return normal(f"{before} {words.day.weekdays[6]} {after}")
    return ""


def _in_digits(text: str) -> Iterator[tuple[Name, str, str]]:
    """Day before month, unless that is no date. A number with a dot or a line is one only behind a word like "on"."""
    for found in _DIGITS.finditer(text):
        mark = found[2]
        sure = mark == "/" or found[0].count(mark) > 1 or _BEFORE.search(text[: found.start()])
        name = _name(int(found[1]), int(found[3]))
        if sure:
            yield name, text[: found.start()], text[found.end() :]


def _name(first: int, second: int) -> Name:
    """Which of two numbers is the day: the first, unless no date comes of that."""
    orders = ((first, second), (second, first))
    real = [name for name in orders if _at(*name, LEAP_YEAR)]
    return (*real, *(name for name in orders if name[1] <= MONTHS), *orders)[0]


def _in_words(plain: str, words: Language) -> Iterator[tuple[Name, str, str]]:
    """By the name of the month, in a normal text."""
    months = {normal(name): number for number, name in enumerate(words.day.months, 1)}
    names = "|".join(map(re.escape, months))
    orders = (
        rf"\b(?P<day>\d{{1,2}})(?:st|nd|rd|th|e|er|ste|de)? (?:of )?(?P<month>{names})\b",
        rf"\b(?P<month>{names}) (?:the )?(?P<day>\d{{1,2}})(?:st|nd|rd|th|일)?",
    )
    for order in orders:
        if found := re.search(order, plain):
            yield (int(found["day"]), months[found["month"]]), plain[: found.start()], plain[found.end() :]


def _coming(name: Name, today: date) -> date | None:
    """The next day of that name; none for the thirty-first of February."""
    found = _at(*name, today.year)
    return found if found is None or found >= today else _at(*name, today.year + 1)


def _at(day: int, month: int, year: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
