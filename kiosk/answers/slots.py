"""Which day and time an utterance speaks of."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache

from kiosk.answers.language import WEEKDAYS, Language, language
from kiosk.utterance import normal

AFTERNOON_BEFORE = 8  # "at half past seven" without more is in the evening; "at eight" is in the morning


@dataclass(frozen=True)
class When:
    """The day and the time that were named; `now` if the present moment was."""

    day: date | None = None
    at: time | None = None
    now: bool = False


def parse(text: str, lang: str, now: datetime, holidays: Mapping[str, date]) -> When:
    """What an utterance says about time. `holidays` gives the next day of each holiday by its English name."""
    words, plain = language(lang), normal(text)
    day = _holiday(plain, words, now.date(), holidays) or _weekday(plain, words, now.date())
    day = day or _date(plain, words, now.date()) or _relative(plain, words, now.date())
    at = _time(plain, lang)
    if at and at < now.time() and at.hour < 12 and day in (None, now.date()) and not words.has("morning", plain):
        at = at.replace(hour=at.hour + 12)  # half past eight has gone by: the one to come is meant
    return When(day, at, now=day is None and at is None and words.has("now", plain))


def _holiday(text: str, words: Language, today: date, holidays: Mapping[str, date]) -> date | None:
    names = [(normal(alias), key) for key, aliases in words.holidays.items() for alias in aliases]
    for alias, key in sorted(names, key=lambda pair: -len(pair[0])):
        if re.search(rf"\b{re.escape(alias)}", text):
            return holidays.get(key) or _fixed(key, today)
    return None


def _fixed(key: str, today: date) -> date | None:
    """The next `12-24`; None for a holiday that this country does not have."""
    if not re.fullmatch(r"\d\d-\d\d", key):
        return None
    day = date.fromisoformat(f"{today.year}-{key}")
    return day if day >= today else day.replace(year=today.year + 1)


def _weekday(text: str, words: Language, today: date) -> date | None:
    for number, name in enumerate(WEEKDAYS):
        if words.has(name, text):
            return today + timedelta(days=(number - today.weekday()) % 7)
    return None


def _date(text: str, words: Language, today: date) -> date | None:
    months = {normal(name): number for number, name in enumerate(words.day.months, 1)}
    names = "|".join(map(re.escape, months))
    first = re.search(rf"\b(\d{{1,2}})(?:st|nd|rd|th|e)? (?:of )?({names})\b", text)
    second = re.search(rf"\b({names}) (?:the )?(\d{{1,2}})(?:st|nd|rd|th|일)?", text)
    if not (first or second):
        return None
    number, month = (first[1], first[2]) if first else (second[2], second[1]) if second else ("", "")
    try:
        day = date(today.year, months[month], int(number))
        return day if day >= today else day.replace(year=today.year + 1)
    except ValueError:
        return None  # the thirty-first of February names no day


def _relative(text: str, words: Language, today: date) -> date | None:
    for ahead, kind in ((2, "overmorrow"), (0, "today"), (1, "tomorrow")):
        if words.has(kind, text):
            return today + timedelta(days=ahead)
    return None


@cache
def _patterns(lang: str) -> list[tuple[re.Pattern[str], int]]:
    words = language(lang)
    numbers = sorted((normal(name) for name in words.numbers), key=len, reverse=True)
    number = "|".join([*map(re.escape, numbers), r"\d{1,2}"])
    end = "" if lang == "ko" else r"\b"  # particles follow a Korean word without a space
    fill = {"{h}": rf"(?P<h>{number})", "{m}": rf"(?P<m>{number})"}
    out = []
    for pattern in words.times:
        match = pattern.match
        for mark, group in fill.items():
            match = match.replace(mark, group)
        out.append((re.compile(rf"\b{match}{end}"), pattern.minutes))
    digits = rf"\b(?P<h>[01]?\d|2[0-3])[ h](?P<m>[0-5]\d){end}"
    return [*out, (re.compile(digits), 0)]


def _time(text: str, lang: str) -> time | None:
    words = language(lang)
    numbers = {normal(name): value for name, value in words.numbers.items()}
    for pattern, extra in _patterns(lang):
        if found := pattern.search(text):
            values = [numbers.get(part) or int(part) if part else 0 for part in _hour_and_minute(found)]
            return _clock(values[0], values[1] + extra, text, words)
    return None


def _hour_and_minute(found: re.Match[str]) -> tuple[str, str]:
    groups = found.groupdict()
    return groups["h"], groups.get("m") or ""


def _clock(hour: int, minute: int, text: str, words: Language) -> time | None:
    total = hour * 60 + minute
    late = words.has("evening", text)
    early = words.has("morning", text) and not late
    if hour < 12 and not early and (late or total < AFTERNOON_BEFORE * 60):
        total += 12 * 60
    return time(total // 60, total % 60) if 0 <= total < 24 * 60 else None
