"""Hearing while the kiosk speaks: never itself, soon a shopper, and half duplex without a reference."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from hearing_support import synthesiser
from numpy.typing import NDArray

from hardware.sound.microphone import BLOCK, RATE, Block, resample
from hardware.sound.played import SOCKET, PlayedServer
from kiosk.bench.sentences import sentences
from kiosk.events import (
    Heard,
    HeardNothing,
    Partial,
    SpeechEnded,
    SpeechStarted,
    VoiceLasting,
)
from kiosk.hearing.decoder import Decoder
from kiosk.hearing.duplex import Duplex
from kiosk.hearing.endpoint import Frame, Pauses
from kiosk.hearing.engines import Choice, Result
from kiosk.hearing.listener import Listener
from kiosk.hearing.own_words import OwnWords
from kiosk.hearing.room_noise import RoomNoise
from kiosk.hearing.signs import Lasting, Sign, Utterance, Voice, Words
from kiosk.hearing.telling import Telling
from kiosk.resources import config_dir
from kiosk.settings import Lang
from kiosk.simulation import room
from kiosk.simulation.sound import VOICE_RMS, levelled, shop_noise
from kiosk.timeline import Timeline, Word
from kiosk.voice.synthesis import Utterance as Spoken

STORE = config_dir() / "demo-store"
PAUSES = Pauses(0.1, 0.3, 0.5, 1.4, 12.0)
LINES: tuple[Lang, ...] = ("nl", "en", "fr", "de")


@cache
def line(lang: Lang, number: int) -> Spoken:
    return synthesiser().speak(sentences(lang)[number], lang)


def sound(spoken: Spoken) -> NDArray[np.int16]:
    return resample(spoken.pcm, spoken.timeline.sample_rate, RATE)


@cache
def speech(seconds: float, *langs: Lang) -> NDArray[np.int16]:
    pieces: list[NDArray[np.int16]] = []
    number = 0
    while sum(map(len, pieces)) < seconds * RATE:
        pieces += [sound(line(langs[number % len(langs)], number // len(langs))), np.zeros(4000, np.int16)]
        number += 1
    return np.concatenate(pieces)[: round(seconds * RATE)]


def noise(count: int) -> NDArray[np.float32]:
    return np.resize(shop_noise(1, VOICE_RMS / 10), count)


class NoEngine:
    """A recogniser without a word."""

    def accept(self, samples: NDArray[np.int16]) -> None: ...

    def partial(self) -> str:
        return ""

    def final(self) -> Result:
        return Result("")

    def reset(self) -> None: ...


class Rig:
    """Duplex and listener on a sound of which the mirror knows what the kiosk played; its times begin at `AT`."""

    AT = 1000.0

    def __init__(self, folder: Path) -> None:
        self.mirror = PlayedServer(folder / SOCKET)
        self.duplex = Duplex(folder, None, wanted=True)
        decoder = Decoder(lambda _choice: NoEngine(), threaded=False)
        decoder.use(Choice("none", "none", "en", 0.1))
        self.listener = Listener(decoder, PAUSES, math.inf, own=self.duplex)
        until(lambda: self.duplex.changed() or self.duplex.on)

    def hear(self, far: NDArray[np.int16], near: NDArray[np.int16]) -> list[Sign]:
        self.mirror.sound(far, RATE, self.AT, 1.0)
        until(lambda: self.duplex.sounds(Frame(self.AT, self.AT + 0.1, 0.0, 0.0)))
        for place in range(0, len(near) // BLOCK * BLOCK, BLOCK):
            block = Block(near[place : place + BLOCK], self.AT + place / RATE)
            self.listener.take(self.duplex.without(block))
        return list(self.listener.signs())


def until(true: Callable[[], bool]) -> None:
    begin = time.monotonic()
    while not true():
        assert time.monotonic() < begin + 20, "it never came"
        time.sleep(0.005)


@pytest.fixture
def rig(tmp_path: Path) -> Iterator[Rig]:
    found = Rig(tmp_path)
    yield found
    found.duplex.close()
    found.mirror.close()


def test_a_minute_of_its_own_voice_in_four_languages_is_nobody(rig):
    far = speech(60.0, *LINES)
    near = (room.heard(far)[: len(far)] + noise(len(far))).astype(np.int16)
    assert rig.hear(far, near) == []


@pytest.mark.parametrize("voice_db", [0.0, -10.0])
def test_a_shopper_over_the_kiosks_voice_is_heard_at_once(rig, voice_db):
    far = speech(12.0, "en")
    voice = levelled(sound(synthesiser().speak("Where can I find the toilets?", "en", voice="en-us+m1")))
    echo = room.heard(far)[: len(far)]
    loud = np.sqrt(np.mean(echo[np.abs(echo) > 300].astype(float) ** 2))
    voice = voice * (10 ** (voice_db / 20) * loud / VOICE_RMS)
    first = 9 * RATE
    begins = rig.AT + (first + np.flatnonzero(np.abs(voice) > 0.04 * np.abs(voice).max())[0]) / RATE
    near = echo + 0.3 * noise(len(far))
    near[first : first + len(voice)] += voice
    signs = rig.hear(far, near.astype(np.int16))
    began = [sign for sign in signs if isinstance(sign, Voice)]
    assert len(began) == 1
    assert begins - 0.05 < began[0].at < begins + 0.2
    assert voice_db < 0 or [sign for sign in signs if isinstance(sign, Lasting)], "it lasts longer than a back-channel"


# --- words ------------------------------------------------------------------------------------------------------------


MILK = ("The", "milk", "is", "in", "aisle", "four")
SPOKEN = tuple(Word(text, 0, 0, 400.0 * at, 400.0 * at + 380) for at, text in enumerate(MILK))
SAID = Timeline(" ".join(MILK), "en", "", RATE, 0, SPOKEN)


def test_what_the_kiosk_says_is_known_by_its_words_and_their_time():
    words = OwnWords()
    words.say(100.0, 0.0, SAID)
    assert words.repeats("is in aisle four", 100.8, 102.4)
    assert words.repeats("is in I'll for", 100.8, 102.4)
    assert not words.repeats("where are the toilets", 100.8, 102.4)
    assert not words.repeats("aisle four", 110.0, 111.0), "long after"
    words.stop(101.0)
    assert not words.repeats("aisle four", 101.7, 102.4), "it was stopped before"
    resumed = OwnWords()
    resumed.say(100.0, 1600.0, SAID)
    assert not resumed.repeats("the milk", 100.0, 100.5), "it went on from a later word"


@pytest.fixture
def telling(tmp_path: Path) -> Telling:
    duplex = Duplex(tmp_path, None, wanted=True)
    duplex.follow(SpeechStarted(1, 100.0, SAID))
    return Telling(duplex, STORE, 8.0)


def utterance(text: str, *, clear: bool) -> Utterance:
    return Utterance(3, 101.0, 102.4, Result(text), (), 1.0, 30.0, capped=False, clear=clear, lang="en")


def test_its_own_words_are_neither_shown_nor_heard(telling):
    assert telling.event(Words(3, "aisle four", 101.5, 102.4, clear=False, lang="en")) is None
    assert telling.event(utterance("in aisle four", clear=False)) == HeardNothing(3, "echo")


def test_a_shopper_may_repeat_them_and_stop_always_passes(telling):
    assert isinstance(telling.event(utterance("aisle four?", clear=True)), Heard)
    assert isinstance(telling.event(Words(3, "aisle four", 101.5, 102.4, clear=True, lang="en")), Partial)
    stop = Timeline("stop", "en", "", RATE, 0, (Word("stop", 0, 4, 1200.0, 1500.0),))
    telling._duplex.follow(SpeechStarted(2, 100.0, stop))
    assert isinstance(telling.event(Words(3, "stop", 101.2, 101.5, clear=False, lang="en")), Partial)


def test_other_words_pass_whatever_their_loudness(telling):
    assert isinstance(telling.event(utterance("where are the toilets", clear=False)), Heard)


def test_that_a_voice_lasts_is_told_only_while_the_kiosk_speaks(telling):
    assert telling.event(Lasting(3, 0.6)) == VoiceLasting(3, 600.0)
    telling._duplex.follow(SpeechEnded(1, completed=True))
    assert telling.event(Lasting(3, 0.6)) is None


def test_loudness_that_goes_with_the_kiosks_is_its_echo(rig):
    far = speech(4.0, "en")
    rig.mirror.sound(far, RATE, rig.AT, 1.0)
    until(lambda: rig.duplex.sounds(Frame(rig.AT, rig.AT + 0.1, 0.0, 0.0)))
    powers = (far[: 4 * RATE // 512 * 512].astype(float) ** 2).reshape(-1, 512).mean(axis=1)
    levels = 10 * np.log10(powers + 10.0) - 110
    frames = [Frame(rig.AT + at * 0.032, rig.AT + (at + 1) * 0.032, 0.9, float(db)) for at, db in enumerate(levels)]
    assert rig.duplex.follows(frames[20:60])
    assert not rig.duplex.follows(
        [Frame(a.start, a.end, 0.9, b.level_db) for a, b in zip(frames[:40], frames[60:], strict=False)]
    )
    assert not rig.duplex.follows(frames[20:24]), "too short to tell"


# --- the noise of the room --------------------------------------------------------------------------------------------


def test_noise_is_told_when_it_changes_and_never_while_the_kiosk_sounds():
    told = RoomNoise()
    assert told.take(-60.0, 0.0, sounding=False) is None, "not before it has settled"
    assert told.take(-60.0, 1.0, sounding=False) == -60.0
    assert told.take(-59.0, 5.0, sounding=False) is None
    assert told.take(-50.0, 6.0, sounding=True) is None
    assert told.take(-50.0, 6.3, sounding=False) is None, "the room still rings"
    assert told.take(-50.0, 7.0, sounding=False) == -50.0
    assert told.take(-60.0, 8.0, sounding=False) is None, "at most every two seconds"
    assert told.take(-60.0, 9.1, sounding=False) == -60.0
