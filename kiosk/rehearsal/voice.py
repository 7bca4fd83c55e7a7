"""The voice without a speaker: every sentence takes the time that the real engine would speak it."""

from __future__ import annotations

from kiosk.commands import Say, StopSpeaking
from kiosk.errors import KioskError
from kiosk.events import Failed, SpeechEnded, SpeechStarted
from kiosk.ports import Message
from kiosk.rehearsal.part import GIVEN_UP, Post, RehearsedPart
from kiosk.voice.synthesis import Synthesiser

SYNTHESIS_S = 0.05


class RehearsedVoice(RehearsedPart):
    """One sentence at a time, with the timeline of the synthesiser; a new one stops what still sounds."""

    name = "voice"

    def __init__(self, post: Post, synthesiser: Synthesiser, lead_s: float) -> None:
        super().__init__(post)
        self._synthesiser, self._lead_s = synthesiser, lead_s
        self.sounding: int | None = None

    def take(self, message: Message) -> None:
        """Speak, or fall silent."""
        match message:
            case Say():
                self.call(SYNTHESIS_S, lambda: self._speak(message))
            case StopSpeaking(utterance=number) if number == self.sounding:
                self._stop()

    def fail(self, code: str = GIVEN_UP) -> None:
        """Die; nothing sounds any more."""
        self.sounding = None
        super().fail(code)

    def _speak(self, say: Say) -> None:
        try:
            timeline = self._synthesiser.speak(say.text, say.lang, caption=say.caption or None).timeline
        except KioskError as fault:
            self._post(self.name, Failed("Say", say.utterance, fault.code, fault.sentence))
            return
        self._stop()
        self.sounding = say.utterance
        self._post(self.name, SpeechStarted(say.utterance, self.now + self._lead_s, timeline))
        self.call(self._lead_s + timeline.seconds, lambda: self._over(say.utterance, completed=True))

    def _stop(self) -> None:
        if self.sounding is not None:
            self._over(self.sounding, completed=False)

    def _over(self, utterance: int, *, completed: bool) -> None:
        if self.sounding == utterance:
            self.sounding = None
            self.soon(0.0, SpeechEnded(utterance, completed))
