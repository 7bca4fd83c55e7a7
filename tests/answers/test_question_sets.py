"""The test questions of the bench are whole: every entry and label as often as promised, no sentence twice."""

from collections import Counter

import pytest

from kiosk.bench import questions
from kiosk.knowledge.files import load
from kiosk.resources import config_dir

ENTRIES = 61
DEMO_STORE = config_dir() / "demo-store"
A_LANGUAGE = pytest.mark.parametrize("lang", questions.ASKED_IN)


@A_LANGUAGE
def test_each_entry_is_asked_for_four_times(lang):
    asked = Counter(entry for entry, _ in questions.store_set(lang))
    assert len(asked) == ENTRIES
    assert set(asked.values()) == {4}


def test_the_entries_are_those_of_the_demo_store_and_the_same_in_every_language():
    entries = load(DEMO_STORE).entries
    for lang in questions.ASKED_IN:
        assert {entry for entry, _ in questions.store_set(lang)} == set(entries.get(lang, entries["en"]))


@A_LANGUAGE
def test_each_label_of_triage_has_its_sentences(lang):
    assert Counter(label for label, _ in questions.triage(lang)) == questions.TRIAGE
    assert Counter(label for label, _ in questions.triage_blind(lang)) == questions.BLIND


@A_LANGUAGE
def test_no_sentence_stands_twice(lang):
    texts = [text for _, text in questions.store_set(lang) + questions.triage(lang) + questions.triage_blind(lang)]
    assert [text for text, times in Counter(texts).items() if times > 1] == []


@A_LANGUAGE
def test_sentences_are_as_a_recogniser_gives_them(lang):
    for _, text in questions.store_set(lang) + questions.triage(lang) + questions.triage_blind(lang):
        assert text == " ".join(text.lower().split())
        assert not set(text) & set('.,;:!?"')


def test_a_language_without_a_set_has_no_questions():
    assert questions.store_set("ko") == questions.triage("ko") == []
