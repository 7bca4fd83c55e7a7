"""When the kiosk's own sentences sound."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.timeline import Timeline


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


VoiceEvent = SpeechStarted | SpeechEnded
