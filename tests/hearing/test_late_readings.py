"""A recogniser that is slow keeps nobody waiting: what was shown is told, and in the language it was said in."""

from __future__ import annotations

import math
from concurrent.futures import Future

import numpy as np
import pytest
from hearing_support import spoken

from hardware.sound.microphone import BLOCK, RATE, Block
from kiosk import turn_words
from kiosk.hearing import decoder as decoding
from kiosk.hearing.decoder import Decoder, Reading
from kiosk.hearing.engines import Choice, Result
from kiosk.hearing.lane import Kind
from kiosk.hearing.listener import Listener
from kiosk.hearing.profiles import pauses
from kiosk.hearing.signs import Sign, Utterance, Words
from kiosk.settings import Hearing

ENGLISH, DUTCH = Choice("slow", "s", "en", 0.06), Choice("slow", "s", "nl", 0.06)


class SlowLane:
    """A lane that reads what is shown at once and the rest when it is `done`."""

    failed = busy = False

    def __init__(self, _loader: object, choice: Choice, _limits: object) -> None:
        self.choice = choice
        self.loaded: Future[None] = Future()
        self.loaded.set_result(None)
        self.asked: list[tuple[Kind, Future[Result]]] = []

    def begin(self, _samples: np.ndarray) -> None: ...

    def feed(self, _samples: np.ndarray) -> None: ...

    def tend(self) -> None: ...

    def read(self, kind: Kind) -> Future[Result]:
        future: Future[Result] = Future()
        self.asked.append((kind, future))
        if kind == "partial":
            future.set_result(Result(f"shown in {self.choice.lang}"))
        return future

    def glance(self, _samples: np.ndarray) -> Future[Result]:
        return Future()

    def done(self) -> None:
        for _, future in self.asked:
            if not future.done():
                future.set_result(Result("read", second="read again"))


@pytest.fixture
def lanes(monkeypatch: pytest.MonkeyPatch) -> list[SlowLane]:
    made: list[SlowLane] = []
    monkeypatch.setattr(decoding, "Lane", lambda *given: made.append(SlowLane(*given)) or made[-1])
    return made


def decoder() -> Decoder:
    made = Decoder(lambda choice: pytest.fail(f"{choice} is loaded by nobody"), threaded=False)
    made.use(ENGLISH)
    made.poll()
    made.begin(np.zeros(RATE, np.int16))
    return made


def readings(made: Decoder) -> list[Reading]:
    return [outcome for _ in range(6) if isinstance(outcome := made.poll(), Reading)]


@pytest.mark.parametrize(("late_s", "late_known_s", "known"), [(0.0, math.inf, False), (math.inf, 0.0, True)])
def test_a_final_that_is_late_is_what_was_shown(monkeypatch, lanes, late_s, late_known_s, known):
    monkeypatch.setattr(decoding, "LATE_S", late_s)
    monkeypatch.setattr(decoding, "LATE_KNOWN_S", late_known_s)
    made = decoder()
    made.read(1, "partial")
    made.read(1, "settled")
    made.read(1, "final", known=known)
    assert [(each.kind, each.result.text) for each in readings(made)] == [
        ("partial", "shown in en"),
        ("final", "shown in en"),
    ]
    lanes[0].done()
    assert [each.kind for each in readings(made)] == ["settled"], "the final is told once"


def test_a_final_in_time_has_all_its_readings(monkeypatch, lanes):
    monkeypatch.setattr(decoding, "LATE_S", math.inf)
    made = decoder()
    made.read(1, "partial")
    made.read(1, "final")
    assert [each.kind for each in readings(made)] == ["partial"]
    lanes[0].done()
    (final,) = readings(made)
    assert final.result.alternatives == ("read again",)


def test_words_that_leave_out_the_end_are_not_told_for_the_whole(monkeypatch, lanes):
    monkeypatch.setattr(decoding, "LATE_S", 0.0)
    made = decoder()
    made.read(1, "partial")
    made.feed(np.zeros(RATE, np.int16))
    made.read(1, "final")
    assert [each.kind for each in readings(made)] == ["partial"]
    lanes[0].done()
    assert readings(made)[0].result.text == "read"


def test_what_was_said_before_the_language_changed_is_told_in_that_language(monkeypatch, lanes):
    monkeypatch.setattr(decoding, "LATE_S", math.inf)
    made = Decoder(lambda choice: pytest.fail(f"{choice} is loaded by nobody"), threaded=False)
    made.use(ENGLISH)
    listener = Listener(made, pauses(Hearing(), "short", 0.06), math.inf)
    listener.configure(pauses(Hearing(), "short", 0.06), turn_words.load("en"), "en")
    sound = spoken("Where is the milk?", "en", "en-us+m1", tail_s=1.5)
    for place in range(0, len(sound) - BLOCK, BLOCK):
        listener.take(Block(sound[place : place + BLOCK], place / RATE))
    listener.configure(pauses(Hearing(), "short", 0.06), turn_words.load("nl"), "nl")
    made.use(DUTCH)
    lanes[0].done()
    for reading in readings(made):
        listener.read(reading)
    told: list[Sign] = [sign for sign in listener.signs() if isinstance(sign, Words | Utterance)]
    assert [type(sign) for sign in told][-1:] == [Utterance]
    assert {sign.lang for sign in told} == {"en"}
