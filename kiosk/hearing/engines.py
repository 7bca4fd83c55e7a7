"""Recognisers behind one seam, and which one serves a language."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from kiosk import models
from kiosk.errors import InputError, KioskError
from kiosk.settings import LANGS

RATE = 16_000
MOONSHINE_SETTLE_S = 0.064  # a reading takes 30 to 60 ms, whatever follows
VOSK_SETTLE_S = 0.16  # a reading ends its stream: when the voice goes on, all is decoded again
Setting = Literal["auto", "vosk", "moonshine", "none"]


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
    `second` is another open reading of the same sound, for an engine whose readings waver.
    """

    text: str
    words: tuple[Word, ...] = ()
    vocabulary_text: str | None = None
    second: str = ""

    @property
    def alternatives(self) -> tuple[str, ...]:
        """Other readings than `text`."""
        others = dict.fromkeys(filter(None, (self.vocabulary_text, self.second)))
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


@dataclass(frozen=True, slots=True)
class Choice:
    """Which recogniser serves `lang`: `engine` and `model` are its names for people.

    `settle_s` is the silence after which a reading of the whole is worth its cost, s.
    """

    engine: Literal["vosk", "moonshine"]
    model: str
    lang: str
    settle_s: float
    folder: Path | None = None


def choose(lang: str, setting: Setting = "auto") -> Choice:
    """The recogniser for a language; nothing is loaded yet.

    Raises:
        InputError: `hearing.unknown-language`.
        KioskError: `hearing.no-model`, with how to get one.
    """
    if lang not in LANGS:
        raise InputError(
            "hearing.unknown-language", f"{lang!r} is no language here.", f"Use one of {', '.join(LANGS)}."
        )
    if setting in {"auto", "vosk"} and models.installed(f"vosk-{lang}"):
        return Choice("vosk", f"vosk-{lang}", lang, VOSK_SETTLE_S, models.path(f"vosk-{lang}"))
    if setting in {"auto", "moonshine"} and lang == "en" and find_spec("moonshine_voice") is not None:
        return Choice("moonshine", "tiny-en", lang, MOONSHINE_SETTLE_S)
    raise KioskError(
        "hearing.no-model", f"There is no recogniser for {lang!r} on this machine.", _remedy(lang, setting)
    )


def _remedy(lang: str, setting: Setting) -> str:
    if setting == "none":
        return "Set hearing.engine to auto."
    if setting == "moonshine" and lang != "en":
        return "Moonshine only understands English: set hearing.engine to auto."
    fetch = f"Run `kiosk models get vosk-{lang}`"
    return f"{fetch}, or install the demo extra." if lang == "en" else f"{fetch}; until then touch and text serve."


def load(choice: Choice, phrases: Sequence[str] = ()) -> Engine:
    """The recogniser, ready to be used; takes 0.2 to 2 s. `phrases` are the store's, for the constrained pass."""
    if choice.engine == "moonshine":
        from kiosk.hearing.moonshine_engine import MoonshineEngine

        return MoonshineEngine()
    from kiosk.hearing.vosk_engine import VoskEngine

    if choice.folder is None:
        raise KioskError(
            "hearing.no-model", "A Vosk model needs its folder.", f"Run `kiosk models get vosk-{choice.lang}`."
        )
    return VoskEngine(choice.folder, phrases)
