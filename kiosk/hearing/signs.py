"""What the listener tells: a voice, its words so far, and the whole utterance. Times are CLOCK_MONOTONIC seconds."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.hearing.engines import Result, Word


@dataclass(frozen=True, slots=True)
class Voice:
    """A voice began to speak."""

    utterance: int
    at: float


@dataclass(frozen=True, slots=True)
class Lasting:
    """A voice goes on beside that of the kiosk: told once for an utterance."""

    utterance: int
    voiced_s: float


@dataclass(frozen=True, slots=True)
class Words:
    """The words so far, of an utterance that goes on; `began` is its first voiced sample.

    `clear` and `lang` see `Utterance`.
    """

    utterance: int
    text: str
    began: float
    until: float
    clear: bool
    lang: str


@dataclass(frozen=True, slots=True)
class Utterance:
    """What was said from `began` to `ended`, its voiced samples; times of `words` are absolute, like these.

    `over_noise_db` is how far the voice was above the noise before it; `capped` that it was cut for its length; `clear`
    that it was a voice beside the kiosk's. `lang` is the language that was listened in when it began.
    """

    utterance: int
    began: float
    ended: float
    result: Result
    words: tuple[Word, ...]
    confidence: float
    over_noise_db: float
    capped: bool
    others: tuple[tuple[str, Result], ...] = ()
    clear: bool = True
    lang: str = ""


Sign = Voice | Lasting | Words | Utterance
