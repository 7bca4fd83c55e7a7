"""What the process of the store's knowledge suggests to a colleague in a conversation."""

from __future__ import annotations

import pytest
from answers_support import STORE, answerer

from kiosk.curation.console import assisting


@pytest.fixture(autouse=True)
def _made_once(monkeypatch):
    monkeypatch.setattr(assisting.KEPT, "answerer", lambda _store: answerer())


def suggested(*texts, lang="nl", reads="nl"):
    return assisting.assist(STORE, texts, lang, reads)["items"]


def test_an_entry_comes_in_both_languages_with_the_words_that_led_to_it():
    first = suggested(("nl", "kan ik dit nog terugbrengen"), reads="en")[0]
    assert (first["kind"], first["entry"], first["place"]) == ("entry", "returns", "service-desk")
    assert first["title"] == "Return or exchange"
    assert "servicebalie" in first["text"]
    assert "service desk" in first["reading"]
    assert (first["because"], first["words"]) == ("words", "terugbrengen")


def test_the_last_line_counts_most_and_the_ones_before_still_count():
    lines = ("nl", "waar staat de halfvolle melk"), ("nl", "kan ik dit nog terugbrengen")
    assert [each["entry"] for each in suggested(*lines) if each["kind"] == "entry"][:2] == ["returns", "product"]
    assert [each["entry"] for each in suggested(*lines[::-1]) if each["kind"] == "entry"][:2] == ["product", "returns"]


def test_a_product_brings_what_the_store_named_in_its_stead_and_where_it_is():
    items = suggested(("nl", "waar staat de halfvolle melk"), lang="nl", reads="en")
    assert items[0]["title"] == "Find a product: semi-skimmed milk"
    assert "gangpad 4" in items[0]["text"]
    related = [each for each in items if each["kind"] == "related"]
    assert [(each["entry"], each["because"], each["words"]) for each in related] == [
        ("whole-milk", "named", "semi-skimmed milk"),
        ("skimmed-milk", "named", "semi-skimmed milk"),
    ]
    assert "aisle 4" in related[0]["reading"]
    assert not [each for each in suggested(("nl", "hoe laat sluiten jullie")) if each["kind"] == "related"], (
        "no selling"
    )


def test_what_is_unclear_is_asked_in_the_shoppers_language():
    (question,) = (each for each in suggested(("nl", "ik zoek iets"), reads="en") if each["kind"] == "question")
    assert question["text"] == "Welk product zoekt u?"
    choice = next(each for each in suggested(("nl", "hebben jullie een fietspomp met manometer")) if "choices" in each)
    assert choice["choices"]["nl"] == ["Fiets stallen"]


def test_of_nothing_comes_nothing():
    assert suggested() == suggested(("nl", "?!")) == []
