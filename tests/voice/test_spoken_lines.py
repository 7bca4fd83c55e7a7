"""What is written in a shop, and what must be heard: a table by hand for each language, and laws for any text."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.faults import FaultyInputError
from kiosk.settings import LANGS
from kiosk.voice import visemes
from kiosk.voice.dictionary import Dictionary, of_store
from kiosk.voice.engines import Order
from kiosk.voice.espeak_engine import EspeakEngine
from kiosk.voice.normalise import normalise, readings_of
from kiosk.voice.rules import rules_of, voice_of

TABLES = sorted(Path(__file__).parent.glob("lines_*.tsv"))
FEWEST = 150


def lines(table: Path) -> list[tuple[str, str, str]]:
    """Language, written, spoken."""
    lang = table.stem.removeprefix("lines_")
    return [(lang, *line.split("\t")) for line in table.read_text(encoding="utf-8").splitlines()]  # type: ignore[misc]


LINES = [line for table in TABLES for line in lines(table)]


@pytest.mark.parametrize(("lang", "written", "spoken"), LINES, ids=[f"{line[0]} {line[1]}" for line in LINES])
def test_a_line_is_heard_as_it_must_be(lang: str, written: str, spoken: str) -> None:
    assert normalise(written, lang).text == spoken


@pytest.mark.parametrize("lang", ["nl", "en", "fr", "de"])
def test_a_language_has_enough_lines_and_none_twice(lang: str) -> None:
    written = [line[1] for line in LINES if line[0] == lang]
    assert len(written) >= FEWEST
    assert len(set(written)) == len(written)


@pytest.mark.parametrize("lang", ["nl", "en", "fr", "de"])
def test_every_rule_has_a_line_that_it_reads(lang: str) -> None:
    used = {reading.rule for line in LINES if line[0] == lang for reading in readings_of(line[1], lang)}
    assert [rule.name for rule in rules_of(lang).rules if rule.name not in used] == []


# --- laws for any text ------------------------------------------------------------------------------------------------

WRITTEN = st.lists(st.sampled_from(sorted({piece for _, line, _ in LINES for piece in line.split()})), max_size=8)
ANY_TEXT = st.one_of(st.text(max_size=60), WRITTEN.map(" ".join))
DIGITS = st.text("0123456789", min_size=1, max_size=14)
NUMBERS = st.lists(st.tuples(DIGITS, st.sampled_from(list(" .,:-/x€%+#°h"))), min_size=1, max_size=4)


@settings(max_examples=150)
@given(ANY_TEXT, st.sampled_from(LANGS))
def test_any_text_is_read_and_its_places_are_in_order_and_inside(caption: str, lang: str) -> None:
    spoken = normalise(caption, lang)
    places = [spoken.caption_offset(at) for at in range(len(spoken.text))]
    assert places == sorted(places)
    assert all(0 <= place <= len(caption) for place in places)
    ends = [0, *(word.char + word.len for word in spoken.words)]
    assert all(end <= word.char for end, word in zip(ends, spoken.words, strict=False))
    assert ends[-1] <= len(caption)


@settings(max_examples=150)
@given(NUMBERS, st.sampled_from(LANGS))
def test_no_digit_is_left_out(parts: list[tuple[str, str]], lang: str) -> None:
    """A digit is copied, or what is read for its place says something; a zero before a number may be silent."""
    caption = "".join(f"{digits}{sign}" for digits, sign in parts)
    readings = readings_of(caption, lang)
    for at, letter in enumerate(caption):
        read = next((reading for reading in readings if reading.start <= at < reading.end), None)
        assert not letter.isdigit() or read is None or any(said.isalnum() for said in read.say), (caption, read)


@settings(max_examples=80)
@given(st.lists(st.sampled_from(["de", "het", "een", "en", "of", "melk", "brood", "gang", "links"]), max_size=12))
def test_plain_words_stay_and_a_second_reading_changes_nothing(plain: list[str]) -> None:
    caption = " ".join(plain)
    assert normalise(caption, "nl").text == caption


@pytest.mark.parametrize("lang", ["nl", "en", "fr", "de"])
def test_what_is_read_aloud_is_read_aloud_no_further(lang: str) -> None:
    """Money, times and units, read once, hold nothing more to read."""
    for sentence in ("€ 4,95", "9:30", "2 kg", "12 m²", "25/12", "2-4"):
        once = normalise(sentence, lang).text
        assert normalise(once, lang).text == once


# --- the dictionary ---------------------------------------------------------------------------------------------------


def said(caption: str, **words: str) -> str:
    return normalise(caption, "nl", Dictionary({word.replace("_", " "): said for word, said in words.items()})).text


def test_a_word_is_found_whole_in_any_case_and_the_longest_wins() -> None:
    words = {"Jumbo": "joembo", "Jumbo_City": "joembo sittie"}
    assert said("Naar JUMBO, of jumbo  city!", **words) == "Naar joembo, of joembo sittie!"
    assert said("Jumbootje, superjumbo, Jumbo-tas", **words) == "Jumbootje, superjumbo, joembo-tas"


def test_a_brand_in_an_address_is_left_to_the_address() -> None:
    assert said("www.jumbo.nl, info@jumbo.nl", jumbo="joembo") == (
        "w w w punt jumbo punt nl, info apenstaartje jumbo punt nl"
    )


def test_the_store_s_own_words_go_before_the_language_s(tmp_path: Path) -> None:
    (tmp_path / "pronunciation.toml").write_text('[nl]\n"Albert Heijn" = "appie"\n', encoding="utf-8")
    assert normalise("Albert Heijn", "nl", of_store(tmp_path)["nl"]).text == "appie"
    assert of_store(tmp_path / "nowhere") == {}


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ('"Jumbo" = " "', "says nothing"), ('"…" = "a"', "holds no letter"), ('"Jumbo" = "[[joembo"', "[[ and ]]"),
        ('"Jumbo" = "[[jo em]]"', "[[ and ]]"), ('"Jumbo" = "a"\n"JUMBO" = "b"', "capitals do not count"),
    ],
)  # fmt: skip
def test_a_fault_in_the_store_s_words_is_named(tmp_path: Path, line: str, told: str) -> None:
    (tmp_path / "pronunciation.toml").write_text(f"[nl]\n{line}\n", encoding="utf-8")
    with pytest.raises(FaultyInputError) as refused:
        of_store(tmp_path)
    assert told in refused.value.sentence
    assert refused.value.faults[0].line


def test_a_caption_cannot_give_the_engine_orders() -> None:
    assert "[[" not in normalise("[[kiS]] is lekker", "nl").text


@pytest.mark.engine
@pytest.mark.parametrize("lang", sorted({line[0] for line in LINES}))
def test_every_sound_of_every_line_has_a_mouth_shape(lang: str) -> None:
    engine, sounds = EspeakEngine(), set[str]()
    for at in range(0, len(said := [line[2] for line in LINES if line[0] == lang]), 10):
        order = Order(". ".join(said[at : at + 10]), voice_of(lang), 450, 50)
        sounds |= {event.ipa.strip("ˌˈ_:") for event in engine.speak(order).phonemes if not event.ipa.startswith("(")}
    assert len(sounds) > 25
    assert [ipa for ipa in sorted(sounds) if not visemes.is_known(ipa)] == []
