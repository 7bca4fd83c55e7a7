"""Triage by rules: regular expressions in `config/triage/<lang>.toml`, found faulty when the file is loaded.

Urgency and the wish for another language are looked for in every language: who is in need does not switch first.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Annotated, Final, Literal

from pydantic import AfterValidator, Field

from kiosk.answers.triage.topics import TOPICS, Topic
from kiosk.events import Intent
from kiosk.resources import config_dir
from kiosk.settings import LANGS, Lang
from kiosk.toml_file import Strict, read
from kiosk.utterance import normal

FIRST: Final[tuple[Topic, ...]] = ("self-harm", "urgent", "child-alone", "human")
"""Looked for in this order, before anything else."""
MANNERS: Final[tuple[Intent, ...]] = ("stop", "repeat", "goodbye", "thanks", "louder", "softer")
OTHERS: Final[tuple[Topic, ...]] = tuple(topic for topic in TOPICS if topic not in FIRST)


@lru_cache(maxsize=2048)
def _compiles(pattern: str) -> str:
    """The pattern; `re` itself keeps fewer than the five languages have."""
    try:
        re.compile(pattern)
    except re.error as fault:
        raise ValueError(f"is not a regular expression: {fault}") from fault
    return pattern


Patterns = tuple[Annotated[str, AfterValidator(_compiles)], ...]


class Rule(Strict):
    """`any` finds it, `unless` takes that back; `examples` are sentences that a classifier learns it from."""

    any: Patterns = ()
    unless: Patterns = ()
    examples: tuple[str, ...] = ()


class Ordinary(Strict):
    """What is nothing of all this: questions of every day, and `traps`, which sound like an emergency and are none.

    What `any` finds is a question of every day, whatever the examples say.
    """

    any: Patterns = ()
    examples: tuple[str, ...] = ()
    traps: tuple[str, ...] = ()


class Rules(Strict):
    """`config/triage/<lang>.toml`."""

    urgent: Rule
    human: Rule
    stop: Rule
    repeat: Rule
    goodbye: Rule
    thanks: Rule
    louder: Rule
    softer: Rule
    language: dict[Lang | Literal["unless"], Patterns] = Field(default_factory=dict)
    topic: dict[Topic, Rule] = Field(default_factory=dict)
    ordinary: Ordinary = Ordinary()

    def of(self, name: str) -> Rule:
        """The rule of an intent or a topic; an empty one where the language has none."""
        if name in {"urgent", "human", *MANNERS}:
            found: Rule = getattr(self, name)
            return found
        return next((rule for topic, rule in self.topic.items() if topic == name), Rule())


@dataclass(frozen=True, slots=True)
class Found:
    """What the rules found: a topic or another intent, the words that showed it, and the language asked for."""

    name: Topic | Intent
    words: str
    lang: str


def find(readings: Sequence[str], lang: str) -> Found | None:
    """The first that any reading of an utterance shows, most urgent first; None for a question."""
    texts = [normal(reading) for reading in readings]
    return next(_all(texts, lang), None)


def _all(texts: Sequence[str], lang: str) -> Iterator[Found]:
    for name in (*FIRST, *MANNERS):
        matched = _of_all(name) if name in {"self-harm", "urgent"} else _of(lang, name)
        if words := _words(matched, texts):
            yield Found(name, words, lang)
    for spoken in (lang, *(other for other in LANGS if other != lang)):
        for wanted in LANGS:
            if words := _words(_switch(spoken, wanted), texts):
                yield Found("language", words, wanted)
    for topic in OTHERS:
        if words := _words(_of(lang, topic), texts):
            yield Found(topic, words, lang)


def of_every_day(readings: Sequence[str], lang: str) -> bool:
    """Whether a rule says that it is nothing but a question: a puncture is no emergency, however it sounds."""
    return bool(_words(_ordinary(lang), map(normal, readings)))


def taken_back(readings: Sequence[str], lang: str, topic: Topic) -> bool:
    """Whether a trap of the topic stands in an utterance: "are you a human" is no wish for one."""
    return bool(_words(_traps(lang, topic), map(normal, readings)))


class _Matcher:
    def __init__(self, wanted: tuple[str, ...], unless: tuple[str, ...]) -> None:
        self._wanted = re.compile("|".join(wanted)) if wanted else None
        self._unless = re.compile("|".join(unless)) if unless else None

    def __call__(self, text: str) -> str:
        """The words that match, or nothing."""
        found = self._wanted.search(text) if self._wanted else None
        if found is None or (self._unless and self._unless.search(text)):
            return ""
        return found.group()


def _words(matched: _Matcher, texts: Iterable[str]) -> str:
    return next(filter(None, map(matched, texts)), "")


@cache
def rules(lang: str) -> Rules:
    """The rules of a language.

    Raises:
        FaultyInputError: the file is missing or wrong.
    """
    return read(config_dir() / "triage" / f"{lang}.toml", Rules).content


@cache
def _of(lang: str, name: str) -> _Matcher:
    rule = rules(lang).of(name)
    return _Matcher(rule.any, rule.unless)


@cache
def _ordinary(lang: str) -> _Matcher:
    return _Matcher(rules(lang).ordinary.any, ())


@cache
def _traps(lang: str, topic: Topic) -> _Matcher:
    return _Matcher(rules(lang).of(topic).unless, ())


@cache
def _of_all(name: str) -> _Matcher:
    """A rule in all languages at once; a trap of any of them takes it back."""
    found = [rules(lang).of(name) for lang in LANGS]
    return _Matcher(
        tuple(each for rule in found for each in rule.any), tuple(each for rule in found for each in rule.unless)
    )


@cache
def _switch(spoken: str, wanted: str) -> _Matcher:
    languages = rules(spoken).language
    return _Matcher(languages.get(wanted, ()), languages.get("unless", ()))
