"""Ears in a call: the shopper's sound leaves only by consent, and what the colleague says is read for the screen."""

from __future__ import annotations

import time
from contextlib import ExitStack

import numpy as np
import pytest
from hearing_support import save, spoken
from support import FakeLink, running

from hardware.sound.resample import resample
from kiosk.channels.call_sound import CAPTIONS, COLLEAGUE_RATE, MICROPHONE, SoundFeed, SoundWriter
from kiosk.commands import CallMode
from kiosk.events import HumanSaid, MicrophoneClosed, MicrophoneOpened
from kiosk.hearing import in_call, part
from kiosk.hearing.decoder import Reading
from kiosk.hearing.endpoint import Pauses
from kiosk.hearing.engines import Result
from kiosk.hearing.in_call import FIRST, InCall
from kiosk.settings import Hearing, Kiosk, Settings

VOICE = CallMode(3, "voice", microphone=True)
OVER = CallMode(3, "none")


class Reader:
    """A recogniser that reads the same words out of everything, when it is asked."""

    busy = False

    def __init__(self) -> None:
        self.fed, self.asked = 0, []

    def begin(self, samples) -> None:
        self.fed = len(samples)

    def feed(self, samples) -> None:
        self.fed += len(samples)

    def read(self, utterance, kind, known=False) -> None:
        self.asked.append(Reading(utterance, kind, Result("the milk is in aisle four"), 1.0))


@pytest.fixture
def call(tmp_path):
    call = InCall(tmp_path, Reader(), tmp_path)
    yield call
    call.close()


def wait(until) -> None:
    begin = time.monotonic()
    while not until():
        assert time.monotonic() < begin + 20
        time.sleep(0.005)


def test_what_a_colleague_says_is_read_as_it_is_said(call, tmp_path):
    call.obey(CallMode(3, "voice"), "en", Pauses(0.1, 0.3, 0.5, 0.8, 15.0))
    writer = SoundWriter(tmp_path, CAPTIONS, in_call.READ_S)
    speech = resample(spoken("The milk is in aisle four.", "en", "gmw/en+f2"), 16_000, COLLEAGUE_RATE)
    begins, said = time.monotonic(), []
    for place in range(0, len(speech) - 960, 960):
        writer.put(speech[place : place + 960], begins + place / COLLEAGUE_RATE)
        said += call.said(begins + place / COLLEAGUE_RATE)
    reader = call._decoder
    assert reader.fed > 16_000, "at least a second of it was fed"
    assert reader.asked[-1].kind == "final"
    assert reader.asked[-1].utterance >= FIRST
    for reading in reader.asked:
        call.read(reading)
    said += call.said(time.monotonic())
    assert said[-1] == HumanSaid(3, "the milk is in aisle four", "en")
    assert HumanSaid(3, "the milk is in aisle four", "en", final=False) in said
    writer.close()


def test_one_who_is_muted_in_the_middle_of_a_sentence_is_read_to_there(call, tmp_path):
    call.obey(CallMode(3, "voice"), "en", Pauses(0.1, 0.3, 0.5, 0.8, 15.0))
    writer = SoundWriter(tmp_path, CAPTIONS, in_call.READ_S)
    speech = resample(spoken("The milk is in aisle four.", "en", "gmw/en+f2")[:24_000], 16_000, COLLEAGUE_RATE)
    begins = time.monotonic()
    for place in range(0, len(speech) - 960, 960):
        writer.put(speech[place : place + 960], begins + place / COLLEAGUE_RATE)
        list(call.said(begins + place / COLLEAGUE_RATE))
    assert all(each.kind != "final" for each in call._decoder.asked)
    list(call.said(begins + 3.0))
    assert call._decoder.asked[-1].kind == "final"
    writer.close()


def test_while_the_kiosk_asks_the_recogniser_is_the_shoppers_alone(call, tmp_path):
    pauses = Pauses(0.1, 0.3, 0.5, 0.8, 15.0)
    call.obey(CallMode(3, "voice", microphone=True), "en", pauses)
    call.obey(CallMode(3, "voice", heard=False), "en", pauses)
    writer = SoundWriter(tmp_path, CAPTIONS, in_call.READ_S)
    writer.put(np.full(48_000, 9000, np.int16), time.monotonic())
    assert not list(call.said(time.monotonic()))
    assert (call.shares, call._decoder.fed) == (False, 0)
    call.obey(CallMode(3, "voice", microphone=True), "en", pauses)
    assert call.shares
    assert call.on
    writer.close()


def test_the_shopper_is_heard_while_the_command_names_the_microphone_and_no_longer(start_ears, tmp_path):
    feed = SoundFeed(tmp_path, MICROPHONE)
    link = start_ears()
    link.give(CallMode(3, "whisper"), CallMode(3, "voice"))
    time.sleep(0.2)
    feed.take()
    assert feed.octets == 0
    assert not link.of(MicrophoneOpened)
    link.give(VOICE)
    got = []
    wait(lambda: got.extend(feed.take()) or sum(len(each.pcm) for each in got) > 3200)
    assert max(int(np.abs(each.pcm).max()) for each in got) > 500
    assert link.of(MicrophoneOpened)
    link.give(OVER)
    link.wait(MicrophoneClosed)
    feed.take()
    before = feed.octets
    time.sleep(0.1)
    assert not feed.take()
    assert feed.octets == before
    feed.close()


def test_a_part_that_begins_anew_in_a_call_reads_in_the_language_of_the_talk(tmp_path):
    settings = Settings(kiosk=Kiosk(lang="nl"), hearing=Hearing(engine="none"))
    ears = part.Ears(FakeLink(tmp_path), settings)
    ears._obey(CallMode(3, "voice", lang="ko"))
    assert ears._call._captions.lang == "ko"
    ears._obey(CallMode(3, "voice", lang="en"))
    assert ears._call._captions.lang == "en", "the shopper chose another in the call"
    ears.close()


@pytest.fixture
def start_ears(tmp_path):
    """The part in a thread, with a microphone that plays a tone."""
    tone = (6000 * np.sin(2 * np.pi * 200 * np.arange(16_000 * 30) / 16_000)).astype(np.int16)
    with ExitStack() as stack:

        def begin() -> FakeLink:
            microphone = f"file:{save(tmp_path / 'tone.wav', tone)}"
            settings = Settings(kiosk=Kiosk(lang="nl"), hearing=Hearing(microphone=microphone, engine="none"))
            return stack.enter_context(running(part.run, FakeLink(tmp_path), settings))

        yield begin
