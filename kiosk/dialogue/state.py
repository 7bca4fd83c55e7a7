"""The state of a conversation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

from kiosk.access import AS_USUAL, Access
from kiosk.commands import (
    CallMode,
    LeaveMessage,
    Listen,
    LookAt,
    LookAway,
    PageFloor,
    RequestCallBack,
    Scene,
    Speaker,
)
from kiosk.dialogue.barge_in import BargeIn
from kiosk.dialogue.consent import Consent
from kiosk.dialogue.health import Health
from kiosk.dialogue.memory import Memory
from kiosk.dialogue.presence import Presence
from kiosk.dialogue.resort import Resort
from kiosk.dialogue.sentence import Interruption, Line, Speech, Voice
from kiosk.dialogue.service import TALKING, Service, speaker
from kiosk.dialogue.suited import Suited
from kiosk.dialogue.turn import Turn
from kiosk.events import Card, Choice, ConfigurationRefused, EarsReady, Memo, Policy, Reading, Started
from kiosk.events import Presence as Talk
from kiosk.volume import USUAL

Timer = Literal[
    "gone", "unseen", "filler", "answer", "silence", "close", "reading", "desk", "barge-in", "call", "resort"
]
NOTHING: Final = Started(0, "en", ("en",), Policy(), {}, ())


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
    `meant` is what the words do instead if nobody is in need (`kiosk.dialogue.need`).
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
    meant: str = ""


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
class Colleague:
    """Who helps this shopper: `microphone` and `camera` are what the shopper agreed to and did not turn off since.

    `held`: the colleague looks something up. `connected`: sound goes both ways. `unclear`: what the shopper said to
    what is asked now was neither yes nor no. `asks`: the kiosk asks the shopper something aloud, and the colleague is
    not heard meanwhile. `agreed`: what begins once the colleague's words that wait were spoken.
    """

    name: str
    microphone: bool = False
    camera: bool = False
    held: bool = False
    connected: bool = False
    unclear: bool = False
    asks: bool = False
    agreed: Talk | None = None


Left = RequestCallBack | LeaveMessage | PageFloor


@dataclass(frozen=True, slots=True)
class Remains:
    """What is left to do where nobody comes: what the desk told, what the shopper gave so far, and what was sent."""

    opens: str = ""
    in_days: int = 0
    link: str = ""
    number: str = ""
    message: str = ""
    sent: Left | None = None


@dataclass(frozen=True, slots=True)
class Session:
    """One engagement: what is forgotten when the shopper goes.

    `seen`: sight will tell when the shopper leaves. `alone`: it lost who was there, and nobody touched it since.
    `unsure`: sight was blind for so long that who comes next may be another, and nobody touched it or spoke since.
    `called`: a colleague's shopper is asked whether anybody is still there.
    `greeted`: the greeting, which holds the disclosure, was said in full; `owing`: the disclosure must still be said.
    `settled`: it is known which language the shopper speaks. `heard` to `place` are on the screen.
    `cases_before`: the last ask of who was there before.
    """

    id: int
    lang: str
    cases_before: int = 0
    seen: bool = False
    alone: bool = False
    unsure: bool = False
    called: bool = False
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
    remains: Remains = field(default_factory=Remains)


@dataclass(frozen=True, slots=True)
class Conversation:
    """All that the dialogue knows: eight regions, one session at most, and what the parts were last told."""

    facts: Started = NOTHING
    refused: ConfigurationRefused | None = None
    presence: Presence = Presence.AWAY
    turn: Turn = Turn.QUIET
    service: Service = Service.AI
    consent: Consent = Consent.NONE
    resort: Resort = Resort.NONE
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
    priority: int = 0
    page: bool = False
    place: int = 0
    wait_s: float | None = None
    staffed: bool = True
    colleague: Colleague | None = None
    line_up: bool = True
    track: int = 0
    gaze: LookAt | None = None
    moved: bool = False
    microphone: bool = False
    camera: bool = False
    sends_sound: bool = False
    sends_picture: bool = False
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
    gate: CallMode | None = None
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
    def in_call(self) -> bool:
        """Whether shopper and colleague hear each other: the AI keeps silent, and does not listen."""
        return self.service in TALKING and not (self.colleague is not None and self.colleague.asks)

    @property
    def speaker(self) -> Speaker:
        """Who is heard, or would be."""
        return speaker(self.service) if self.in_call or self.service not in TALKING else "ai"

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
