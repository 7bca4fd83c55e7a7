"""The state of a conversation."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Final, Literal

from kiosk.access import AS_USUAL, Access
from kiosk.commands import Listen, LookAt, LookAway, Scene
from kiosk.dialogue.barge_in import BargeIn
from kiosk.dialogue.health import Health
from kiosk.dialogue.memory import Memory
from kiosk.dialogue.presence import Presence
from kiosk.dialogue.service import Service
from kiosk.dialogue.suited import Suited
from kiosk.dialogue.turn import Turn
from kiosk.events import Card, Choice, ConfigurationRefused, EarsReady, Memo, Policy, Reading, Started
from kiosk.volume import USUAL

Timer = Literal["gone", "unseen", "filler", "answer", "silence", "close", "reading", "desk", "barge-in"]
NOTHING: Final = Started(0, "en", ("en",), Policy(), {}, ())


class Kind(Enum):
    """What a sentence is for; it decides the turn while it sounds and what follows it."""

    GREETING = "greeting"
    REPLY = "reply"
    REPAIR = "repair"
    FILLER = "filler"
    HELP = "help"
    NOTE = "note"
    DISCLOSURE = "disclosure"
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


@dataclass(frozen=True, slots=True)
class Asked:
    """The last question that was spoken, for what may still follow it: `parts` pieces, the last until `ended_at`.

    `misses` and `before` are what the session had counted and asked before it.
    """

    text: str
    ended_at: float
    readings: tuple[Reading, ...] = ()
    parts: int = 1
    misses: int = 0
    before: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Query:
    """A question that waits for its reply; `bridged` once the shopper was told that it takes a moment.

    `heard` is of one that was spoken, `over` the kiosk's voice, `brief` as a "stop"; `aside` comes back if it was none.
    """

    id: int
    text: str
    alternatives: tuple[str, ...]
    context: tuple[str, ...]
    bridged: bool = False
    readings: tuple[Reading, ...] = ()
    memo: Memo = ()
    heard: bool = False
    over: bool = False
    brief: bool = False
    aside: Aside | None = None
    went_on: bool = False
    keyed: bool = False


@dataclass(frozen=True, slots=True)
class Spoken:
    """A question as it is put; `said` is what is known of one that was spoken, `over` and `brief` see `Query`."""

    text: str
    alternatives: tuple[str, ...] = ()
    readings: tuple[Reading, ...] = ()
    said: Asked | None = None
    over: bool = False
    brief: bool = False
    aside: Aside | None = None
    keyed: bool = False


@dataclass(frozen=True, slots=True)
class Hint:
    """The one outstanding question for candidates; `newer` is what was heard since it was asked."""

    id: int
    utterance: int
    text: str
    newer: str = ""


@dataclass(frozen=True, slots=True)
class Session:
    """One engagement: what is forgotten when the shopper goes.

    `seen`: sight will tell when the shopper leaves. `alone`: it lost who was there, and nobody touched it since.
    `unsure`: sight was blind for so long that who comes next may be another, and nobody touched it or spoke since.
    `greeted`: the greeting, which holds the disclosure, was said in full; `owing`: the disclosure must still be said.
    `settled`: it is known which language the shopper speaks. `heard` to `place` are on the screen.
    """

    id: int
    lang: str
    seen: bool = False
    alone: bool = False
    unsure: bool = False
    greeted: bool = False
    owing: bool = False
    settled: bool = False
    farewell: bool = False
    nobody: bool = False
    told_deaf: bool = False
    misses: int = 0
    repairs: int = 0
    offered_for: str = ""
    helps: int = 0
    questions: tuple[str, ...] = ()
    memory: Memory = field(default_factory=Memory)
    asked: Asked | None = None
    reply: Line | None = None
    heard: str = ""
    caption: str = ""
    cards: tuple[Card, ...] = ()
    choices: tuple[Choice, ...] = ()
    place: str = ""


@dataclass(frozen=True, slots=True)
class Conversation:
    """All that the dialogue knows: six regions, one session at most, and what the parts were last told."""

    facts: Started = NOTHING
    refused: ConfigurationRefused | None = None
    presence: Presence = Presence.AWAY
    turn: Turn = Turn.QUIET
    service: Service = Service.AI
    suited: Suited = Suited.STANDARD
    access: Access = AS_USUAL
    health: Health = field(default_factory=Health)
    session: Session | None = None
    speech: Speech | None = None
    queue: tuple[Line, ...] = ()
    query: Query | None = None
    pending: Spoken | None = None
    hint: Hint | None = None
    voice: Voice | None = None
    interruption: Interruption | None = None
    case: int = 0
    reason: str = ""
    place: int = 0
    track: int = 0
    gaze: LookAt | None = None
    moved: bool = False
    microphone: bool = False
    camera: bool = False
    volume: int = USUAL
    muted: bool = False
    deaf: frozenset[str] = frozenset()
    ears: EarsReady | None = None
    stopped: bool = False
    sessions: int = 0
    utterances: int = 0
    queries: int = 0
    cases: int = 0
    tokens: int = 0
    timers: Mapping[Timer, int] = field(default_factory=dict)
    uses: Mapping[str, int] = field(default_factory=dict)
    last_text: str = ""
    scene: Scene | None = None
    expression: str = ""
    look: LookAt | LookAway | None = None
    ear: Listen | None = None
    loudness: int = USUAL

    @property
    def policy(self) -> Policy:
        """The numbers to decide by."""
        return self.facts.policy

    @property
    def duplex(self) -> bool:
        """Whether the ears hear while the kiosk speaks."""
        return self.ears is not None and self.ears.duplex

    @property
    def stage(self) -> BargeIn:
        """How far a voice has disturbed the kiosk's turn."""
        return self.interruption.stage if self.interruption else BargeIn.NONE

    @property
    def waits(self) -> bool:
        """Whether nothing may be said now, because the shopper may be speaking."""
        return self.stage in {BargeIn.BROKEN, BargeIn.HELD}

    @property
    def lang(self) -> str:
        """The language of the session, or of the kiosk."""
        return self.session.lang if self.session else self.facts.lang


@dataclass(frozen=True, slots=True)
class Aside:
    """The kiosk's turn before a voice that may not be meant for it: the sentence, what was to follow, the session."""

    interruption: Interruption
    queue: tuple[Line, ...]
    session: Session
