"""Which day and time an utterance speaks of."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from typing import Literal

from dateutil.easter import easter

from kiosk.answers import dates
from kiosk.answers.language import WEEKDAYS, Language, language
from kiosk.utterance import normal

AFTERNOON_BEFORE = 8  # "at half past seven" without more is in the evening; "at eight" is in the morning
NIGHT_BEFORE = 6  # "five at night" is early, "nine at night" late

Part = Literal["", "evening", "midnight"]


@dataclass(frozen=True)
class When:
    """The day and the time that were named; `now` if the present moment was, `lasting` if minutes from it were.

    `part` is "evening" of a day, or "midnight" at its end, where no time was named.
    """

    day: date | None = None
    at: time | None = None
    now: bool = False
    lasting: int = 0
    part: Part = ""

    @property
    def named(self) -> bool:
        """Whether anything was."""
        return self != When()


def parse(text: str, lang: str, now: datetime, holidays: Mapping[str, date]) -> When:
    """What an utterance says about time. `holidays` gives the next day of each holiday by its English name."""
    words, plain = language(lang), normal(text)
    day = _holiday(plain, words, now.date(), holidays) or _weekday(plain, words, now.date())
    dated, plain = dates.named(text, words, now.date())  # "24 12" is no time any more
    day = day or dated or _relative(plain, words, now.date())
    lasting = _lasting(plain, words) if day is None else 0
    at = _time(plain, lang) if not lasting else None
    early = words.has("morning", plain) or words.has("night", plain)
    if at and at < now.time() and at.hour < 12 and day in (None, now.date()) and not early:
        at = at.replace(hour=at.hour + 12)  # half past eight has gone by: the one to come is meant
    part = _part(plain, words, day) if at is None else ""
    none = day is None and at is None and not lasting and not part
    return When(day, at, none and words.has("now", plain), lasting, part)


def _part(plain: str, words: Language, day: date | None) -> Part:
    if words.has("midnight", plain):
        return "midnight"
    return "evening" if day is not None and words.has("of_evening", plain) else ""


def past_day(text: str, lang: str, today: date) -> date | None:
    """A day that has been, such as that of a purchase: yesterday, three weeks ago, last Tuesday, the third of March."""
    words, plain = language(lang), normal(text)
    if words.has("yesterday", plain):
        return today - timedelta(days=1)
    if ago := _ago(plain, words):
        return today - timedelta(days=ago)
    if (day := _weekday(plain, words, today)) is not None:
        return day - timedelta(weeks=1)
    if (day := dates.named(text, words, today)[0]) is not None:
        return day if day <= today else day.replace(year=day.year - 1)
    return today if words.has("today", plain) else None


def _ago(text: str, words: Language) -> int:
    """Days since "three weeks ago"; 0 if nothing like it was said."""
    if not words.has("ago", text):
        return 0
    spelled = {normal(name): value for value, name in enumerate(words.spelling.numbers)} | dict(words.numbers)
    for kind, days in (("day_unit", 1), ("week_unit", 7), ("month_unit", 30)):
        for unit in sorted(words.names(kind), key=len, reverse=True):
            found = re.search(rf"(\S+) ?{re.escape(unit)}", text)
            if found and (found[1].isdecimal() or found[1] in spelled):
                return days * (int(found[1]) if found[1].isdecimal() else spelled[found[1]])
    return 0


def _lasting(text: str, words: Language) -> int:
    """Minutes that were named: for half an hour."""
    spans = {normal(name): minutes for name, minutes in words.lasting.items()}
    return next((spans[name] for name in sorted(spans, key=len, reverse=True) if re.search(_whole(name), text)), 0)


def _whole(phrase: str) -> str:
    return rf"\b{re.escape(phrase)}\b"


def _holiday(text: str, words: Language, today: date, holidays: Mapping[str, date]) -> date | None:
    names = [(normal(alias), key) for key, aliases in words.holidays.items() for alias in aliases]
    said = [(alias, key) for alias, key in names if re.search(rf"\b{re.escape(alias)}", text)]
    most = max((len(alias) for alias, _ in said), default=0)
    longest = [key for alias, key in said if len(alias) == most]
    return next(filter(None, (holidays.get(key) or _fixed(key, today) for key in longest)), None)


def _fixed(key: str, today: date) -> date | None:
    """The next `12-24` or `easter+49`; None for a holiday that this country does not have."""
    if found := re.fullmatch(r"easter([+-]\d+)", key):
        days: list[date] = [easter(today.year + ahead) + timedelta(days=int(found[1])) for ahead in (0, 1)]
        return next(day for day in days if day >= today)
    if not re.fullmatch(r"\d\d-\d\d", key):
        return None
    day = date.fromisoformat(f"{today.year}-{key}")
    return day if day >= today else day.replace(year=today.year + 1)


def _weekday(text: str, words: Language, today: date) -> date | None:
    for number, name in enumerate(WEEKDAYS):
        if words.has(name, text):
            return today + timedelta(days=(number - today.weekday()) % 7)
    return None


def _relative(text: str, words: Language, today: date) -> date | None:
    for ahead, kind in ((2, "overmorrow"), (0, "today")):
        if words.has(kind, text):
            return today + timedelta(days=ahead)
    return today + timedelta(days=1) if words.has("tomorrow", _without_mornings(text, words)) else None


def _without_mornings(text: str, words: Language) -> str:
    """A text without its times of day: "'s morgens" and "morgens" begin as "morgen" does, and are no tomorrow."""
    for name in set(words.names("morning")) - set(words.names("tomorrow")):
        text = re.sub(_whole(name), " ", text)
    return text


@cache
def _patterns(lang: str) -> list[tuple[re.Pattern[str], int]]:
    words = language(lang)
    numbers = sorted((normal(name) for name in words.numbers), key=len, reverse=True)
    spelled = "|".join(map(re.escape, numbers))
    end = "" if lang == "ko" else r"\b"  # particles follow a Korean word without a space
    fill = {"{h}": rf"(?P<h>{spelled}|[01]?\d|2[0-4])", "{m}": rf"(?P<m>{spelled}|[0-5]?\d)"}
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
    if words.has("night", text) and (hour == 12 or hour < NIGHT_BEFORE):
        total = (total - hour // 12 * 12 * 60) % (24 * 60)  # twelve at night is midnight
        return time(total // 60, total % 60)
    late = words.has("evening", text)
    early = words.has("morning", text) and not late
    if hour < 12 and not early and (late or total < AFTERNOON_BEFORE * 60):
        total += 12 * 60
    return time(total // 60, total % 60) if 0 <= total < 24 * 60 else None
