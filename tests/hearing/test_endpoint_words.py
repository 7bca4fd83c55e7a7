"""A speaker who pauses in mid-sentence is waited for, by the words so far; a whole question is not."""

from __future__ import annotations

import math
import tomllib
from functools import cache

import numpy as np
import pytest
from hearing_support import spoken

from hardware.sound.microphone import BLOCK, RATE, Block
from kiosk import turn_words
from kiosk.hearing.decoder import Decoder, Reading
from kiosk.hearing.engines import Choice, Engine, Result
from kiosk.hearing.listener import Listener
from kiosk.hearing.profiles import pauses
from kiosk.hearing.signs import Utterance
from kiosk.resources import config_dir
from kiosk.settings import LANGS, Hearing

CHOICE = Choice("scripted", "none", "en", 0.064)
PAUSE_S = 0.9


class Scripted:
    """A recogniser that always reads the same."""

    def __init__(self, text: str) -> None:
        self._text = text

    def accept(self, samples: np.ndarray) -> None:
        """Whatever it is."""

    def partial(self) -> str:
        return self._text

    def final(self) -> Result:
        return Result(self._text)

    def reset(self) -> None:
        """Nothing is kept."""


@cache
def sound() -> np.ndarray:
    """Two pieces of a sentence with a pause between them."""
    first = spoken("I am looking for the", "en", "en-us+m1", tail_s=PAUSE_S)
    return np.concatenate([first, spoken("oat milk please", "en", "en-us+m1", tail_s=2.5)[round(0.65 * RATE) :]])


def utterances(text: str, *, known: bool = False) -> list[Utterance]:
    """What is made of the two pieces when all that was read so far is `text`."""
    engine: Engine = Scripted(text)
    decoder = Decoder(lambda _: engine, threaded=False)
    decoder.use(CHOICE)
    silences = pauses(Hearing(), "short", CHOICE.settle_s)
    listener = Listener(decoder, silences, math.inf, words=turn_words.load("en"))
    found = []
    for place in range(0, len(sound()) - BLOCK, BLOCK):
        listener.take(Block(sound()[place : place + BLOCK], place / RATE))
        while (outcome := decoder.poll()) is not None:
            if isinstance(outcome, Reading):
                listener.read(outcome)
                if known and outcome.kind == "settled":
                    listener.expect_end(outcome.utterance)
        found += [sign for sign in listener.signs() if isinstance(sign, Utterance)]
    return found


@pytest.mark.parametrize(
    "text", ["I am looking for the...", "Do you have", "Hello, do you sell", "where can I find, um"]
)
def test_who_pauses_after_words_on_which_no_sentence_ends_is_not_cut_off(text: str) -> None:
    assert len(utterances(text)) == 1
    assert len(utterances(text, known=True)) == 1, "a question that breaks off is not believed to be whole"


def test_a_sentence_that_may_be_whole_ends_within_the_same_pause() -> None:
    assert len(utterances("I am looking for the oat milk")) == 2


class Different(Scripted):
    """… until it reads with all its care."""

    def __init__(self, text: str, at_last: str) -> None:
        super().__init__(text)
        self._at_last = at_last

    def final(self) -> Result:
        return Result(self._at_last)


@pytest.mark.parametrize(("at_last", "silence_s"), [("Where is it?", 0.3), ("Where is he", 0.5)])
def test_other_words_make_another_question_and_a_mark_does_not(at_last: str, silence_s: float) -> None:
    engine: Engine = Different("where is it", at_last)
    decoder = Decoder(lambda _: engine, threaded=False)
    decoder.use(CHOICE)
    listener, told = Listener(decoder, pauses(Hearing(), "short", CHOICE.settle_s), math.inf), 0
    for place in range(0, len(sound()) - BLOCK, BLOCK):
        listener.take(Block(sound()[place : place + BLOCK], place / RATE))
        while isinstance(outcome := decoder.poll(), Reading):
            listener.read(outcome)
            told += 1
            if told == 1:
                listener.expect_end(outcome.utterance)
        ended = [sign for sign in listener.signs() if isinstance(sign, Utterance)]
        if ended:
            assert silence_s <= (place + BLOCK) / RATE - ended[0].ended < silence_s + 0.1
            return
    raise AssertionError("it never ended")


@pytest.mark.parametrize("lang", LANGS)
def test_hardly_a_question_of_the_store_is_taken_for_one_that_breaks_off(lang: str) -> None:
    words = turn_words.load(lang)
    assert words.open_endings
    path = config_dir() / "demo-store" / "knowledge" / f"{lang}.toml"
    entries = tomllib.loads(path.read_text(encoding="utf-8"))["entry"] if path.is_file() else []
    questions = [phrasing for entry in entries for phrasing in entry["phrasings"]]
    open_ = [question for question in questions if words.goes_on(question)]
    assert len(open_) <= len(questions) // 200, open_


def test_the_patient_profile_is_never_the_faster_one() -> None:
    short, patient = (pauses(Hearing(), profile, 0.1) for profile in ("short", "patient"))
    assert short.known_s < short.end_s < short.open_s
    for ending in ("known", "any", "open"):
        assert patient.enough_s(ending) > short.enough_s(ending)
    assert patient.known_s == patient.end_s < patient.open_s
