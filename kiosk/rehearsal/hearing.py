"""Ears without a microphone: they take in words while they are open, and end a sentence after a silence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from kiosk.commands import ExpectEnd, Listen, StopListening
from kiosk.events import (
    EarsReady,
    Heard,
    HeardNothing,
    MicrophoneClosed,
    MicrophoneOpened,
    Partial,
    Reading,
    VoiceLasting,
    VoiceStarted,
)
from kiosk.hearing.endpoint import Ending
from kiosk.hearing.profiles import pauses
from kiosk.ports import Message
from kiosk.rehearsal.part import GIVEN_UP, Post, RehearsedPart
from kiosk.settings import Hearing
from kiosk.turn_words import TurnWords

OPENS_S = 0.01
LASTING_S = 0.6
"""So much of a voice is more than a back-channel."""
DECODES_S = 0.12
"""From the end of a sentence's silence to its words."""


@dataclass(frozen=True, slots=True)
class Understood:
    """How a sentence is understood besides its words: in the second language too, if that is listened for."""

    confidence: float = 0.9
    alternatives: tuple[str, ...] = ()
    readings: Mapping[str, str] = field(default_factory=dict)


PLAINLY: Final = Understood()


@dataclass
class _Utterance:
    """What was taken in of one sentence; `silence` counts the silences, so that an old one does not end it."""

    number: int
    words: list[str] = field(default_factory=list)
    how: Understood = PLAINLY
    last_at: float = 0.0
    silence: int = 0
    known: bool = False
    voiced_s: float = 0.0
    voiced: bool = False
    lasting: bool = False


class RehearsedHearing(RehearsedPart):
    """Ears as the real ones: with `duplex` they hear through the kiosk's voice; what is said while closed is lost."""

    name = "hearing"

    def __init__(self, post: Post, settings: Hearing, words: Mapping[str, TurnWords], *, duplex: bool) -> None:
        super().__init__(post)
        self._settings, self._words, self._duplex = settings, words, duplex
        self._listen: Listen | None = None
        self._utterance: _Utterance | None = None
        self._utterances = 0

    @property
    def open(self) -> bool:
        """Whether sound is taken in."""
        return self._listen is not None

    @property
    def busy(self) -> bool:
        """Whether a sentence is being heard that has not ended."""
        return self._utterance is not None

    def start(self) -> None:
        """Be there, and tell what can be heard."""
        super().start()
        self._post(self.name, EarsReady(tuple(self._words), self._duplex))

    def fail(self, code: str = GIVEN_UP) -> None:
        """Die, with what was being heard."""
        self._listen = self._utterance = None
        super().fail(code)

    def take(self, message: Message) -> None:
        """Open, close, or end a sentence that is known already after a shorter silence."""
        match message:
            case Listen():
                fresh = not self.open
                self._listen = message
                if fresh:
                    self.soon(OPENS_S, MicrophoneOpened())
            case StopListening():
                self._shut()
            case ExpectEnd(utterance=number) if self._utterance is not None and self._utterance.number == number:
                self._utterance.known = True

    def _shut(self) -> None:
        if self._utterance is not None:
            self.soon(0.0, HeardNothing(self._utterance.number, "closed"))
        if self.open:
            self.soon(OPENS_S, MicrophoneClosed())
        self._listen = self._utterance = None

    # --- what the shopper's voice does --------------------------------------------------------------------------------

    def voice(self, word: str, how: Understood = PLAINLY) -> bool:
        """A voiced sound, with the word it was taken for (or none); false if nobody listens."""
        if self._listen is None:
            return False
        utterance = self._utterance or self._begin()
        self._last(utterance)
        utterance.how, utterance.last_at, utterance.voiced = how, self.now, True
        utterance.silence += 1
        utterance.known = False
        if word:
            utterance.words.append(word)
            self._post(self.name, Partial(utterance.number, " ".join(utterance.words), self._listen.lang))
        return True

    def _begin(self) -> _Utterance:
        self._utterances += 1
        self._utterance = begun = _Utterance(self._utterances)
        self._post(self.name, VoiceStarted(begun.number, self.now))
        return begun

    def _last(self, utterance: _Utterance) -> None:
        """Tell once that a voice is longer than a back-channel."""
        if utterance.voiced:
            utterance.voiced_s += self.now - utterance.last_at
        if utterance.voiced_s >= LASTING_S and not utterance.lasting:
            utterance.lasting = True
            self._post(self.name, VoiceLasting(utterance.number, utterance.voiced_s * 1000))

    def silence(self) -> None:
        """The voice has stopped, for a while or for good."""
        if self._utterance is not None:
            self._last(self._utterance)
            self._utterance.voiced = False
            self._utterance.last_at = self.now
            self._wait(self._utterance, self._utterance.silence)

    def _wait(self, utterance: _Utterance, silence: int) -> None:
        """Look every few hundredths of a second whether the silence has been long enough."""
        if utterance is not self._utterance or utterance.silence != silence:
            return
        if self.now - utterance.last_at >= self._end_silence_s(utterance) - 1e-9:
            self._utterance = None
            self.call(DECODES_S, lambda: self._ended(utterance))
        else:
            self.call(0.05, lambda: self._wait(utterance, silence))

    def _end_silence_s(self, utterance: _Utterance) -> float:
        """As long as the real ears wait after such words."""
        if self._listen is None:
            return 0.0
        ending: Ending = "known" if utterance.known else "any"
        if self._words[self._listen.lang].goes_on(" ".join(utterance.words)):
            ending = "open"
        return pauses(self._settings, self._listen.profile, 0.0).enough_s(ending)

    def _ended(self, utterance: _Utterance) -> None:
        if self._listen is None:
            return
        text, lang = " ".join(utterance.words), self._listen.lang
        if not text:
            self._post(self.name, HeardNothing(utterance.number, "noise"))
            return
        how, second = utterance.how, self._listen.second
        readings = (Reading(second, how.readings[second]),) if second in how.readings else ()
        self._post(
            self.name,
            Heard(utterance.number, text, lang, how.confidence, how.alternatives, utterance.last_at, readings),
        )
