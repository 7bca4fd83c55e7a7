"""A word that a recogniser makes of a noise is none; a short answer, and whatever silences the kiosk, is one."""

from __future__ import annotations

import pytest

from kiosk import turn_words
from kiosk.events import Heard, HeardNothing
from kiosk.hearing.engines import Result, Word
from kiosk.hearing.signs import Utterance
from kiosk.hearing.telling import heard
from kiosk.settings import LANGS

GATE_DB = 8.0


def told(text: str, over_noise_db: float, voiced_s: float = 0.3, lang: str = "en") -> Heard | HeardNothing:
    words = tuple(Word(word, 1.0, 1.0 + voiced_s, 0.9) for word in text.split())
    said = Utterance(1, 1.0, 1.0 + voiced_s, Result(text, words), words, 0.9, over_noise_db, False, lang=lang)
    return heard(said, GATE_DB, turn_words.load(lang).stop)


@pytest.mark.parametrize(("text", "lang"), [("ja", "nl"), ("yes", "en"), ("oui", "fr"), ("ja", "de"), ("네", "ko")])
def test_a_short_answer_counts_from_the_gate_on(text: str, lang: str) -> None:
    assert isinstance(told(text, GATE_DB, lang=lang), Heard)
    assert isinstance(told(text, GATE_DB - 0.1, lang=lang), HeardNothing)


def test_a_click_is_no_word_however_loud_it_is() -> None:
    assert told("you", 40.0, voiced_s=0.064) == HeardNothing(1, "noise")
    assert isinstance(told("you", 40.0, voiced_s=0.192), Heard)


@pytest.mark.parametrize("lang", LANGS)
def test_a_word_that_silences_the_kiosk_is_obeyed_however_softly_it_is_said(lang: str) -> None:
    word = next(phrase for phrase in turn_words.load(lang).stop if " " not in phrase)
    assert isinstance(told(word, 0.0, voiced_s=0.1, lang=lang), Heard)


def test_a_soft_sentence_is_told() -> None:
    assert isinstance(told("where is the milk", 3.0), Heard)


def test_signs_without_a_word_are_no_words() -> None:
    assert told("♪ ♪", 40.0, voiced_s=0.6) == HeardNothing(1, "no-words")
