"""The language files: whole, in step with the dialogue, and honest about what speaks."""

from __future__ import annotations

import pytest
from dialogue.world import LANGS, PHRASES, phrases

from kiosk.dialogue.say import KEYS, label, line
from kiosk.dialogue.sentence import Kind
from kiosk.dialogue.state import Conversation
from kiosk.errors import InputError
from kiosk.events import Policy, Started
from kiosk.phrases import load


@pytest.mark.parametrize("lang", LANGS)
def test_every_language_has_every_sentence_in_enough_variants(lang):
    sentences = load(PHRASES, (lang,))[lang]
    assert sentences.keys() == KEYS.keys()
    for key, spec in KEYS.items():
        assert len(set(sentences[key])) >= spec.least, key


@pytest.mark.parametrize(
    ("lang", "word"),
    [("nl", "digitale"), ("en", "digital"), ("fr", "numérique"), ("de", "digital"), ("ko", "디지털")],
)
def test_the_disclosure_says_what_speaks_and_every_greeting_holds_it(lang, word):
    assert all(word in text for text in phrases()[lang]["disclosure"])
    assert all("{disclosure}" in text for text in phrases()[lang]["greeting"])


@pytest.mark.parametrize("key", ["urgent", "nobody_urgent"])
@pytest.mark.parametrize("lang", LANGS)
def test_danger_names_the_number_to_call(lang, key):
    assert all("112" in text for text in phrases()[lang][key])


def write(folder, text):
    (folder / "lang").mkdir(exist_ok=True)
    (folder / "lang" / "en.toml").write_text(text, encoding="utf-8")
    return folder


def test_a_store_puts_its_own_words_over_ours(tmp_path):
    write(tmp_path, '[phrases]\nnobody_there = ["Ask at the till.", "The till will help you."]')
    sentences = load(PHRASES, ("en", "nl"), tmp_path)
    assert sentences["en"]["nobody_there"][0] == "Ask at the till."
    assert sentences["en"]["calling"] == phrases()["en"]["calling"]
    assert sentences["nl"] == load(PHRASES, ("nl",))["nl"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[phrases]\ngreeting = ["Hi!", "Hello!", "Hey!"]', "greeting must hold {disclosure}"),
        ('[phrases]\ndisclosure = ["I am Anna."]', "disclosure is not a store's to change"),
        ('[phrases]\nnoboby_there = ["a", "b"]', "noboby_there is no sentence"),
        ('[phrases]\ncalling = ["One."]', "calling has too few different wordings: 1"),
        ('[phrases]\ncalling = ["One.", "One."]', "calling has too few different wordings: 1"),
        ('[phrases]\ncalling = "One."', "calling is no list"),
        ('[phrases]\ncalling = ["One.", " "]', "calling is no list"),
        ('[phrases]\ncalling = ["One.", "Two {name}."]', "calling must hold no {names}"),
        ('[phrases]\ncalling = ["One.", "Two {."]', "calling has a lone brace"),
        ('phrases = "no"', "phrases is no table"),
        ("[phrases", "the ] of a section is missing"),
    ],
)
def test_a_fault_names_file_and_key(tmp_path, text, said):
    with pytest.raises(InputError, match=r"en\.toml") as fault:
        load(PHRASES, ("en",), write(tmp_path, text))
    assert said in fault.value.sentence
    assert fault.value.remedy


def test_a_language_that_is_not_there_is_an_error(tmp_path):
    with pytest.raises(InputError, match=r"xx\.toml"):
        load(tmp_path, ("xx",))


def test_a_base_file_lacks_nothing(tmp_path):
    (tmp_path / "en.toml").write_text('[phrases]\ncalling = ["One.", "Two."]', encoding="utf-8")
    with pytest.raises(InputError, match="is missing"):
        load(tmp_path, ("en",))


def test_a_mark_in_a_sentence_is_for_the_voice_and_never_shown():
    sentences = {"greeting": ("^welcome Hello ^nod!",), "joined": ("^nod Hi",)}
    facts = Started(0, "en", ("en",), Policy(), {"en": sentences}, ())
    state, said = line(Conversation(facts), Kind.GREETING, "greeting")
    assert (said.text, said.caption) == ("^welcome Hello ^nod!", "Hello!")
    assert label(state, "joined") == "Hi"
