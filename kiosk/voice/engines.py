"""Voices behind one seam, and which one speaks a language.

A package may bring another: an entry point of the group `balie.voices` whose name is the voice's and which names a
`Kind` class. espeak-ng is always there; Piper is the extra `balie[piper]`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.metadata import entry_points
from typing import Final, Protocol

from kiosk.errors import InputError, KioskError
from kiosk.settings import VOICES, Voice
from kiosk.voice.espeak import Speech
from kiosk.voice.prosody import Tone
from kiosk.voice.rules import voice_of

AUTO: Final = "auto"
ESPEAK: Final = "espeak"


@dataclass(frozen=True, slots=True)
class Order:
    """What an engine is to say: `text` as the normaliser left it, sounds and pauses in `[[…]]` of espeak-ng.

    `voice` is the engine's own name of a voice, `wpm` words a minute, `pitch` 0 to 100; `tones` say which stretches of
    the text are to sound otherwise, as far as the engine can.
    """

    text: str
    voice: str
    wpm: int
    pitch: int
    tones: tuple[Tone, ...] = ()


class Preempted(Exception):  # noqa: N818 - not a fault: what was idle is to be asked for again later
    """An idle order gave way to one that somebody waits for."""


class Engine(Protocol):
    """A voice that is loaded. One order that is waited for at a time, and one idle one beside it if `costly`."""

    @property
    def name(self) -> str:
        """What speaks, with its version: what it said is kept under this name."""
        ...

    @property
    def costly(self) -> bool:
        """Whether a sentence takes so long that it is worth rendering ahead, and may come too late."""
        ...

    def speak(self, order: Order, *, idle: bool = False) -> Speech:
        """Say it: sound, and which phoneme and which word of the text begins where.

        Raises:
            KioskError: it cannot, now or at all; another engine then speaks.
            Preempted: an `idle` order gave way.
        """
        ...

    def close(self) -> None:
        """Give back what it holds."""
        ...


@dataclass(frozen=True, slots=True)
class Choice:
    """Which voice speaks `lang`: `engine` is the name of its kind, `voice` the engine's own name or file of it."""

    engine: str
    voice: str
    lang: str


class Kind(Protocol):
    """A kind of voice: what it can speak on this machine, and the engine for it. Made without arguments."""

    name: str

    def offers(self, lang: str, settings: Voice) -> Choice | None:
        """What would speak a language; None if nothing here can. Looks at files only."""
        ...

    def missing(self, lang: str) -> str:
        """How to get what it lacks for a language, as a sentence; empty where it lacks nothing."""
        ...

    def load(self) -> Engine:
        """The engine, which has all of the kind's voices; `KioskError` if it cannot be had."""
        ...


class EspeakKind:
    """espeak-ng, in every language of the product."""

    name = ESPEAK

    def offers(self, lang: str, settings: Voice) -> Choice | None:
        """See `Kind`."""
        return Choice(self.name, settings.voices.get(lang) or voice_of(lang), lang)

    def missing(self, lang: str) -> str:  # noqa: ARG002 - it is always there
        """See `Kind`."""
        return ""

    def load(self) -> Engine:
        """See `Kind`."""
        from kiosk.voice.espeak_engine import EspeakEngine

        return EspeakEngine()


@cache
def kinds() -> tuple[Kind, ...]:
    """All that are installed, in the order in which `auto` asks them: the one that everybody has comes last."""
    from kiosk.voice.piper_kind import PiperKind

    return (PiperKind(), *(point.load()() for point in entry_points(group=VOICES)), EspeakKind())


def choose(lang: str, settings: Voice, engine: str | None = None) -> Choice:
    """The voice for a language by `engine`, or by the setting; nothing is loaded yet.

    Raises:
        InputError: `voice.language`.
        KioskError: `voice.no-engine`, with how to get what is missing.
    """
    voice_of(lang)
    wanted = engine or settings.engine
    asked = [kind for kind in kinds() if wanted in {AUTO, kind.name}]
    if choice := next(filter(None, (kind.offers(lang, settings) for kind in asked)), None):
        return choice
    missing = "".join(f" {kind.missing(lang)}" for kind in asked)
    raise KioskError(
        "voice.no-engine",
        f"{wanted} does not speak {lang!r} on this machine.",
        f"`kiosk voice list` shows who does.{missing}",
    )


def of_voice(voice: str) -> str:
    """The engine whose name of a voice this is."""
    return "piper" if voice.endswith(".onnx") else ESPEAK


def load(engine: str) -> Engine:
    """The engine of a kind; what it costs to load it may come later, with the first order.

    Raises:
        InputError: `voice.unknown-engine`.
        KioskError: it is not installed.
    """
    if (kind := next((kind for kind in kinds() if kind.name == engine), None)) is None:
        raise InputError("voice.unknown-engine", f"There is no engine {engine!r}.", "`kiosk voice list` shows all.")
    return kind.load()
