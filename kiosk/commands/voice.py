"""What the voice says, and how loud."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.commands.screen import Speaker


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


VoiceCommand = Say | Duck | StopSpeaking | SetVolume
