"""The voice without a speaker: every sentence takes the time that the real engine would speak it."""

from __future__ import annotations

from kiosk.commands import Duck, Say, StopSpeaking
from kiosk.errors import KioskError
from kiosk.events import Failed, SpeechEnded, SpeechStarted
from kiosk.ports import Message
from kiosk.rehearsal.part import GIVEN_UP, Post, RehearsedPart
from kiosk.timeline import Timeline
from kiosk.voice.synthesis import Synthesiser

SYNTHESIS_S = 0.05


class RehearsedVoice(RehearsedPart):
    """One sentence at a time, with the timeline of the synthesiser; a new one stops what still sounds."""

    name = "voice"

    def __init__(self, post: Post, synthesiser: Synthesiser, lead_s: float) -> None:
        super().__init__(post)
        self._synthesiser, self._lead_s = synthesiser, lead_s
        self.sounding: int | None = None
        self.low = False
        self._timeline: Timeline | None = None
        self._began_at = 0.0

    def take(self, message: Message) -> None:
        """Speak, or fall silent."""
        match message:
            case Say():
                self.call(SYNTHESIS_S, lambda: self._speak(message))
            case StopSpeaking(utterance=number) if number == self.sounding:
                self._stop()
            case Duck(utterance=number, down=down) if number == self.sounding:
                self.low = down

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
        word = min(say.from_word, max(len(timeline.words) - 1, 0))
        from_s = timeline.words[word].start_ms / 1000 if word else 0.0
        self.sounding, self.low = say.utterance, False
        self._timeline, self._began_at = timeline, self.now + self._lead_s - from_s
        self._post(self.name, SpeechStarted(say.utterance, self._began_at, timeline, from_s * 1000))
        self.call(self._lead_s + timeline.seconds - from_s, lambda: self._over(say.utterance, completed=True))

    @property
    def word(self) -> int:
        """The word that sounds now, or sounded last; 0 before the first."""
        if self._timeline is None:
            return 0
        now_ms = (self.now - self._began_at) * 1000
        return max((at for at, word in enumerate(self._timeline.words) if word.start_ms <= now_ms), default=0)

    def _stop(self) -> None:
        if self.sounding is not None:
            self._over(self.sounding, completed=False)

    def _over(self, utterance: int, *, completed: bool) -> None:
        if self.sounding == utterance:
            self.sounding = None
            self.soon(0.0, SpeechEnded(utterance, completed, 0 if completed else self.word))
