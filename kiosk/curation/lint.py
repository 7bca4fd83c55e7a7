"""The lint of what was written, with the kiosk's voice and its encoder."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Final

from kiosk.configuration import layers
from kiosk.curation import shelf
from kiosk.faults import Fault, taking
from kiosk.knowledge import lint as linting
from kiosk.knowledge.collection import Knowledge
from kiosk.knowledge.shared import FOLDER
from kiosk.knowledge.speakable import Aloud, Reading
from kiosk.toml_file import present, read_text

TOLD: Final = 40
"""So many near phrasings are told; the likest first."""


def lint(store: Path, *, near: bool = True) -> list[Fault]:
    """Everything that is found, faults first.

    Raises:
        FaultyInputError: `curation/staff.txt` cannot be read.
    """
    from kiosk.answers import facts

    told = taking(lambda: facts.load(store), [], store)
    today = datetime.now(told.facts.zone if told else None).date()
    found, knowledge = linting.lint(store, today, aloud(store), _staff(store))
    if near and knowledge is not None:
        found += _near(store, knowledge)
    return found


def aloud(store: Path) -> Reading:
    """What the kiosk's voice makes of a text, with the store's own words."""
    from kiosk.voice.dictionary import of_store
    from kiosk.voice.normalise import NO_WORDS, normalise

    words = of_store(store)

    def read(text: str, lang: str) -> Aloud:
        spoken = normalise(text, lang, words.get(lang, NO_WORDS))
        return spoken.text, [(text[each.start : each.end], each.rule) for each in spoken.readings]

    return read


def _staff(store: Path) -> list[str]:
    path = store / shelf.FOLDER / shelf.STAFF
    lines = read_text(path).splitlines() if present(path) else []
    return [line.strip() for line in lines if line.strip()]


def _near(store: Path, knowledge: Knowledge) -> Iterator[Fault]:
    from kiosk.answers import encoder
    from kiosk.answers.embeddings import Remembered
    from kiosk.curation.near import clashes
    from kiosk.resources import cache_dir

    chosen = encoder.make(layers.gather(store).settings.answers.encoder)
    for near in clashes(knowledge, Remembered(chosen, cache_dir() / "answers"))[:TOLD]:
        message = f"{near.phrasing!r} of {near.entry!r} is nearly {near.of_other!r} of {near.other!r}"
        remedy = "Leave it to one of them, or join the two: the kiosk cannot tell them apart."
        file = str(store / FOLDER / f"{near.lang}.toml")
        values = {"text": near.phrasing, "entry": near.entry, "of_other": near.of_other, "other": near.other}
        yield Fault("knowledge.near", file, message, remedy, severity="warning", values=values)
