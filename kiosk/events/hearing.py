"""What the microphone tells: voices, and what was said."""

from __future__ import annotations

from dataclasses import dataclass


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


HearingEvent = (
    EarsReady
    | RoomNoise
    | MicrophoneOpened
    | MicrophoneClosed
    | VoiceStarted
    | VoiceLasting
    | Partial
    | Heard
    | HeardNothing
)
