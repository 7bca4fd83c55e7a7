"""Words of each language: the sentences around what is looked up, and what days and times are called."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date, time
from functools import cache
from typing import Annotated, Literal

from pydantic import Field

from kiosk.answers.triage.rules import Patterns
from kiosk.resources import config_dir
from kiosk.toml_file import Strict, read
from kiosk.utterance import made_of, normal

Kind = Literal["time", "day", "place", "languages", "looking", "slower", "help"]
"""What the kiosk is asked about itself (`kiosk.answers.itself`)."""
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


class DayNames(Strict):
    """What days are called in a sentence."""

    on: str
    on_date: str
    today: str
    tomorrow: str
    weekdays: Annotated[tuple[str, ...], Field(min_length=7, max_length=7)]
    months: Annotated[tuple[str, ...], Field(min_length=12, max_length=12)]


class ClockNames(Strict):
    """How times and amounts are written so that a voice reads them well."""

    hours: Literal[12, 24]
    halves: tuple[str, str]
    whole: str
    minutes: str
    decimal: str


class TimePattern(Strict):
    """A way to name a time; `{h}` and `{m}` stand for numbers, `minutes` is added to what was named."""

    match: str
    minutes: int = 0


class Spelling(Strict):
    """How a number is said that is written in digits: 0 to 99, other words for digits, a digit that is said twice.

    `small` are letters that are words as well: alone before a number they are none of its letters.
    """

    numbers: tuple[str, ...] = ()
    others: Mapping[str, str] = {}
    twice: tuple[str, ...] = ()
    small: tuple[str, ...] = ()


class Language(Strict):
    """`config/answers/<lang>.toml`.

    `holidays` are by their English name, `12-24` or `easter+49`; `lasting` are spans of time in minutes; `itself` are
    whole sentences, as regular expressions, that ask something of the kiosk itself.
    """

    sentence: Mapping[str, str]
    languages: Mapping[str, str]
    day: DayNames
    clock: ClockNames
    words: Mapping[str, tuple[str, ...]]
    numbers: Mapping[str, int]
    times: tuple[TimePattern, ...]
    holidays: Mapping[str, tuple[str, ...]]
    holiday_names: Mapping[str, str] = {}
    lasting: Mapping[str, int] = {}
    spelling: Spelling = Spelling()
    itself: Mapping[Kind, Patterns] = {}

    def say(self, key: str, **values: object) -> str:
        """A sentence with its values; its first letter is a capital."""
        text = self.sentence[key].format(**values)
        return text[:1].upper() + text[1:]

    def part(self, key: str, **values: object) -> str:
        """A piece of a sentence with its values."""
        return self.sentence[key].format(**values)

    def names(self, key: str) -> tuple[str, ...]:
        """Words of a kind, in the form that utterances are compared in."""
        return _normal(self.words.get(key, ()))

    def name_of(self, lang: str) -> str:
        """What a language is called in this one; its own name for itself where this one has none."""
        return self.languages.get(lang) or language(lang).languages[lang]

    def spoken_time(self, at: time) -> str:
        """A time of day as this language says it."""
        hour = at.hour if self.clock.hours == 24 else (at.hour - 1) % 12 + 1
        template = self.clock.minutes if at.minute else self.clock.whole
        return template.format(h=hour, m=f"{at.minute:02d}", half=self.clock.halves[at.hour >= 12]).strip()

    def spoken_day(self, day: date, today: date) -> str:
        """A day as this language says it: today, tomorrow, a weekday within the week, else the date."""
        ahead = (day - today).days
        if ahead in (0, 1):
            return (self.day.today, self.day.tomorrow)[ahead]
        if 1 < ahead < 7:
            return self.day.on.format(weekday=self.day.weekdays[day.weekday()])
        return self.day.on_date.format(day=day.day, month=self.day.months[day.month - 1])

    def dated(self, day: date) -> str:
        """A day by its number and month alone: what stands after "until"."""
        return self.part("date", day=day.day, month=self.day.months[day.month - 1])

    def past_day(self, day: date, today: date) -> str:
        """A day that has been: yesterday, or its date."""
        if (today - day).days == 1 and self.words.get("yesterday"):
            return self.words["yesterday"][0]
        return self.spoken_day(day, today)

    def amount(self, euros: float) -> str:
        """A price with two decimals."""
        return f"{euros:.2f}".replace(".", self.clock.decimal)

    def listed(self, items: Iterable[str], key: str = "and") -> str:
        """`a, b and c`; nothing of nothing."""
        *first, last = list(items) or [""]
        return self.sentence[key].join(filter(None, [", ".join(first), last]))

    def bare(self, text: str) -> str:
        """A text without the courtesies that it begins and ends with; as it was if there is nothing else in it."""
        pattern = _courtesies(self.names("courtesy"))
        plain = normal(text)
        left = pattern.sub("", plain) if pattern else plain
        return left if left and left != plain else text

    def only_courtesy(self, text: str) -> bool:
        """Whether there is nothing in a text but courtesies: a greeting, "I have a question"."""
        pattern = _courtesies(self.names("courtesy"))
        plain = normal(text)
        return pattern is not None and bool(plain) and not pattern.sub("", plain).strip()

    def nothing_but(self, kind: str, text: str) -> bool:
        """Whether a text is nothing but words of a kind, with words around them that say nothing more."""
        return made_of(text, self.names(kind), (*self.names("around"), *self.names("courtesy")))

    def has(self, kind: str, text: str) -> bool:
        """Whether a word of a kind stands in a normal text; a long one may go on ("sundays", "zondagavond")."""
        pattern = _begun(self.names(kind))
        return pattern is not None and pattern.search(text) is not None


@cache
def _normal(words: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(map(normal, words))


@cache
def _begun(words: tuple[str, ...]) -> re.Pattern[str] | None:
    """Any of the words; after a long one, or one in Korean, whose particles follow without a space, more may come."""
    may_go_on = {word: len(word) > 4 or not word.isascii() for word in words}
    some = (rf"\b{re.escape(word)}" + ("" if may_go_on[word] else r"\b") for word in words)
    return re.compile("|".join(some)) if words else None


@cache
def _courtesies(names: tuple[str, ...]) -> re.Pattern[str] | None:
    """Any number of courtesies at either end of a normal text."""
    if not names:
        return None
    some = "|".join(map(re.escape, sorted(names, key=len, reverse=True)))
    return re.compile(rf"^(?:(?:{some})\b ?)+|(?: \b(?:{some}))+$")


@cache
def language(lang: str) -> Language:
    """The words of a language of the product.

    Raises:
        FaultyInputError: its file is missing or wrong.
    """
    return read(config_dir() / "answers" / f"{lang}.toml", Language).content


def answer_langs(asked: str, visitors: str, store: tuple[str, ...]) -> tuple[str, ...]:
    """Languages to answer in, best first: the shopper's, the one for visitors from elsewhere, then the store's."""
    return tuple(dict.fromkeys((asked, visitors, *store)))
