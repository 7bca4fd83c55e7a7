"""The voice's process: `Say` becomes sound on the speaker, and a timeline for whoever moves a mouth.

`SpeechStarted` goes out before the first sample sounds, so that stage and body hear of it in time.
"""

from __future__ import annotations

import time
from dataclasses import dataclass

from hardware.errors import HardwareError
from hardware.speaker import Speaker
from kiosk import volume
from kiosk.commands import Duck, Say, SetVolume, StopSpeaking
from kiosk.errors import KioskError
from kiosk.events import Failed, PartFailed, PartReady, SpeechEnded, SpeechStarted
from kiosk.ports import Link, LinkClosed, Message
from kiosk.settings import Settings
from kiosk.timeline import Timeline
from kiosk.voice import resumption
from kiosk.voice.dictionary import of_store
from kiosk.voice.speakers import open_loudspeaker, open_mirror
from kiosk.voice.synthesis import Synthesiser, Utterance

NAME = "voice"
IDLE_S, SOUNDING_S = 0.25, 0.005
RETRY_S = 2.0
WARM_UP = "1, 2"
"""Digits are words in every language: they make the engine load a language's dictionary."""


def run(link: Link, settings: Settings) -> None:
    """Speak until the core goes."""
    part = VoicePart(link, settings)
    try:
        while True:
            part.step()
    except LinkClosed:
        part.close()


@dataclass(frozen=True, slots=True)
class _Ready:
    """All that speaking needs."""

    synthesiser: Synthesiser
    speaker: Speaker


@dataclass(frozen=True, slots=True)
class _Sounding:
    """An utterance that sounds from `from_ms` of its timeline on, and the time of its sample 0."""

    utterance: int
    timeline: Timeline
    at: float
    from_ms: float


class VoicePart:
    """One utterance at a time; without an engine or a speaker every `Say` comes back as `Failed`."""

    def __init__(self, link: Link, settings: Settings) -> None:
        self._link, self._settings = link, settings
        self._synthesiser: Synthesiser | None = None
        self._ready: _Ready | None = None
        self._fault: KioskError | HardwareError | None = None
        self._retry_at = 0.0
        self._sounding: _Sounding | None = None
        self._level = volume.USUAL
        self._mirror = open_mirror(link.run_dir)

    def step(self) -> None:
        """Do one command, or notice that the sound is over; raises `LinkClosed`."""
        if self._ready is None and time.monotonic() >= self._retry_at:
            self._open()
        self._do(self._link.receive(IDLE_S if self._sounding is None else SOUNDING_S))
        if self._ready and self._sounding is not None and not self._ready.speaker.playing():
            self._end(completed=True)

    def close(self) -> None:
        """Fall silent and give the device back."""
        if self._ready:
            self._ready.speaker.close()
        if self._mirror is not None:
            self._mirror.close()

    def _do(self, message: Message | None) -> None:
        match message:
            case Say():
                self._say(message)
            case StopSpeaking(utterance) if self._sounds(utterance):
                self._stop()
            case Duck(utterance, down) if self._sounds(utterance):
                self._duck(down=down)
            case SetVolume(level=level):
                self._level = level
                self._adjust()

    def _say(self, say: Say) -> None:
        if self._ready is None:
            self._failed(say, self._fault)
            return
        try:
            spoken = self._ready.synthesiser.speak(say.text, say.lang, caption=say.caption or None)
            self._stop()
            self._begin(say, spoken, self._ready.speaker)
        except (KioskError, HardwareError) as fault:
            self._failed(say, fault)

    def _begin(self, say: Say, spoken: Utterance, speaker: Speaker) -> None:
        """From the word that was asked for on; a new sound is as loud as ever."""
        from_ms = resumption.start_ms(spoken.timeline, say.from_word)
        sound = resumption.sound_from(spoken, from_ms)
        starts = time.monotonic() + self._settings.voice.lead_ms / 1000
        at = starts - from_ms / 1000
        self._link.send(SpeechStarted(say.utterance, at, spoken.timeline, from_ms))
        self._sounding = _Sounding(say.utterance, spoken.timeline, at, from_ms)
        speaker.play(sound, starts)

    def _sounds(self, utterance: int) -> bool:
        return self._sounding is not None and self._sounding.utterance == utterance

    def _failed(self, say: Say, fault: KioskError | HardwareError | None) -> None:
        code, detail = (fault.code, fault.sentence) if fault else ("voice.starting", "")
        if self._sounds(say.utterance):
            self._end(completed=False)
        self._link.send(Failed("Say", say.utterance, code, detail))

    def _stop(self) -> None:
        if self._ready and self._sounding is not None:
            self._ready.speaker.stop()
            self._end(completed=False)

    def _end(self, *, completed: bool) -> None:
        if self._sounding is not None:
            self._link.send(SpeechEnded(self._sounding.utterance, completed, 0 if completed else self._word()))
        self._sounding = None

    def _word(self) -> int:
        """The word that sounds, by the clock."""
        if (now := self._sounding) is None:
            return 0
        return resumption.word_at(now.timeline, max(now.from_ms, 1000 * (time.monotonic() - now.at)))

    def _duck(self, *, down: bool) -> None:
        if self._ready:
            self._ready.speaker.duck(down=down)

    def _adjust(self) -> None:
        """Be as loud as was told, in the middle of a sentence too; silent sentences keep their time and captions."""
        if self._ready:
            self._ready.speaker.set_gain(self._settings.voice.volume * volume.gain(self._level))

    def _open(self) -> None:
        """Get engine and speaker, and say so; a fault is told once and tried again later."""
        source = self._settings.voice.speaker
        try:
            if source == "none":
                raise HardwareError("speaker.off", "The speaker is switched off.", "Set voice.speaker to auto.")
            synthesiser = self._synthesiser = self._synthesiser or self._engine()
            speaker = open_loudspeaker(source, self._link.run_dir, synthesiser.sample_rate, self._mirror)
        except (KioskError, HardwareError) as fault:
            self._refused(fault)
            return
        self._ready, self._fault = _Ready(synthesiser, speaker), None
        self._adjust()
        self._link.send(PartReady(NAME, f"{synthesiser.engine} · {speaker.name}", speaker.simulated))

    def _engine(self) -> Synthesiser:
        """The engine, with the dictionaries of the languages on offer loaded."""
        voice, kiosk = self._settings.voice, self._settings.kiosk
        words = of_store(self._settings.store.dir)
        synthesiser = Synthesiser(voice.voices, wpm=voice.wpm, pitch=voice.pitch, words=words)
        for lang in {kiosk.lang, *kiosk.langs}:
            synthesiser.speak(WARM_UP, lang)
        return synthesiser

    def _refused(self, fault: KioskError | HardwareError) -> None:
        if self._fault is None or self._fault.code != fault.code:
            self._link.send(PartFailed(NAME, fault.code, f"{fault.sentence} {fault.remedy}"))
        self._fault, self._retry_at = fault, time.monotonic() + RETRY_S
