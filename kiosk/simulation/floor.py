"""Who has the floor, by what a shopper sees and hears of the kiosk. Pure: the time is an argument."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, get_args

from kiosk.commands import KIOSKS_TURN, Scene, Speaker
from kiosk.events import MicrophoneClosed, MicrophoneOpened, SpeechEnded, SpeechStarted
from kiosk.ports import Message

SPEAKERS: Final = frozenset(get_args(Speaker))
"""One of them may be the id of a choice, too: to be offered a person is not to hear one."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """What the kiosk says: from `at` on it sounds, and each word begins at a time of its own."""

    at: float
    words: tuple[tuple[str, float], ...]

    def word_at(self, word: str) -> float | None:
        """When a word begins; None if it is not in the sentence. Case and punctuation do not count."""
        return next((at for text, at in self.words if _bare(text) == _bare(word)), None)


@dataclass(slots=True)
class Floor:
    """The listening light, the kiosk's voice, and the state that its screen shows; `mode` is empty where none is seen.

    `utterances` counts what the kiosk has begun to say, `told_at` is when it last said something to the end. `seen`
    are the ids of the choices on the screen, and who speaks.
    """

    light_since: float | None = None
    speaking: bool = False
    quiet_since: float = 0.0
    utterances: int = 0
    mode: str = ""
    told_at: float | None = None
    sentence: Sentence | None = None
    seen: frozenset[str] = frozenset()

    def notice(self, message: Message, now: float) -> None:
        """Follow light and voice; other messages change nothing."""
        match message:
            case SpeechStarted():
                self.speaking, self.sentence = True, _heard(message)
                self.utterances += 1
            case SpeechEnded(completed=completed):
                self.speaking, self.quiet_since = False, now
                self.told_at = now if completed else self.told_at
            case MicrophoneOpened():
                self.light_since = now
            case MicrophoneClosed():
                self.light_since = None
            case _:
                pass

    def look(self, scene: Scene) -> None:
        """Take in what stands on the screen."""
        self.mode = scene.mode
        offered = {choice.id for choice in scene.choices}
        self.seen = frozenset({scene.speaker, *(offered - SPEAKERS)})

    def given(self, now: float, for_s: float) -> bool:
        """Whether it is the shopper's turn, and has been for so long: the light is on and the kiosk is silent."""
        lit = self.light_since is not None and now - self.light_since >= for_s
        return lit and self.quiet(now, for_s) and self.mode not in KIOSKS_TURN

    def interruptible(self, now: float, over_s: float, over_word: str) -> bool:
        """Whether the kiosk speaks, and has for `over_s` since its sentence, or a word of it, began."""
        if not self.speaking or self.sentence is None:
            return False
        begins = self.sentence.word_at(over_word) if over_word else self.sentence.at
        return begins is not None and now - begins >= over_s

    def quiet(self, now: float, for_s: float) -> bool:
        """Whether the kiosk has said nothing for so long."""
        return not self.speaking and now - self.quiet_since >= for_s


def _heard(speech: SpeechStarted) -> Sentence:
    """What sounds of it: a sentence that is resumed has no words before the one with which it goes on."""
    words = tuple(
        (word.text, speech.at + word.start_ms / 1000)
        for word in speech.timeline.words
        if word.start_ms >= speech.from_ms
    )
    return Sentence(speech.sounds_at, words)


def _bare(word: str) -> str:
    return word.strip(".,;:!?…\"'“”„«»").casefold()
