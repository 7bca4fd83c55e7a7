"""The voice's process: `Say` becomes sound on the speaker, and a timeline for whoever moves a mouth.

`SpeechStarted` goes out before the first sample sounds, so that stage and body hear of it in time.
"""

from __future__ import annotations

import time
from dataclasses import dataclass

from hardware.errors import HardwareError
from hardware.sound.speaker import Speaker
from kiosk import volume
from kiosk.commands import CallMode, Duck, Say, SetVolume, StopSpeaking
from kiosk.errors import KioskError
from kiosk.events import Failed, PartFailed, PartReady, RoomNoise, SpeechEnded, SpeechStarted
from kiosk.ports import Link, LinkClosed, Message
from kiosk.resources import config_dir
from kiosk.settings import Settings
from kiosk.timeline import Timeline
from kiosk.voice import resumption
from kiosk.voice.colleague import Colleague
from kiosk.voice.loudness import Loudness
from kiosk.voice.outlet import Outlet
from kiosk.voice.script import SAMPLE_RATE, Utterance
from kiosk.voice.speakers import open_mirror
from kiosk.voice.store_time import store_time
from kiosk.voice.voices import Pending, Voices

NAME = "voice"
IDLE_S, SOUNDING_S = 0.25, 0.005
RETRY_S = 2.0
AFTER = {"speaker.lost": ("speaker.none", "speaker.missing")}
"""What is no news after a fault."""


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

    voices: Voices
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
        self._voices: Voices | None = None
        self._ready: _Ready | None = None
        self._fault: KioskError | HardwareError | None = None
        self._retry_at = 0.0
        self._sounding: _Sounding | None = None
        self._awaited: tuple[Say, Pending] | None = None
        self._level = volume.USUAL
        self._mirror = open_mirror(link.run_dir)
        self._outlet = Outlet(settings.voice, link.run_dir, self._mirror)
        self._colleague = Colleague(link.run_dir)
        store = config_dir() / settings.store.dir
        self._loudness = Loudness(settings.voice, settings.hearing.noise_db, store_time(store, settings.kiosk.clock))

    def step(self) -> None:
        """Do one command, or notice that a sentence is ready or over; raises `LinkClosed`."""
        if self._ready is None and time.monotonic() >= self._retry_at:
            self._open()
        self._look_at_the_speaker()
        idle = self._sounding is None and self._awaited is None and not self._colleague.on
        self._do(self._link.receive(IDLE_S if idle else SOUNDING_S))
        self._go_on()
        self._play_colleague()
        if self._ready and self._sounding is not None and not self._ready.speaker.playing():
            self._end(completed=True)
        if self._ready and idle and self._awaited is None:
            self._ready.voices.idle()

    def close(self) -> None:
        """Fall silent and give the device back."""
        self._colleague.close()
        if self._ready:
            self._ready.speaker.close()
        if self._voices:
            self._voices.close()
        if self._mirror is not None:
            self._mirror.close()

    def _do(self, message: Message | None) -> None:
        match message:
            case Say():
                self._say(message)
            case StopSpeaking(utterance):
                self._stop(utterance)
            case Duck(utterance, down) if self._sounds(utterance):
                self._duck(down=down)
            case CallMode():
                self._talk(message)
            case SetVolume(level=level):
                self._level = level
                self._adjust()
            case RoomNoise(level_db):
                self._loudness.hear(level_db)

    def _talk(self, mode: CallMode) -> None:
        """A colleague is heard from now on, or not any more."""
        self._colleague.obey(mode)
        if self._ready and not self._colleague.on:
            self._colleague.hush(self._ready.speaker)

    def _play_colleague(self) -> None:
        try:
            self._colleague.play(self._ready.speaker if self._ready else None, free=self._sounding is None)
        except HardwareError as fault:
            self._refused(fault)

    def _say(self, say: Say) -> None:
        if self._ready is None:
            self._failed(say, self._fault)
            return
        try:
            pending = self._ready.voices.begin(say.text, say.lang, say.caption or None)
        except KioskError as fault:
            self._failed(say, fault)
            return
        self._drop()
        self._awaited = (say, pending)
        self._go_on()

    def _go_on(self) -> None:
        """Begin with the sentence that is waited for, once it is rendered; until then the one before it goes on."""
        if self._ready is None or self._awaited is None:
            return
        say, pending = self._awaited
        try:
            spoken = self._ready.voices.result(pending)
            if spoken is not None:
                self._awaited = None
                self._silence()
                self._begin(say, spoken, self._ready.speaker)
        except (KioskError, HardwareError) as fault:
            self._awaited = None
            self._failed(say, fault)

    def _begin(self, say: Say, spoken: Utterance, speaker: Speaker) -> None:
        """From the word that was asked for on; a new sound is as loud as ever."""
        from_ms = resumption.start_ms(spoken.timeline, say.from_word)
        sound = resumption.sound_from(spoken, from_ms)
        self._loudness.sentence()
        self._adjust()
        starts = time.monotonic() + max(self._settings.voice.lead_ms / 1000, speaker.delay_s)
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

    def _stop(self, utterance: int) -> None:
        if self._awaited and self._awaited[0].utterance == utterance:
            self._drop()
        if self._sounds(utterance):
            self._silence()

    def _drop(self) -> None:
        """What was still waited for is over before it began."""
        if self._awaited is not None:
            say, _ = self._awaited
            self._link.send(SpeechEnded(say.utterance, completed=False, word=say.from_word))
        self._awaited = None

    def _silence(self) -> None:
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
            self._ready.speaker.set_gain(self._loudness.gain(self._level))

    def _open(self) -> None:
        """Get engine and speaker, and say so; a fault is told once and tried again later."""
        try:
            voices = self._voices = self._voices or self._engines()
            speaker = self._outlet.open(SAMPLE_RATE)
        except (KioskError, HardwareError) as fault:
            self._refused(fault)
            return
        self._ready, self._fault = _Ready(voices, speaker), None
        self._adjust()
        self._link.send(PartReady(NAME, f"{voices.engine} · {speaker.name}", speaker.simulated))

    def _engines(self) -> Voices:
        """All that speaks, with the dictionaries of the languages on offer loaded."""
        voices = Voices(self._settings)
        voices.warm_up()
        return voices

    def _look_at_the_speaker(self) -> None:
        """One that was pulled is told, and what it said is read from now on; one that was plugged in is used."""
        if self._ready is None:
            return
        speaker = self._ready.speaker
        fault = self._outlet.lost(speaker)
        if fault is not None:
            self._ready = None
            self._refused(fault)
            self._end(completed=False)
            speaker.close()
        elif self._sounding is None and self._outlet.found(speaker):
            self._ready, self._retry_at = None, 0.0
            speaker.close()

    def _refused(self, fault: KioskError | HardwareError) -> None:
        told = {self._fault.code, *AFTER.get(self._fault.code, ())} if self._fault else set()
        if fault.code not in told:
            self._link.send(PartFailed(NAME, fault.code, f"{fault.sentence} {fault.remedy}"))
        self._fault, self._retry_at = fault, time.monotonic() + RETRY_S
        if self._awaited is not None:
            self._failed(self._awaited[0], fault)
        self._awaited = None
