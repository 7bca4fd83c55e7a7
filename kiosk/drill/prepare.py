"""Makes the crowd of a drill, and the visits that some faults call for, from a store."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from kiosk import layers, phrases
from kiosk.answers.engine import Answerer
from kiosk.drill import shoppers
from kiosk.drill.hurt import shifts
from kiosk.drill.world import SETTINGS, visit
from kiosk.errors import InputError
from kiosk.resources import config_dir
from kiosk.settings import Answers
from kiosk.simulation.crowd import Crowd, Visit

HOURS = "until what time are you open today"
SPOKEN = 4


def prepare(store: Path | None, count: int, seed: int) -> tuple[Path, Crowd, dict[str, list[Visit]]]:
    """The store's folder, the crowd, and the visits for faults: `spoken`, and `hours` for each shift of the clock.

    Raises:
        InputError: `drill.store` for a store without English; it is what is typed and said.
    """
    settings = layers.load(store)
    folder, lang = settings.store.dir, SETTINGS["KIOSK__KIOSK__LANG"]
    answerer = Answerer(folder, settings.answers)
    if len(shoppers.questions(answerer, lang)) < 2:
        raise InputError("drill.store", f"{folder} has too little to ask in English.", "Add knowledge/en.toml.")
    langs = _langs(answerer, settings.kiosk.langs, lang)
    words = phrases.load(config_dir() / "lang", langs, store=folder)
    crowd = shoppers.gather(answerer, words, langs, count, seed)
    chance = random.Random(seed)
    chosen = {
        "every kind": [*_every_kind(crowd), *_every_lang(langs)],
        "spoken": [shoppers.speaker(answerer, chance) for _ in range(SPOKEN)],
        "hours": [_hours(folder, settings.answers, shift, lang) for shift in shifts()],
    }
    return folder, crowd, chosen


def _langs(answerer: Answerer, offered: Sequence[str], first: str) -> list[str]:
    """The kiosk's own language, then the others on offer that the store has enough questions in."""
    others = [lang for lang in offered if lang != first and len(shoppers.questions(answerer, lang)) > 1]
    return [first, *others]


def _every_kind(crowd: Crowd) -> list[Visit]:
    """A visit of each manner."""
    return list({visit.manner: visit for visit in crowd.visits}.values())


def _every_lang(langs: Sequence[str]) -> list[Visit]:
    """A visit in each language but the kiosk's own, long enough for the ears to be opened in it."""
    touch = {"kind": "press", "text": "screen", "asks": False}
    return [visit(f"looks at it in {lang}", touch, {**touch, "after_s": 4.5}, lang=lang) for lang in langs[1:]]


def _hours(folder: Path, answers: Answers, shift: float, lang: str) -> Visit:
    """Somebody asks for today's hours, and knows what is right by the shifted clock."""
    shifted = Answerer(folder, answers, clock=lambda: datetime.now(UTC) + timedelta(seconds=shift))
    expected = shifted.ask(HOURS, lang, look_up=False).reply.caption
    deed = {"kind": "type", "text": HOURS, "expects": (expected,)}
    return visit(f"asks the hours at {shift / 3600:+.0f} h", deed)
