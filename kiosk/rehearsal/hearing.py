"""Ears without a microphone: they take in words while they are open, and end a sentence after a silence."""

from __future__ import annotations

from dataclasses import dataclass, field

from kiosk.commands import ExpectEnd, Listen, StopListening
from kiosk.events import Heard, HeardNothing, MicrophoneClosed, MicrophoneOpened, Partial, VoiceStarted
from kiosk.ports import Message
from kiosk.rehearsal.part import GIVEN_UP, Post, RehearsedPart
from kiosk.settings import Hearing

OPENS_S = 0.01
DECODES_S = 0.12
"""From the end of a sentence's silence to its words."""


@dataclass
class _Utterance:
    """What was taken in of one sentence; `silence` counts the silences, so that an old one does not end it."""

    number: int
    words: list[str] = field(default_factory=list)
    confidence: float = 0.9
    alternatives: tuple[str, ...] = ()
    last_at: float = 0.0
    silence: int = 0
    known: bool = False


class RehearsedHearing(RehearsedPart):
    """Half duplex as the real ears: what is said while they are closed is lost."""

    name = "hearing"

    def __init__(self, post: Post, settings: Hearing) -> None:
        super().__init__(post)
        self._settings = settings
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

    def voice(self, word: str, *, confidence: float = 0.9, alternatives: tuple[str, ...] = ()) -> bool:
        """A voiced sound, with the word it was taken for (or none); false if nobody listens."""
        if self._listen is None:
            return False
        utterance = self._utterance or self._begin()
        utterance.confidence, utterance.alternatives, utterance.last_at = confidence, alternatives, self.now
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

    def silence(self) -> None:
        """The voice has stopped, for a while or for good."""
        if self._utterance is not None:
            self._utterance.last_at = self.now
            self._wait(self._utterance, self._utterance.silence)

    def _wait(self, utterance: _Utterance, silence: int) -> None:
        """Look every few hundredths of a second whether the silence has been long enough."""
        if utterance is not self._utterance or utterance.silence != silence:
            return
        if self.now - utterance.last_at >= self._end_silence_s(known=utterance.known) - 1e-9:
            self._utterance = None
            self.call(DECODES_S, lambda: self._ended(utterance))
        else:
            self.call(0.05, lambda: self._wait(utterance, silence))

    def _end_silence_s(self, *, known: bool) -> float:
        patient = self._listen is not None and self._listen.profile == "patient"
        if known and not patient:
            return self._settings.known_silence_ms / 1000
        return (self._settings.patient_silence_ms if patient else self._settings.end_silence_ms) / 1000

    def _ended(self, utterance: _Utterance) -> None:
        if self._listen is None:
            return
        text, lang = " ".join(utterance.words), self._listen.lang
        if not text:
            self._post(self.name, HeardNothing(utterance.number, "noise"))
            return
        heard = Heard(utterance.number, text, lang, utterance.confidence, utterance.alternatives, utterance.last_at)
        self._post(self.name, heard)
