"""Sentences of the kiosk, and the voice that may disturb one."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import Enum

from kiosk.dialogue.barge_in import BargeIn
from kiosk.events import Card


class Kind(Enum):
    """What a sentence is for; it decides the turn while it sounds and what follows it."""

    GREETING = "greeting"
    REPLY = "reply"
    REPAIR = "repair"
    FILLER = "filler"
    HELP = "help"
    NOTE = "note"
    DISCLOSURE = "disclosure"
    WHISPER = "whisper"
    FAREWELL = "farewell"


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence that is ready to be said; `text` may hold inline marks."""

    kind: Kind
    text: str
    caption: str
    lang: str


@dataclass(frozen=True, slots=True)
class Speech:
    """The sentence that is being said: `sent` if the voice has it, `voiced` if it is heard and not only read.

    `sounds` once its first sample was played. It began at `word`, after it was broken off `breaks` times for nothing.
    """

    utterance: int
    line: Line
    sent: bool
    voiced: bool
    sounds: bool = False
    word: int = 0
    breaks: int = 0


@dataclass(frozen=True, slots=True)
class Voice:
    """The shopper's voice that goes on: the ears' number of it, when it began, and whether in the kiosk's turn."""

    utterance: int
    over: bool
    began_at: float = math.inf


@dataclass(frozen=True, slots=True)
class Interruption:
    """The kiosk's turn, disturbed by a voice: `speech` is what was being said, `word` where it stopped.

    `over` if that sentence had been said to its end after all. `heard` and `cards` are what the screen showed before.
    """

    stage: BargeIn
    speech: Speech | None
    word: int = 0
    over: bool = False
    heard: str = ""
    cards: tuple[Card, ...] = ()
