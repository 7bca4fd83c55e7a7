"""What happened. Parts send these; the dialogue is the only one that decides on them.

Times are CLOCK_MONOTONIC seconds, shared by all processes of a kiosk. Languages are two-letter ISO 639-1 codes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

from kiosk.access import Access
from kiosk.timeline import Timeline
from kiosk.volume import USUAL

EyeLine = Literal["standard", "low"]
Band = Literal["answer", "ask", "none"]
Intent = Literal["question", "human", "urgent", "stop", "repeat", "goodbye", "thanks", "language"]
VolumeChange = Literal["louder", "softer", "mute"]
Happens = Literal["answer", "offer", "person", "page"]
Feeling = Literal["", "sorry", "calm", "glad"]
Wording = Literal["", "model", "late", "refused", "failed"]
Memo = tuple[tuple[str, str], ...]
"""What an answer leaves for the next question, as pairs of a name (`kiosk.memo`) and a value."""


@dataclass(frozen=True, slots=True)
class Policy:
    """The numbers the dialogue decides by; they come from the settings and are kept in the ledger with `Started`."""

    filler_after_s: float = 0.7
    filler_again_s: float = 1.9
    answer_within_s: float = 5.0
    silence_s: float = 9.0
    close_after_s: float = 25.0
    misses_before_human: int = 2
    desk_answer_s: float = 15.0
    reading_chars_per_s: float = 14.0
    volume: int = USUAL
    continue_s: float = 1.5


# --- the kiosk itself ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Started:
    """The first event of every ledger: all that the dialogue knows beforehand.

    `phrases[lang][key]` holds the variants of a sentence; `seed` is its only source of chance. `codes[beginning][lang]`
    is what a code asks that is held before the camera; `{rest}` in it is what follows the beginning.
    """

    seed: int
    lang: str
    langs: tuple[str, ...]
    policy: Policy
    phrases: Mapping[str, Mapping[str, tuple[str, ...]]]
    parts: tuple[str, ...]
    codes: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ConfigurationRefused:
    """What stands in the files now cannot be used: the kiosk goes on without it. Both fields are for technicians."""

    file: str
    reason: str


@dataclass(frozen=True, slots=True)
class Reconfigured:
    """Changed or mended files were taken up: the dialogue goes by these from now on, as it did by `Started`."""

    lang: str
    langs: tuple[str, ...]
    policy: Policy
    phrases: Mapping[str, Mapping[str, tuple[str, ...]]]
    codes: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PartReady:
    """A part (re)started and can be used; `detail` says with what (device, engine, model); `simulated` if no device."""

    part: str
    detail: str = ""
    simulated: bool = False


@dataclass(frozen=True, slots=True)
class PartFailed:
    """A part died, hung or cannot work; it may come back with `PartReady`."""

    part: str
    code: str
    reason: str


@dataclass(frozen=True, slots=True)
class SourceEnded:
    """A recording that was played in as a device has come to its end."""

    part: str


@dataclass(frozen=True, slots=True)
class Elapsed:
    """The timer set by `Remind` ran out; `token` tells an old timer from a new one of the same name."""

    timer: str
    token: int


@dataclass(frozen=True, slots=True)
class Failed:
    """A command was not done: its type, its id (utterance, query or case; 0 if it has none), an error code."""

    command: str
    id: int
    code: str
    detail: str = ""


# --- sight: who is coming --------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ShopperNoticed:
    """A face was confirmed; nothing is said about where it goes."""

    track: int
    distance_m: float


@dataclass(frozen=True, slots=True)
class ShopperApproaching:
    """A shopper comes towards the kiosk: time for a silent look and smile."""

    track: int
    distance_m: float
    eye_line: EyeLine = "standard"
    group: int = 1


@dataclass(frozen=True, slots=True)
class ShopperEngaged:
    """A shopper stands before the kiosk, or arrives within a moment: time to greet."""

    track: int
    distance_m: float
    eye_line: EyeLine = "standard"
    group: int = 1


@dataclass(frozen=True, slots=True)
class ShopperLeaving:
    """A shopper who had approached turns away."""

    track: int
    distance_m: float


@dataclass(frozen=True, slots=True)
class ShopperLeft:
    """Nobody is before the kiosk any more: the engagement that `ShopperEngaged` began is over."""

    track: int


@dataclass(frozen=True, slots=True)
class FaceMoved:
    """Where the shopper's face is, at most 10 Hz.

    Degrees from the screen's centre: up is positive, and so is right as the shopper sees the screen.
    """

    track: int
    yaw_deg: float
    pitch_deg: float
    distance_m: float


@dataclass(frozen=True, slots=True)
class CodeShown:
    """A code is held before the camera in an engagement, told once while it is there.

    `text` is one of the store's, at most 200 characters without control characters; of a form whose rest asks for
    nothing its beginning alone. It is empty for a code of no form of the store: that one is not read out.
    """

    text: str


@dataclass(frozen=True, slots=True)
class CameraOpened:
    """Pictures are being taken in: the camera light must be on."""


@dataclass(frozen=True, slots=True)
class CameraClosed:
    """No pictures are taken in any more."""


# --- hearing: what the shopper said ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class EarsReady:
    """What the ears can do on this machine, told after `PartReady` and whenever it changes.

    They can hear in `langs`; with `duplex` also while the kiosk speaks, because they know its own voice from others.
    """

    langs: tuple[str, ...]
    duplex: bool = False


@dataclass(frozen=True, slots=True)
class RoomNoise:
    """How loud the room is without voices, dB of full scale at the microphone; told when it changes."""

    level_db: float


@dataclass(frozen=True, slots=True)
class MicrophoneOpened:
    """Sound is being taken in: the listening light must be on."""


@dataclass(frozen=True, slots=True)
class MicrophoneClosed:
    """No sound is taken in any more."""


@dataclass(frozen=True, slots=True)
class VoiceStarted:
    """The shopper began to speak at `at`."""

    utterance: int
    at: float


@dataclass(frozen=True, slots=True)
class VoiceLasting:
    """The voice of an utterance goes on: `voiced_ms` of it were voiced. Told once, when that is no back-channel's."""

    utterance: int
    voiced_ms: float


@dataclass(frozen=True, slots=True)
class Reading:
    """What the recogniser of another language made of an utterance."""

    lang: str
    text: str
    alternatives: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Partial:
    """The words so far of an utterance that goes on."""

    utterance: int
    text: str
    lang: str


@dataclass(frozen=True, slots=True)
class Heard:
    """A finished utterance: the open transcript, other readings of it, and when its last voiced sample was.

    `alternatives` are in the same language, `readings` in the second one that `Listen` asked for.
    """

    utterance: int
    text: str
    lang: str
    confidence: float
    alternatives: tuple[str, ...] = ()
    ended_at: float = 0.0
    readings: tuple[Reading, ...] = ()


@dataclass(frozen=True, slots=True)
class HeardNothing:
    """A voice was noticed but no words came of it (noise, the kiosk's own voice, or the listening cap was reached)."""

    utterance: int
    reason: str


# --- stage: touch and keyboard ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ScreenTouched:
    """A touch on no button: somebody is there."""


@dataclass(frozen=True, slots=True)
class HumanPressed:
    """The button to a person, which is in every frame of every state."""


@dataclass(frozen=True, slots=True)
class LanguagePressed:
    """A language button."""

    lang: str


@dataclass(frozen=True, slots=True)
class ChoicePressed:
    """One of the choices on the screen, by its id."""

    choice: str


@dataclass(frozen=True, slots=True)
class QuestionTyped:
    """A question from the keyboard."""

    text: str


@dataclass(frozen=True, slots=True)
class StopPressed:
    """The shopper wants silence now."""


@dataclass(frozen=True, slots=True)
class RepeatPressed:
    """The shopper wants to hear it again."""


@dataclass(frozen=True, slots=True)
class AccessPressed:
    """The shopper wants screen and voice so: all four choices, those that stay as they were too."""

    access: Access


@dataclass(frozen=True, slots=True)
class VolumePressed:
    """A step louder or softer, or silence; `mute` again ends it."""

    change: VolumeChange


# --- answers ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Card:
    """What the screen shows of an entry while, or instead of, speaking; `place` is a place on the store's map.

    `price` and `stock` are there only if they are known now. `picture` is a file of the store's `pictures/`, or a sign
    of the screen. `text` is the answer itself, for who takes it along.
    """

    id: str
    title: str
    detail: str = ""
    place: str = ""
    price: str = ""
    stock: int | None = None
    picture: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class Choice:
    """A button that asks `query` when pressed."""

    id: str
    label: str
    query: str


@dataclass(frozen=True, slots=True)
class Reason:
    """Why an utterance was taken for a topic: a rule for its `words`, or its likeness to an `example`, -1 to 1."""

    by: Literal["rule", "examples"]
    topic: str
    words: str = ""
    example: str = ""
    score: float = 0.0


@dataclass(frozen=True, slots=True)
class Triage:
    """What an utterance is besides a question, and what follows from it by the store's table (`triage.toml`).

    `happens`: only the answer, a person offered beside it, a person at once, or everybody on the floor. `priority` is
    that of the ask for a person, 0 to 9. `feeling` is how the shopper may feel, from the words alone.
    """

    topic: str = ""
    happens: Happens = "answer"
    priority: int = 0
    feeling: Feeling = ""
    reasons: tuple[Reason, ...] = ()


ORDINARY: Final = Triage()


@dataclass(frozen=True, slots=True)
class Reply:
    """What the store has to say to a question, and how sure it is.

    `text` may hold inline marks (`^point(aisle-4)`); `caption` is the same without them, for the eye. `score` is the
    one calibrated score, 0 to 1. `band` none means that the store does not know. `asked_in` is the language of the
    reading that was answered, if it was one in another language than the question's own. `memo` comes back with the
    next questions (`Answer.memo`): the part that answers remembers nothing itself. `wording` tells of a language model
    that was asked to put the text in other words: used, too late, refused for what it added, or failed.
    """

    intent: Intent
    band: Band
    score: float
    lang: str
    entry: str = ""
    text: str = ""
    caption: str = ""
    cards: tuple[Card, ...] = ()
    choices: tuple[Choice, ...] = ()
    place: str = ""
    asked_in: str = ""
    memo: Memo = ()
    triage: Triage = ORDINARY
    wording: Wording = ""


@dataclass(frozen=True, slots=True)
class Candidates:
    """Cards for a question that is still being spoken; `complete` if it already is a whole known question."""

    query: int
    cards: tuple[Card, ...]
    complete: bool


@dataclass(frozen=True, slots=True)
class Answered:
    """The reply to `Answer`, and the time it took."""

    query: int
    reply: Reply
    ms: float = 0.0


# --- voice -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class SpeechStarted:
    """The first sample of an utterance sounds at `at`.

    One that is resumed is heard from `from_ms` of its timeline on: `at` is then before the time at which it sounds.
    """

    utterance: int
    at: float
    timeline: Timeline
    from_ms: float = 0.0

    @property
    def sounds_at(self) -> float:
        """When its first sample is heard."""
        return self.at + self.from_ms / 1000


@dataclass(frozen=True, slots=True)
class SpeechEnded:
    """An utterance is over; `completed` is false if it was stopped, in the middle of word `word` of its timeline."""

    utterance: int
    completed: bool
    word: int = 0


# --- body ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class BodyStopped:
    """The emergency stop is pressed: latched until a person clears it."""


@dataclass(frozen=True, slots=True)
class BodyCleared:
    """A person cleared the emergency stop."""


# --- desk ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class HumanQueued:
    """The ask is in the queue of the desk."""

    case: int
    place: int
    wait_s: float


@dataclass(frozen=True, slots=True)
class HumanJoined:
    """A colleague has accepted."""

    case: int
    name: str
    mode: Literal["whisper", "voice", "video"]


@dataclass(frozen=True, slots=True)
class HumanLeft:
    """The colleague handed back, or was lost."""

    case: int
    reason: Literal["handed-back", "dropped"]


@dataclass(frozen=True, slots=True)
class HumanUnavailable:
    """Nobody can come: the desk is closed, empty, or did not answer in time."""

    case: int
    reason: str


Event = (
    Started
    | ConfigurationRefused
    | Reconfigured
    | PartReady
    | PartFailed
    | SourceEnded
    | Elapsed
    | Failed
    | ShopperNoticed
    | ShopperApproaching
    | ShopperEngaged
    | ShopperLeaving
    | ShopperLeft
    | FaceMoved
    | CodeShown
    | CameraOpened
    | CameraClosed
    | EarsReady
    | RoomNoise
    | MicrophoneOpened
    | MicrophoneClosed
    | VoiceStarted
    | VoiceLasting
    | Partial
    | Heard
    | HeardNothing
    | ScreenTouched
    | HumanPressed
    | LanguagePressed
    | ChoicePressed
    | QuestionTyped
    | StopPressed
    | RepeatPressed
    | AccessPressed
    | VolumePressed
    | Candidates
    | Answered
    | SpeechStarted
    | SpeechEnded
    | BodyStopped
    | BodyCleared
    | HumanQueued
    | HumanJoined
    | HumanLeft
    | HumanUnavailable
)
