"""The part: listens when it is told to, and says what it heard."""

from __future__ import annotations

import time
from functools import partial
from typing import Final

from hardware.errors import HardwareError
from hardware.microphone import Microphone
from kiosk import turn_words
from kiosk.commands import ExpectEnd, Listen, Profile, StopListening
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
from kiosk.hearing import room_noise, sources
from kiosk.hearing.decoder import Decoder, Loaded, Reading
from kiosk.hearing.duplex import Duplex
from kiosk.hearing.endpoint import Pauses
from kiosk.hearing.engines import Choice, choose, languages
from kiosk.hearing.listener import Listener
from kiosk.hearing.supervised import ENDS, Limits
from kiosk.hearing.telling import Telling
from kiosk.hearing.vocabulary import load_for
from kiosk.ports import Link, LinkClosed, Message
from kiosk.resources import config_dir
from kiosk.settings import Hearing, Settings

PART: Final = "hearing"
IDLE_S = 0.05
BLOCK_WAIT_S = 0.01
RETRY_S = 2.0
CATCH_UP_BLOCKS = 25


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


def pauses(hearing: Hearing, profile: Profile, settle_s: float) -> Pauses:
    """The silences of a profile. A patient one ends a known question no sooner than any other."""
    if profile == "patient":
        end_s, open_s = hearing.patient_silence_ms / 1000, hearing.patient_open_silence_ms / 1000
        return Pauses(settle_s, end_s, end_s, max(end_s, open_s), hearing.max_utterance_s)
    known_s, end_s = hearing.known_silence_ms / 1000, hearing.end_silence_ms / 1000
    open_s = max(end_s, hearing.open_silence_ms / 1000)
    return Pauses(settle_s, known_s, end_s, open_s, hearing.max_utterance_s)


class Ears:
    """Microphone, listener and decoder; one `step` is one look at the core, the sound and the recogniser."""

    def __init__(self, link: Link, settings: Settings) -> None:
        self._link, self._hearing = link, settings.hearing
        self._store = config_dir() / settings.store.dir
        self._source = settings.hearing.microphone
        self._recording = sources.is_recording(self._source)
        self._lang: str = settings.kiosk.lang
        self._profile: Profile = "short"
        self._choice: Choice | None = None
        self._second: Choice | None = None
        self._loaded: Choice | None = None
        self._microphone: Microphone | None = None
        self._listening = self._muted = self._ready = self._over = False
        self._complained = ""
        self._retry_at = 0.0
        limits = Limits(self._hearing.memory_mb, self._hearing.reading_s)
        self._decoder = Decoder(partial(load_for, self._store), limits=limits)
        wanted = self._hearing.barge_in and not self._recording
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
        self._choose()

    def step(self) -> None:
        """Serve for a moment."""
        message = self._link.receive(IDLE_S if self._microphone is None else 0.0)
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
        if self._microphone is not None:
            self._microphone.close()
        self._duplex.close()
        self._decoder.close()

    # --- becoming ready -----------------------------------------------------------------------------------------------

    def _choose(self) -> None:
        """A recogniser for the language a session starts in; without one another language may still have one."""
        try:
            self._use(choose(self._lang, self._hearing.engine))
        except KioskError as fault:
            self._complain(fault)

    def _use(self, choice: Choice, second: Choice | None = None) -> None:
        if (choice, second) != (self._choice, self._second):
            self._choice, self._second = choice, second
            self._decoder.use(choice, second)

    def _become_ready(self) -> None:
        if time.monotonic() < self._retry_at or self._over:
            return
        if self._choice is None and self._complained == ENDS:
            self._choose()
        try:
            name = sources.find(self._source)
            if self._recording and self._microphone is None and self._settled_on_engine():
                self._microphone = sources.open_source(self._source, self._link.run_dir)
        except KioskError as fault:
            self._retry_at = time.monotonic() + RETRY_S
            self._complain(fault)
            self._end_source(broken=self._recording)
            return
        if self._loaded is not None and self._loaded == self._choice:
            self._ready, self._complained = True, ""
            self._link.send(
                PartReady(PART, f"{self._loaded.engine} {self._loaded.model} · {name}", self._source == "shop")
            )
            self._announce()

    def _switch(self) -> None:
        """Who can no longer tell the kiosk's voice from others does not listen until it has spoken."""
        if self._duplex.speaking and not self._duplex.on:
            self._mute()
        if self._ready:
            self._announce()

    def _announce(self) -> None:
        self._link.send(EarsReady(languages(self._hearing.engine), self._duplex.on))

    def _settled_on_engine(self) -> bool:
        """A recording begins once its recogniser is ready, or when it is known that there is none."""
        return self._choice is None or self._choice == self._loaded

    def _complain(self, fault: KioskError) -> None:
        """Once for each fault, not at each try."""
        if fault.code != self._complained:
            self._complained = fault.code
            self._link.send(PartFailed(PART, fault.code, str(fault)))

    # --- what the core wants ------------------------------------------------------------------------------------------

    def _obey(self, message: Message) -> None:
        match message:
            case Listen():
                self._listen(message)
            case StopListening():
                self._shut()
            case ExpectEnd():
                self._listener.expect_end(message.utterance)
            case SpeechStarted() if not self._recording:
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
            if self._over:
                raise KioskError("microphone.ended", "The recording has ended.", "Play it again.")
            if self._microphone is None:
                self._microphone = sources.open_source(self._source, self._link.run_dir)
        except KioskError as fault:
            self._shut()
            self._link.send(Failed("Listen", 0, fault.code, fault.sentence))
            return
        if command.lang != self._lang:
            self._drop("language")
        self._lang, self._profile, self._muted = command.lang, command.profile, False
        self._use(choice, self._second_of(command))
        self._open()

    def _second_of(self, command: Listen) -> Choice | None:
        """The recogniser of the second language, if this machine has one."""
        if command.second in {"", command.lang} or command.second not in languages(self._hearing.engine):
            return None
        return choose(command.second, self._hearing.engine)

    def _open(self) -> None:
        if self._choice is not None:
            silences = pauses(self._hearing, self._profile, self._choice.settle_s)
            self._listener.configure(silences, turn_words.load(self._lang, self._store), self._lang)
        if not self._listening:
            self._listening = True
            self._link.send(MicrophoneOpened())

    def _shut(self) -> None:
        """Take no sound in; a recording plays on unheard."""
        self._drop("closed")
        if self._microphone is not None and not self._recording:
            self._microphone.close()
            self._microphone = None
        if self._listening:
            self._listening = False
            self._link.send(MicrophoneClosed())

    def _drop(self, reason: str) -> None:
        utterance = self._listener.forget()
        if utterance is not None:
            self._link.send(HeardNothing(utterance, reason))

    # --- sound and words ----------------------------------------------------------------------------------------------

    def _hear(self) -> None:
        if self._microphone is None:
            return
        try:
            for number in range(CATCH_UP_BLOCKS):
                block = self._microphone.read(0.0 if number else BLOCK_WAIT_S)
                if block is None:
                    break
                if self._listening and not self._muted:
                    self._listener.take(self._duplex.without(block) if self._duplex.on else block)
        except HardwareError as fault:
            self._lose(KioskError(fault.code, fault.sentence, fault.remedy))
            return
        if self._microphone.ended:
            self._listener.finish()
            if not self._listener.busy and not self._decoder.busy:
                self._end_source()

    def _lose(self, fault: KioskError) -> None:
        self._shut()
        self._ready, self._retry_at = False, time.monotonic() + RETRY_S
        self._complain(fault)

    def _end_source(self, *, broken: bool = False) -> None:
        """A recording is over: the core is told once."""
        if not (self._recording and (broken or self._microphone is not None)) or self._over:
            return
        self._over, self._microphone = True, None
        self._shut()
        self._link.send(SourceEnded(PART))

    def _tell(self) -> None:
        try:
            while (outcome := self._decoder.poll()) is not None:
                if isinstance(outcome, Reading):
                    self._listener.read(outcome)
                elif isinstance(outcome, Loaded):
                    self._loaded = outcome.choice
        except KioskError as fault:
            self._choice = self._loaded = None
            self._lose(fault)
        for sign in self._listener.signs():
            if (event := self._telling.event(sign)) is not None:
                self._link.send(event)
        self._tell_noise()

    def _tell_noise(self) -> None:
        if not self._listening or self._listener.busy:
            return
        sounding = self._muted or self._duplex.speaking
        if (level_db := self._room.take(self._listener.noise_db, time.monotonic(), sounding=sounding)) is not None:
            self._link.send(RoomNoise(level_db))
