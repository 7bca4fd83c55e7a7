"""The store's words in a recogniser's units, and the store's phrases."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.checks.vocabulary import lacks
from kiosk.errors import InputError
from kiosk.hearing.plurals import plurals
from kiosk.hearing.units import Respeller, cut, grammar, lexicon, words_of
from kiosk.hearing.vocabulary import Phrase, phrases, sources

UNITS = {"우유", "는", "어디", "에", "있", "어요", "있어요", "fiets", "fietsen", "stalling", "waar", "is", "de", "a"}


def known(word: str) -> bool:
    return word in UNITS


@pytest.mark.parametrize(
    ("word", "units"),
    [
        ("우유는", ("우유", "는")),
        ("있어요", ("있어요",)),
        ("fietsenstalling", ("fietsen", "stalling")),
        ("우주", ()),
        ("aa", ()),
    ],
)
def test_words_are_cut_into_the_longest_units(word: str, units: tuple[str, ...]) -> None:
    assert cut(word, known) == units


def test_a_long_unit_that_leads_nowhere_gives_way_to_a_shorter_one() -> None:
    lexicon = {"abc", "abcd", "def"}
    assert cut("abcdef", lexicon.__contains__) == ("abc", "def")


@given(st.text("abc", min_size=1, max_size=12), st.sets(st.text("abc", min_size=1, max_size=5)))
def test_units_spell_the_word(word: str, units: set[str]) -> None:
    made = cut(word, units.__contains__)
    assert not made or ("".join(made) == word and units.issuperset(made))


def test_punctuation_and_case_do_not_reach_the_recogniser() -> None:
    assert words_of("Waar is de m’n fietsenstalling?! (A_B)") == (
        "waar",
        "is",
        "de",
        "m'n",
        "fietsenstalling",
        "a",
        "b",
    )


def test_a_grammar_has_each_phrase_once_without_what_cannot_be_heard() -> None:
    texts = ("Waar is de xyz?", "waar is de", "우유는 어디에 있어요?")
    words = lexicon(texts, known)
    assert "xyz" not in words
    assert grammar(texts, words) == ["waar is de", "우유 는 어디 에 있어요"]


def test_what_was_heard_is_spelled_in_the_stores_words() -> None:
    respell = Respeller(lexicon(("우유는 어디에",), known))
    assert respell.text(["우유", "는", "있어요", "어디", "에"]) == "우유는 있어요 어디에"
    assert respell.groups(["어디", "에", "는"]) == [("어디에", 0, 2), ("는", 2, 3)]


def test_phrases_of_a_store(tmp_path: Path) -> None:
    (tmp_path / "knowledge").mkdir()
    (tmp_path / "knowledge" / "nl.toml").write_text(
        '[[entry]]\nid = "x"\ntitle = "Zoeken"\nphrasings = ["waar is de {product}", "tot hoe laat"]\n', "utf-8"
    )
    (tmp_path / "products.csv").write_text("id,name_nl,name_en\n1,melk,milk\n2,brood,bread\n3,,tea\n", "utf-8")
    own = ("waar is de melk", "waar is de brood", "tot hoe laat", "Zoeken", "melk", "brood")
    assert phrases(tmp_path, "nl")[: len(own)] == own
    assert phrases(tmp_path, "fr") == (), "a language in which nothing can be asked"


def test_all_that_can_be_said_to_a_kiosk_is_in_its_vocabulary() -> None:
    store = Path(__file__).parents[2] / "config" / "demo-store"
    said = set(phrases(store, "en"))
    assert said >= {"sunday", "twelve", "stop", "mhm", "in dutch please"}
    assert said >= {"apples", "apple", "aisle 4", "De Linde", "good friday"}


def test_each_phrase_has_its_place(tmp_path: Path) -> None:
    (tmp_path / "products.csv").write_text("id,name_en,synonyms_en,brand\nc,cola,soft drink;coke,Fizzy\n", "utf-8")
    (tmp_path / "map.toml").write_text('[[place]]\nid = "p"\nname = { en = "the cellar" }\n', "utf-8")
    found = {phrase.text: phrase for phrase in sources(tmp_path, "en")}
    for text in ("cola", "colas", "soft drinks", "coke", "Fizzy", "Fizzy cola"):
        assert (found[text].file, found[text].item) == ("products.csv", "c")
    assert (found["the cellar"].file, found["the cellar"].own) == ("map.toml", True)
    assert (found["monday"].file, found["monday"].own) == ("answers/en.toml", False)


@pytest.mark.parametrize(
    ("lang", "one", "other"),
    [
        ("en", "berry", "berries"),
        ("en", "apples", "apple"),
        ("en", "boxes", "box"),
        ("en", "glass", "glasses"),
        ("nl", "kiwi", "kiwi's"),
        ("nl", "komkommers", "komkommer"),
        ("fr", "gâteau", "gâteaux"),
        ("de", "Birne", "Birnen"),
    ],
)
def test_one_and_many(lang: str, one: str, other: str) -> None:
    assert plurals(one, lang) == (other,)


def test_korean_has_no_plural() -> None:
    assert plurals("사과", "ko") == ()


def test_what_a_model_lacks_is_told_with_entry_and_product_each_word_once() -> None:
    said = (
        Phrase("where is the zyx", "knowledge/en.toml", "find"),
        Phrase("zyx and qwv", "knowledge/en.toml", "buy"),
        Phrase("qwv xylo", "products.csv", "q"),
    )
    told = [(lack.file, lack.item, lack.words) for lack in lacks(said, frozenset({"zyx", "qwv", "xylo"}))]
    assert told == [
        ("knowledge/en.toml", "find", ("zyx",)),
        ("knowledge/en.toml", "buy", ("qwv",)),
        ("products.csv", "q", ("xylo",)),
    ]


def test_a_broken_store_is_bad_input(tmp_path: Path) -> None:
    (tmp_path / "knowledge").mkdir()
    (tmp_path / "knowledge" / "nl.toml").write_text("[[entry]\n", "utf-8")
    with pytest.raises(InputError) as fault:
        phrases(tmp_path, "nl")
    assert fault.value.code == "store.format"


def test_the_demo_store_has_phrases_in_its_languages() -> None:
    store = Path(__file__).parents[2] / "config" / "demo-store"
    for lang in ("nl", "en", "ko"):
        assert len(phrases(store, lang)) > 100
