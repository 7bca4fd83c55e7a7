"""What must be done. The dialogue decides; the parts do it, or a `Failed` event comes back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from kiosk.access import AS_USUAL, Access
from kiosk.events import Card, Choice, Memo, Reading
from kiosk.volume import USUAL

Speaker = Literal["ai", "assisted", "human"]
Mode = Literal["attract", "greeting", "listening", "thinking", "speaking", "waiting", "in-call"]
KIOSKS_TURN: Final[frozenset[Mode]] = frozenset({"greeting", "thinking", "speaking"})
"""The kiosk has the floor; where its light is on all the same it can be interrupted."""
Profile = Literal["short", "patient"]
Outcome = Literal["joined", "nobody", "cancelled", "abandoned", "failed"]


@dataclass(frozen=True, slots=True)
class Scene:
    """All that the screen shows besides the avatar. `speaker` is never the shopper's guess: it colours frame and badge.

    `heard` are the shopper's own words, `partial` while they go on; `caption` what the kiosk says; `notices` say in
    plain words what is missing.
    `listening` and `watching` are the lights of microphone and camera; `volume` is 0 (silence) to 5; in the languages
    `deaf` nothing can be heard. The button to a person is no field: the stage draws it in every scene.
    """

    mode: Mode
    lang: str
    speaker: Speaker = "ai"
    heard: str = ""
    caption: str = ""
    cards: tuple[Card, ...] = ()
    choices: tuple[Choice, ...] = ()
    place: str = ""
    access: Access = AS_USUAL
    notices: tuple[str, ...] = ()
    listening: bool = False
    watching: bool = False
    partial: bool = False
    volume: int = USUAL
    deaf: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Say:
    """Speak `text` (inline marks allowed) and show `caption`; answered by `SpeechStarted`, then `SpeechEnded`.

    `from_word` is the word of the timeline to begin with: a sentence that was broken off goes on where it stopped.
    """

    utterance: int
    text: str
    caption: str
    lang: str
    speaker: Speaker = "ai"
    from_word: int = 0


@dataclass(frozen=True, slots=True)
class Duck:
    """Lower the voice of an utterance at once, because the shopper may be speaking; `down` false brings it up again."""

    utterance: int
    down: bool


@dataclass(frozen=True, slots=True)
class StopSpeaking:
    """Fall silent at once; answered by `SpeechEnded(completed=False)` if that utterance was sounding."""

    utterance: int


@dataclass(frozen=True, slots=True)
class SetVolume:
    """Be so loud from now on, 0 (silence) to 5, in the middle of a sentence too."""

    level: int


@dataclass(frozen=True, slots=True)
class Listen:
    """Open the microphone for one session language; `patient` waits longer at the end of a sentence.

    What is said is also read in the language `second`, if there is one: the shopper has not shown which it is.
    """

    lang: str
    profile: Profile = "short"
    second: str = ""


@dataclass(frozen=True, slots=True)
class StopListening:
    """Close the microphone."""


@dataclass(frozen=True, slots=True)
class ExpectEnd:
    """What was heard so far of `utterance` is a whole known question: end it after a short silence."""

    utterance: int


@dataclass(frozen=True, slots=True)
class Answer:
    """Find the reply to `text`; `partial` asks for `Candidates` only. `context` holds the last questions, oldest first.

    `alternatives` are other readings of what was heard, `readings` those in another language: the reply is in the one
    whose question is known better. What was `heard` may be misheard; what was typed means what it says, and what was
    `keyed` in by the shopper just now is in the language in which it is clearly written. `memo` is that of the last
    reply that left one in this session, for three questions at most.
    """

    query: int
    text: str
    lang: str
    partial: bool = False
    alternatives: tuple[str, ...] = ()
    context: tuple[str, ...] = ()
    readings: tuple[Reading, ...] = ()
    heard: bool = False
    memo: Memo = ()
    keyed: bool = False


@dataclass(frozen=True, slots=True)
class Show:
    """Draw this scene from the next frame on."""

    scene: Scene


@dataclass(frozen=True, slots=True)
class Express:
    """Take an expression of the avatar pack (`neutral`, `smile`, `listening`, `thinking`, …), 0 to 1."""

    expression: str
    intensity: float = 1.0


@dataclass(frozen=True, slots=True)
class LookAt:
    """Look at a face, in degrees as in `FaceMoved`."""

    yaw_deg: float
    pitch_deg: float
    distance_m: float


@dataclass(frozen=True, slots=True)
class LookAway:
    """Nobody to look at."""


@dataclass(frozen=True, slots=True)
class Gesture:
    """Play a gesture by name."""

    name: str
    arg: str = ""


@dataclass(frozen=True, slots=True)
class AskHuman:
    """Ask the desk for a person; `priority` is 0 to 9, and with `page` everybody on the floor is told."""

    case: int
    reason: str
    lang: str
    priority: int = 0
    page: bool = False


@dataclass(frozen=True, slots=True)
class CancelHuman:
    """The shopper does not need a person any more."""

    case: int


@dataclass(frozen=True, slots=True)
class CloseCase:
    """The one recorded outcome of an ask for a person."""

    case: int
    outcome: Outcome
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Remind:
    """Send `Elapsed(timer, token)` after `after_s` seconds."""

    timer: str
    token: int
    after_s: float


@dataclass(frozen=True, slots=True)
class OpenSession:
    """An engagement begins."""

    session: int
    lang: str


@dataclass(frozen=True, slots=True)
class CloseSession:
    """An engagement is over; what was remembered of it is forgotten."""

    session: int
    reason: str


Command = (
    Say
    | Duck
    | StopSpeaking
    | SetVolume
    | Listen
    | StopListening
    | ExpectEnd
    | Answer
    | Show
    | Express
    | LookAt
    | LookAway
    | Gesture
    | AskHuman
    | CancelHuman
    | CloseCase
    | Remind
    | OpenSession
    | CloseSession
)
