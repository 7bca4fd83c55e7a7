"""Makes the crowd of a drill, and the visits that some faults call for, from a store."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from kiosk import phrases
from kiosk.answers.engine import Answerer
from kiosk.configuration import layers
from kiosk.drill import shoppers
from kiosk.drill.hurt import shifts
from kiosk.drill.world import SETTINGS, visit
from kiosk.errors import InputError
from kiosk.resources import config_dir
from kiosk.simulation.crowd import Crowd, Visit

HOURS = "until what time are you open today"
LEAST_QUESTIONS = 2


def prepare(store: Path | None, count: int, seed: int) -> tuple[Path, Crowd, dict[str, list[Visit]]]:
    """The store's folder, the crowd, and visits for faults: `spoken`, `interrupts`, `hours` for each shift of a clock.

    Raises:
        InputError: `drill.store` for a store without English; it is what is typed and said.
    """
    settings = layers.load(store)
    folder, lang, clock = settings.store.dir, SETTINGS["KIOSK__KIOSK__LANG"], _Shifted()
    answerer = Answerer(folder, settings.answers, clock=clock)
    asked = {each: shoppers.questions(answerer, each) for each in dict.fromkeys((lang, *settings.kiosk.langs))}
    if len(asked[lang]) < LEAST_QUESTIONS:
        raise InputError("drill.store", f"{folder} has too little to ask in English.", "Add knowledge/en.toml.")
    langs = [each for each, texts in asked.items() if len(texts) >= LEAST_QUESTIONS]
    words = phrases.load(config_dir() / "lang", langs, store=folder)
    crowd = shoppers.gather({each: asked[each] for each in langs}, words, count, seed)
    spoken = shoppers.speaker(asked[lang], random.Random(seed))
    over = shoppers.interrupter(asked[lang], random.Random(seed))
    hours = [_hours(answerer, clock, shift, lang) for shift in shifts()]
    kinds = every_kind(crowd, langs)
    return folder, crowd, {"every kind": kinds, "spoken": [spoken], "interrupts": [over], "hours": hours}


class _Shifted:
    """The clock by which an answer is right."""

    shift_s = 0.0

    def __call__(self) -> datetime:
        return datetime.now(UTC) + timedelta(seconds=self.shift_s)


def every_kind(crowd: Crowd, langs: Sequence[str]) -> list[Visit]:
    """A visit of each manner, and one in each language that is long enough for the ears to be opened in it."""
    manners = {each.manner: each for each in crowd.visits}
    return [*manners.values(), *map(_looks, langs[1:])]


def _looks(lang: str) -> Visit:
    choose = {"kind": "press", "text": f"language:{lang}", "asks": False}
    stay = {"kind": "press", "text": "screen", "asks": False, "after_s": 4.5}
    return visit(f"looks at it in {lang}", choose, stay, lang=lang)


def _hours(answerer: Answerer, clock: _Shifted, shift_s: float, lang: str) -> Visit:
    """Somebody asks for today's hours, and knows what is right by the shifted clock."""
    clock.shift_s = shift_s
    expected = answerer.ask(HOURS, lang, look_up=False).reply.caption
    clock.shift_s = 0.0
    deed = {"kind": "type", "text": HOURS, "expects": (expected,)}
    return visit(f"asks the hours at {shift_s / 3600:+.0f} h", deed)
