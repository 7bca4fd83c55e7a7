"""The part: listens when it is told to, and says what it heard."""

from __future__ import annotations

import time
from functools import partial
from typing import Final

from hardware.sound.microphone import Block
from kiosk.commands import CallMode, ExpectEnd, Listen, Profile, StopListening
from kiosk.errors import KioskError
from kiosk.events import (
    EarsReady,
    Failed,
    HeardNothing,
    MicrophoneClosed,
    MicrophoneOpened,
    PartFailed,
    PartReady,
    RoomNoise,
    SourceEnded,
    SpeechEnded,
    SpeechStarted,
)
from kiosk.hearing import room_noise
from kiosk.hearing.chosen import Chosen
from kiosk.hearing.decoder import Decoder, Loaded, Reading
from kiosk.hearing.duplex import Duplex
from kiosk.hearing.engines import beside, choose, languages
from kiosk.hearing.in_call import InCall
from kiosk.hearing.intake import Intake
from kiosk.hearing.listener import Listener
from kiosk.hearing.profiles import pauses
from kiosk.hearing.supervised import ENDS, Limits
from kiosk.hearing.telling import Telling
from kiosk.hearing.vocabulary import load_for
from kiosk.ports import Link, LinkClosed, Message
from kiosk.resources import config_dir
from kiosk.settings import Settings
from kiosk.turn_words import Kept

PART: Final = "hearing"
IDLE_S = 0.05
CALL_S = 0.01
RETRY_S = 2.0


def run(link: Link, settings: Settings) -> None:
    """Serve until the core goes."""
    ears = Ears(link, settings)
    try:
        while True:
            ears.step()
    except LinkClosed:
        return
    finally:
        ears.close()


class Ears:
    """Microphone, listener and decoder; one `step` is one look at the core, the sound and the recogniser."""

    def __init__(self, link: Link, settings: Settings) -> None:
        self._link, self._hearing = link, settings.hearing
        self._store = config_dir() / settings.store.dir
        self._intake = Intake(settings.hearing.microphone, link.run_dir)
        self._lang: str = settings.kiosk.lang
        self._profile: Profile = "short"
        self._listening = self._lit = self._muted = self._ready = False
        self._complained = ""
        self._retry_at = 0.0
        limits = Limits(self._hearing.memory_mb, self._hearing.reading_s)
        self._words = Kept(self._store)
        self._decoder = Decoder(partial(load_for, self._store), limits=limits)
        self._chosen = Chosen(self._decoder)
        wanted = self._hearing.barge_in and not self._intake.recording
        self._duplex = Duplex(link.run_dir, self._hearing.echo_ms, wanted=wanted)
        self._telling = Telling(self._duplex, self._store, self._hearing.ghost_gate_db)
        self._room = room_noise.RoomNoise()
        self._listener = Listener(
            self._decoder,
            pauses(self._hearing, "short", 0.0),
            noise_db=self._hearing.noise_db,
            own=self._duplex if wanted else None,
            lasting_s=self._hearing.interrupt_ms / 1000,
        )
        self._call = InCall(link.run_dir, self._decoder, self._store)
        self._choose()

    def step(self) -> None:
        """Serve for a moment."""
        message = self._link.receive(0.0 if self._intake.is_open else CALL_S if self._call.on else IDLE_S)
        if message is not None:
            self._obey(message)
        if self._duplex.changed():
            self._switch()
        if not self._ready:
            self._become_ready()
        self._hear()
        self._tell()

    def close(self) -> None:
        """Give the microphone back."""
        self._intake.release()
        self._call.close()
        self._duplex.close()
        self._decoder.close()

    def _choose(self) -> None:
        """A recogniser for the language a session starts in; without one another language may still have one."""
        try:
            self._chosen.use(choose(self._lang, self._hearing.engine))
        except KioskError as fault:
            self._complain(fault)

    def _become_ready(self) -> None:
        if time.monotonic() < self._retry_at or self._intake.over:
            return
        if self._chosen.first is None and self._complained == ENDS:
            self._choose()
        try:
            name = self._intake.name()
            if (self._intake.recording and self._chosen.settled) or self._call.shares:
                self._intake.open()
                self._light()
        except KioskError as fault:
            self._retry_at = time.monotonic() + RETRY_S
            self._complain(fault)
            self._end_source(broken=self._intake.recording)
            return
        if (chosen := self._chosen.ready) is not None:
            self._ready, self._complained = True, ""
            detail = f"{chosen.engine} {chosen.model} · {name}"
            self._link.send(PartReady(PART, detail, self._intake.simulated))
            self._announce()

    def _switch(self) -> None:
        """Who can no longer tell the kiosk's voice from others does not listen until it has spoken."""
        if self._duplex.speaking and not self._duplex.on:
            self._mute()
        if self._ready:
            self._announce()

    def _announce(self) -> None:
        self._link.send(EarsReady(languages(self._hearing.engine), self._duplex.on))

    def _complain(self, fault: KioskError) -> None:
        """Once for each fault, not at each try."""
        if fault.code != self._complained:
            self._complained = fault.code
            self._link.send(PartFailed(PART, fault.code, str(fault)))

    def _obey(self, message: Message) -> None:
        match message:
            case Listen():
                self._listen(message)
            case StopListening():
                self._shut()
            case CallMode():
                self._talk(message)
            case ExpectEnd():
                self._listener.expect_end(message.utterance)
            case SpeechStarted() if not self._intake.recording:
                self._duplex.follow(message)
                if not self._duplex.on:
                    self._mute()
            case SpeechEnded():
                self._duplex.follow(message)
                self._muted = False

    def _mute(self) -> None:
        """Half duplex: the kiosk does not listen to itself."""
        self._muted = True
        self._drop("interrupted")

    def _listen(self, command: Listen) -> None:
        try:
            choice = choose(command.lang, self._hearing.engine)
            self._intake.open()
        except KioskError as fault:
            self._shut()
            self._link.send(Failed("Listen", 0, fault.code, fault.sentence))
            return
        if command.lang != self._lang:
            self._drop("language")
        self._lang, self._profile, self._muted = command.lang, command.profile, False
        self._chosen.use(choice, beside(command.lang, command.second, self._hearing.engine))
        self._open()

    def _open(self) -> None:
        if self._chosen.first is not None:
            silences = pauses(self._hearing, self._profile, self._chosen.settle_s)
            self._listener.configure(silences, self._words.of(self._lang), self._lang)
        self._listening = True
        self._light()

    def _talk(self, command: CallMode) -> None:
        """In a call the colleague hears the shopper, and the recogniser reads the colleague."""
        if command.lang not in {"", self._lang}:  # ears that began anew in a call were never told to listen
            self._lang = command.lang
            self._choose()
        self._call.obey(command, self._lang, pauses(self._hearing, "short", self._chosen.settle_s))
        try:
            if self._call.shares and not self._intake.over:
                self._intake.open()
        except KioskError as fault:
            self._lose(fault)
        self._rest()

    def _shut(self) -> None:
        """Listen no more."""
        self._drop("closed")
        self._listening = False
        self._rest()

    def _rest(self) -> None:
        """Take no sound in unless somebody needs it."""
        if not (self._listening or self._call.shares):
            self._intake.close()
        self._light()

    def _light(self) -> None:
        """Tell whether sound is taken in, when that is new."""
        takes = self._intake.is_open and (self._listening or self._call.shares)
        if takes != self._lit:
            self._lit = takes
            self._link.send(MicrophoneOpened() if takes else MicrophoneClosed())

    def _drop(self, reason: str) -> None:
        utterance = self._listener.forget()
        if utterance is not None:
            self._link.send(HeardNothing(utterance, reason))

    def _hear(self) -> None:
        try:
            for block in self._intake.blocks():
                self._take(block)
        except KioskError as fault:
            self._lose(fault)
            return
        if self._intake.ended:
            self._listener.finish()
            if not self._listener.busy and not self._decoder.busy:
                self._end_source()

    def _take(self, block: Block) -> None:
        """The shopper's sound without the kiosk's own: to the ears, or to the colleague."""
        clear = self._duplex.on or (self._call.shares and self._duplex.cancels and not self._intake.recording)
        if clear and (self._call.shares or (self._listening and not self._muted)):
            block = self._duplex.without(block)
        if self._listening and not self._muted:
            self._listener.take(block)
        self._call.share(block)

    def _lose(self, fault: KioskError) -> None:
        """The microphone is gone: nobody hears by it any more."""
        self._intake.close()
        self._shut()
        self._ready, self._retry_at = False, time.monotonic() + RETRY_S
        self._complain(fault)

    def _end_source(self, *, broken: bool = False) -> None:
        """A recording is over: the core is told once."""
        if not (self._intake.recording and (broken or self._intake.is_open)) or self._intake.over:
            return
        self._intake.finish()
        self._shut()
        self._link.send(SourceEnded(PART))

    def _tell(self) -> None:
        try:
            while (outcome := self._decoder.poll()) is not None:
                if isinstance(outcome, Reading):
                    self._listener.read(outcome)
                    self._call.read(outcome)
                elif isinstance(outcome, Loaded):
                    self._chosen.loaded = outcome.choice
        except KioskError as fault:
            self._chosen.lose()
            self._lose(fault)
        for sign in self._listener.signs():
            if (event := self._telling.event(sign)) is not None:
                self._link.send(event)
        for said in self._call.said(time.monotonic()):
            self._link.send(said)
        self._tell_noise()

    def _tell_noise(self) -> None:
        if not self._listening or self._listener.busy:
            return
        sounding = self._muted or self._duplex.speaking
        if (level_db := self._room.take(self._listener.noise_db, time.monotonic(), sounding=sounding)) is not None:
            self._link.send(RoomNoise(level_db))
