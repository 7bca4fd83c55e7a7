"""What the kiosk is asked about itself and the moment: the time, the day, where one stands, which languages it speaks.

No store writes entries for these, and the nearest entry would be wrong: "what time is it" is not about opening hours.
Only whole sentences count (`[itself]` in `config/answers/<lang>.toml`), so that a question to the store is never one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from kiosk.answers import compose
from kiosk.answers.facts import StoreFacts
from kiosk.answers.language import Kind, language
from kiosk.events import Reply
from kiosk.utterance import normal


@dataclass(frozen=True, slots=True)
class Here:
    """What the sentences need: the store, its time, and the languages in which it answers."""

    facts: StoreFacts
    now: datetime
    spoken: Sequence[str]


def asked(readings: Iterable[str], lang: str) -> Kind | None:
    """What any reading of an utterance asks of the kiosk itself."""
    texts = [each for text in readings for each in (normal(text), normal(language(lang).bare(text)))]
    return next((kind for kind, pattern in _patterns(lang) if any(map(pattern.fullmatch, texts))), None)


def reply(kind: Kind, lang: str, here: Here) -> Reply:
    """The answer; beside where one stands, and beside the languages, a person is offered."""
    words, today = language(lang), here.now.date()
    store = here.facts.name if not here.facts.address else f"{here.facts.name}, {here.facts.address}"
    text = words.say(
        f"its_{kind}",
        time=words.spoken_time(here.now.time()),
        weekday=words.day.weekdays[today.weekday()],
        date=words.dated(today),
        store=store,
        languages=words.listed(map(words.name_of, here.spoken)),
    )
    choices = (compose.person(lang),) if kind in {"place", "languages"} else ()
    return Reply("question", "answer", 1.0, lang, "", text, text, choices=choices)


@cache
def _patterns(lang: str) -> tuple[tuple[Kind, re.Pattern[str]], ...]:
    itself = language(lang).itself
    return tuple((kind, re.compile("|".join(f"(?:{each})" for each in some))) for kind, some in itself.items())
