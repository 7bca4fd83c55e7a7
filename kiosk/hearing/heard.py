"""What is heard in a recording in a language, and how well it fits the questions of a store."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from pathlib import Path

from rapidfuzz import fuzz, process

from kiosk.configuration import layers
from kiosk.hearing.engines import Choice, choose, load
from kiosk.hearing.profiles import pauses
from kiosk.hearing.signs import Utterance
from kiosk.hearing.sources import open_recording
from kiosk.hearing.transcribe import transcribe
from kiosk.hearing.vocabulary import phrases
from kiosk.resources import config_dir
from kiosk.utterance import normal


@dataclass(frozen=True, slots=True)
class Said:
    """An utterance with the phrase of the store that it is closest to, by letters, 0 to 100 alike."""

    utterance: Utterance
    closest: str
    fit: float


@dataclass(frozen=True, slots=True)
class Listened:
    """Every utterance of a recording, in one language."""

    choice: Choice
    utterances: tuple[Said, ...]

    @property
    def fit(self) -> float:
        """How well the whole fits the store, 0 to 100: the longer an utterance, the more it counts."""
        lengths = [said.utterance.ended - said.utterance.began for said in self.utterances]
        weighed = sum(length * said.fit for length, said in zip(lengths, self.utterances, strict=True))
        return weighed / sum(lengths) if lengths else 0.0


def listened(file: Path, lang: str, store: Path | None) -> Listened:
    """What hearing makes of a recording, by the settings of a store.

    Raises:
        InputError: `hearing.unknown-language`, `recording.*`, `store.missing`, `store.format`, `settings.*`.
        KioskError: `hearing.no-model`.
    """
    settings = layers.load(store)
    if store is not None:
        _check(settings.store.dir)
    choice = choose(lang, settings.hearing.engine)
    microphone = open_recording(file)
    known = phrases(settings.store.dir, lang)
    engine = load(choice, known)
    silences = pauses(settings.hearing, "short", choice.settle_s)
    utterances = transcribe(microphone, engine, choice, silences)
    letters = [_letters(phrase) for phrase in known]
    return Listened(choice, tuple(_said(utterance, known, letters) for utterance in utterances))


def _check(store: Path) -> None:
    """What is measured against a folder that is no store would be told as unlike any question."""
    folder = config_dir() / store
    if not any((folder / name).exists() for name in ("knowledge", "store.toml", "products.csv")):
        raise layers.no_store(store)


def _said(utterance: Utterance, known: tuple[str, ...], letters: list[str]) -> Said:
    readings = filter(None, map(_letters, (utterance.result.text, *utterance.result.alternatives)))
    if not letters or not (matches := [process.extractOne(each, letters, scorer=fuzz.ratio) for each in readings]):
        return Said(utterance, "", 0.0)
    _, fit, place = max(matches, key=lambda match: match[1])
    return Said(utterance, known[place], fit)


def _letters(text: str) -> str:
    """What is compared: Hangul by its letters, for a misheard syllable still has two right of three."""
    return unicodedata.normalize("NFD", normal(text))
