"""The words by which turns are taken: what they say of an utterance, in every language."""

from __future__ import annotations

from pathlib import Path

import pytest

from kiosk.dialogue.say import KEYS
from kiosk.errors import InputError
from kiosk.resources import languages
from kiosk.turn_words import OF_DIALOGUE, Kept, TurnWords, load, phrases
from kiosk.utterance import ends_on, made_of


def stops(lang: str, text: str) -> bool:
    words = load(lang)
    return made_of(text, words.stop, words.beside)


@pytest.mark.parametrize("lang", languages())
def test_every_language_has_every_list(lang: str) -> None:
    words = load(lang)
    assert all(getattr(words, name) for name in TurnWords.model_fields)
    assert not set(words.backchannel) & set(words.stop)
    assert not set(OF_DIALOGUE) & KEYS.keys()


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("en", "Mhm."), ("en", "Uh-huh, okay!"), ("en", "yeah yeah yeah"), ("en", "Oh, I see."), ("nl", "ja ja, oké"),
        ("nl", "O ja, natuurlijk."), ("fr", "D'accord"), ("fr", "ah oui, d’accord"), ("de", "Ach so, genau."),
        ("ko", "아, 네네"),
    ],
)  # fmt: skip
def test_what_shows_that_somebody_listens(lang: str, text: str) -> None:
    assert made_of(text, load(lang).backchannel)
    assert not stops(lang, text)


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("en", "Stop!"), ("en", "stop stop stop"), ("en", "OK, stop now please"), ("en", "hey, be quiet"),
        ("nl", "Stop maar, dank u."), ("nl", "wees nou eens stil alsjeblieft"), ("nl", "hou nou op"),
        ("fr", "Arrêtez, s'il vous plaît !"), ("de", "Ja ja, hör bitte auf"), ("de", "Halt!"), ("ko", "이제 그만해요"),
    ],
)  # fmt: skip
def test_what_silences(lang: str, text: str) -> None:
    assert stops(lang, text)


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("en", "Where is the bus stop?"), ("en", "stop where are the eggs"), ("en", "do you have stop watches"),
        ("en", "please"), ("en", ""), ("nl", "Waar is de bushalte?"), ("nl", "stille muziek"), ("nl", "nee"),
        ("fr", "Où est l'arrêt de bus ?"), ("de", "Haltet ihr sonntags?"), ("de", "Wo ist die Haltestelle"),
        ("ko", "그만큼 있어요"),
    ],
)  # fmt: skip
def test_a_question_that_holds_a_stop_is_a_question(lang: str, text: str) -> None:
    assert not stops(lang, text)


def test_a_back_channel_before_a_question_is_the_beginning_of_one() -> None:
    assert not made_of("okay but where are the eggs", load("en").backchannel)


@pytest.mark.parametrize(
    ("lang", "text", "open_"),
    [
        ("en", "I am looking for", True), ("en", "where is the", True), ("en", "where is the milk", False),
        ("en", "what time is it", False), ("nl", "ik zoek, eh", True), ("nl", "hoe laat is het", False),
        ("nl", "waar staat de", True), ("fr", "je cherche du", True), ("fr", "c'est où", False),
        ("de", "wo finde ich", True), ("de", "wann machen Sie zu", False), ("ko", "저기요, 혹시", True),
    ],
)  # fmt: skip
def test_a_sentence_that_cannot_end_there(lang: str, text: str, open_: bool) -> None:
    assert ends_on(text, load(lang).open_endings) is open_


def test_a_store_adds_its_own(tmp_path) -> None:
    (tmp_path / "hearing").mkdir()
    (tmp_path / "hearing" / "nl.toml").write_text('backchannel = ["jawadde"]\n', encoding="utf-8")
    assert made_of("jawadde, ja", load("nl", tmp_path).backchannel)
    assert phrases(("nl",), tmp_path)["nl"].keys() == set(OF_DIALOGUE)


def test_a_fault_names_file_and_line(tmp_path) -> None:
    (tmp_path / "hearing").mkdir()
    (tmp_path / "hearing" / "en.toml").write_text('stop = ["halt",\n"…"]\n', encoding="utf-8")
    with pytest.raises(InputError, match=r"en\.toml.*line 2"):
        load("en", tmp_path)


def test_a_list_that_is_spoilt_while_the_kiosk_runs_stays_as_it_was(tmp_path: Path) -> None:
    (tmp_path / "hearing").mkdir()
    own = tmp_path / "hearing" / "en.toml"
    own.write_text('stop = ["whoa"]\n', encoding="utf-8")
    kept = Kept(tmp_path)
    assert "whoa" in kept.of("en").stop
    own.write_text('stop = ["whoa"', encoding="utf-8")
    assert "whoa" in kept.of("en").stop
    own.write_text('stop = ["ahoy"]\n', encoding="utf-8")
    assert "ahoy" in kept.of("en").stop
