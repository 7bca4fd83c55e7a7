"""Recognisers behind one seam, and which one serves a language.

A package may bring another: an entry point of the group `balie.recognisers` whose name is the recogniser's
and which names a `Recogniser` class. See docs/developers/add-an-engine.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.metadata import entry_points
from importlib.util import find_spec
from pathlib import Path
from typing import Final, Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from kiosk import models
from kiosk.errors import InputError, KioskError
from kiosk.settings import LANGS, RECOGNISERS

RATE = 16_000
MOONSHINE_SETTLE_S = 0.064  # a reading takes 30 to 60 ms, whatever follows
VOSK_SETTLE_S = 0.16  # a reading ends its stream: when the voice goes on, all is decoded again
AUTO: Final = "auto"


@dataclass(frozen=True, slots=True)
class Word:
    """A word that was heard, s from the first accepted sample; `confidence` is the decoder's own, 0 to 1."""

    text: str
    start_s: float
    end_s: float
    confidence: float


@dataclass(frozen=True, slots=True)
class Result:
    """A reading of all that was accepted. `words` is empty for an engine that gives no times.

    `vocabulary_text` is the reading constrained to the store's phrases, None for an engine that has no such pass;
    `second` is another open reading of the same sound, for an engine whose readings waver; `others` are less likely
    readings, likeliest first.
    """

    text: str
    words: tuple[Word, ...] = ()
    vocabulary_text: str | None = None
    second: str = ""
    others: tuple[str, ...] = ()

    @property
    def alternatives(self) -> tuple[str, ...]:
        """Other readings than `text`."""
        others = dict.fromkeys(filter(None, (self.vocabulary_text, self.second, *self.others)))
        return tuple(text for text in others if text != self.text)


class Engine(Protocol):
    """A loaded recogniser of one language; one utterance at a time, from one thread."""

    def accept(self, samples: NDArray[np.int16]) -> None:
        """More of the utterance, (n,) at 16 kHz."""
        ...

    def partial(self) -> str:
        """The words so far of an utterance that goes on."""
        ...

    def final(self) -> Result:
        """The best reading of all accepted since `reset`; more may be accepted after it."""
        ...

    def reset(self) -> None:
        """Begin a new utterance."""
        ...


@runtime_checkable
class Glancer(Protocol):
    """An engine that can read a short utterance more cheaply than by `final`, for what is in its phrases only."""

    def glance(self, samples: NDArray[np.int16]) -> Result:
        """A reading of a whole utterance, (n,) at 16 kHz, of which nothing was accepted before."""
        ...


def glance(engine: Engine, samples: NDArray[np.int16]) -> Result:
    """The cheapest reading that an engine has of a whole utterance."""
    if isinstance(engine, Glancer):
        return engine.glance(samples)
    engine.reset()
    engine.accept(samples)
    return engine.final()


@dataclass(frozen=True, slots=True)
class Choice:
    """Which recogniser serves `lang`: `engine` and `model` are its names for people.

    `settle_s` is the silence after which a reading of the whole is worth its cost, s.
    """

    engine: str
    model: str
    lang: str
    settle_s: float
    folder: Path | None = None


class Recogniser(Protocol):
    """A kind of recogniser: what it can serve on this machine, and the engine for it. Made without arguments."""

    name: str

    def offers(self, lang: str) -> Choice | None:
        """What would serve a language; None if nothing here can. Looks at files only."""
        ...

    def load(self, choice: Choice, phrases: Sequence[str]) -> Engine:
        """The engine of a choice of its own; `KioskError` if its model is broken."""
        ...


class Vosk:
    """Any language whose model is installed."""

    name = "vosk"

    def offers(self, lang: str) -> Choice | None:
        """See `Recogniser`."""
        model = f"vosk-{lang}"
        return Choice(self.name, model, lang, VOSK_SETTLE_S, models.path(model)) if models.installed(model) else None

    def load(self, choice: Choice, phrases: Sequence[str]) -> Engine:
        """See `Recogniser`."""
        from kiosk.hearing.vosk_engine import VoskEngine

        return VoskEngine(choice.folder or models.path(choice.model), phrases)


class Moonshine:
    """English, from the demo extra."""

    name = "moonshine"

    def offers(self, lang: str) -> Choice | None:
        """See `Recogniser`."""
        here = lang == "en" and find_spec("moonshine_voice") is not None
        return Choice(self.name, "tiny-en", lang, MOONSHINE_SETTLE_S) if here else None

    def load(self, choice: Choice, phrases: Sequence[str]) -> Engine:  # noqa: ARG002 - it has no constrained pass
        """See `Recogniser`."""
        from kiosk.hearing.moonshine_engine import MoonshineEngine

        return MoonshineEngine()


@cache
def recognisers() -> tuple[Recogniser, ...]:
    """All that are installed, in the order in which `auto` asks them."""
    return (Vosk(), Moonshine(), *(point.load()() for point in entry_points(group=RECOGNISERS)))


def choose(lang: str, setting: str = AUTO) -> Choice:
    """The recogniser for a language; nothing is loaded yet.

    Raises:
        InputError: `hearing.unknown-language`.
        KioskError: `hearing.no-model`, with how to get one.
    """
    if lang not in LANGS:
        raise InputError(
            "hearing.unknown-language", f"{lang!r} is no language here.", f"Use one of {', '.join(LANGS)}."
        )
    offers = (each.offers(lang) for each in recognisers() if setting in {AUTO, each.name})
    if choice := next(filter(None, offers), None):
        return choice
    raise KioskError(
        "hearing.no-model", f"There is no recogniser for {lang!r} on this machine.", _remedy(lang, setting)
    )


def beside(lang: str, second: str, setting: str = AUTO) -> Choice | None:
    """The recogniser of a second language beside that of `lang`, if this machine has one."""
    return None if second in {"", lang} or second not in languages(setting) else choose(second, setting)


def languages(setting: str = AUTO) -> tuple[str, ...]:
    """What can be heard on this machine; nothing is loaded."""
    asked = [each for each in recognisers() if setting in {AUTO, each.name}]
    return tuple(lang for lang in LANGS if any(each.offers(lang) for each in asked))


def _remedy(lang: str, setting: str) -> str:
    if setting not in {AUTO, "vosk"}:
        return "Set hearing.engine to auto."
    fetch = f"Run `kiosk models get vosk-{lang}`"
    return f"{fetch}, or install the demo extra." if lang == "en" else f"{fetch}; until then touch and text serve."


def load(choice: Choice, phrases: Sequence[str] = ()) -> Engine:
    """The recogniser, ready to be used; takes 0.2 to 2 s. `phrases` are the store's, for the constrained pass."""
    kind = next(each for each in recognisers() if each.name == choice.engine)
    return kind.load(choice, phrases)
