"""What comes before any question: urgency, a person asked for, stop, repeat, thanks, goodbye, another language.

Urgency and the wish for another language are looked for in every language: who is in need does not switch first.
Rules are in `config/triage/<lang>.toml`; a wrong rule is a fault of the file, found when it is loaded.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from kiosk.events import Intent
from kiosk.knowledge.entry import Strict
from kiosk.resources import config_dir
from kiosk.settings import LANGS, Lang
from kiosk.toml_file import read
from kiosk.utterance import normal

ORDER: tuple[Intent, ...] = ("urgent", "human", "stop", "repeat", "goodbye", "thanks")


def _compiles(pattern: str) -> str:
    try:
        re.compile(pattern)
    except re.error as fault:
        raise ValueError(f"is not a regular expression: {fault}") from fault
    return pattern


Patterns = tuple[Annotated[str, AfterValidator(_compiles)], ...]


class _Rule(Strict):
    any: Patterns
    unless: Patterns = ()


class Rules(Strict):
    """`config/triage/<lang>.toml`."""

    urgent: _Rule
    human: _Rule
    stop: _Rule
    repeat: _Rule
    goodbye: _Rule
    thanks: _Rule
    language: dict[Lang | Literal["unless"], Patterns] = Field(default_factory=dict)


@dataclass(frozen=True)
class Found:
    """An intent, the words that showed it, and the language that was asked for (else the one spoken)."""

    intent: Intent
    words: str
    lang: str


def triage(readings: Sequence[str], lang: str) -> Found | None:
    """The first intent, most urgent first, that any reading of an utterance shows; None for a question."""
    texts = [normal(reading) for reading in readings]
    for intent in ORDER:
        matched = _urgent() if intent == "urgent" else _rule(lang, intent)
        if words := next(filter(None, map(matched, texts)), ""):
            return Found(intent, words, lang)
    for spoken in (lang, *(other for other in LANGS if other != lang)):
        for wanted in LANGS:
            matched = _switch(spoken, wanted)
            if words := next(filter(None, map(matched, texts)), ""):
                return Found("language", words, wanted)
    return None


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


@cache
def _rules(lang: str) -> Rules:
    return read(config_dir() / "triage" / f"{lang}.toml", Rules).content


@cache
def _rule(lang: str, intent: Intent) -> _Matcher:
    rule: _Rule = getattr(_rules(lang), intent)
    return _Matcher(rule.any, rule.unless)


@cache
def _urgent() -> _Matcher:
    """Urgency in all languages at once; a trap of any of them takes it back."""
    rules = [_rules(lang).urgent for lang in LANGS]
    return _Matcher(
        tuple(each for rule in rules for each in rule.any), tuple(each for rule in rules for each in rule.unless)
    )


@cache
def _switch(spoken: str, wanted: str) -> _Matcher:
    languages = _rules(spoken).language
    return _Matcher(languages.get(wanted, ()), languages.get("unless", ()))
