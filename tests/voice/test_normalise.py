"""Written text as it is read aloud, and the words of the caption that it belongs to."""

from __future__ import annotations

import re
import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk import marks
from kiosk.errors import InputError
from kiosk.resources import config_dir
from kiosk.settings import LANGS
from kiosk.voice.normalise import normalise

READ_ALOUD = [
    ("nl", "De melk kost € 4,95.", "De melk kost 4 euro 95."),
    ("nl", "Nu € 4,- of € 0,95", "Nu 4 euro of 95 cent"),
    ("nl", "Een bank voor € 1.250,00.", "Een bank voor 1250 euro."),
    ("nl", "De prijs is 1,29 euro, of 2,00 euro.", "De prijs is 1 euro 29, of 2 euro."),
    ("en", "The price is 1.29 euros, or 0.95 euros.", "The price is one euro 29, or 95 cents."),
    ("fr", "Le prix est de 2,49 euros, ou 1,00 euro.", "Le prix est de 2 euros 49, ou un euro."),
    ("de", "Der Preis ist 2,49 Euro, oder 3,00 Euro.", "Der Preis ist 2 Euro 49, oder 3 Euro."),
    ("ko", "가격은 1.29 유로입니다", "가격은 1 유로 29 센트입니다"),
    ("nl", "€ 2,05 per stuk", "2 euro 5 per stuk"),
    ("nl", "Open van 9:00 tot 21.30 uur.", "Open van 9 uur tot 21 uur 30."),
    ("nl", "Open 9–18 uur, ma t/m za.", "Open 9 tot 18 uur, maandag tot en met zaterdag."),
    ("nl", "Gang 3 t/m 5", "Gang 3 tot en met 5"),
    ("nl", "ca. 12 m² en 1,5 l", "circa 12 vierkante meter en 1,5 liter"),
    ("nl", "500 g voor 5%", "500 gram voor 5%"),
    ("nl", "Bel 020-1234567 voor 2 dagen.", "Bel 0 2 0, 1 2 3, 4 5, 6 7 voor 2 dagen."),
    ("nl", "Vak A-12", "Vak A12"),
    ("en", "It costs €4.95, or £1.", "It costs 4 euros 95, or one pound."),
    ("en", "Only £0.80", "Only 80 pence"),
    ("en", "Open 9:00–18:00, Mon–Fri 9.30 am", "Open 9 to 6 PM, Monday to Friday 9 30 AM"),
    ("en", "1 kg or 2 l", "one kilo or 2 litres"),
    ("en", "approx. 3 m²", "about 3 square metres"),
    ("fr", "Le lait coûte 4,95 €.", "Le lait coûte 4 euros 95."),
    ("fr", "Ouvert 9h–21h30", "Ouvert 9 heures à vingt et une heures 30"),
    ("fr", "env. 2 kg, 1 €", "environ 2 kilos, un euro"),
    ("de", "Die Milch kostet 4,95 €.", "Die Milch kostet 4 Euro 95."),
    ("de", "Mo–Sa 9:00–18:30 Uhr", "Montag bis Samstag 9 bis 18 Uhr 30"),
    ("de", "z. B. ca. 2 kg um 1 Uhr", "zum Beispiel zirka 2 Kilo um ein Uhr"),
    ("ko", "우유 3개에 4,500원", "우유 세 개에 4500원"),
    ("ko", "9:00에 열고 9시 30분", "오전 아홉 시에 열고 아홉 시 30분"),
    ("ko", "4번 통로, 1.5L", "4번 통로, 1.5 리터"),
]


@pytest.mark.parametrize(("lang", "written", "read"), READ_ALOUD)
def test_read_aloud(lang, written, read):
    assert normalise(written, lang).text == read


@pytest.mark.parametrize("lang", LANGS)
def test_plain_sentences_are_left_alone(lang):
    sentence = "Dit is 2025, 12 eieren & 1000 gram."
    assert normalise(sentence, lang).text == sentence


def words(caption, lang="nl"):
    spoken = normalise(caption, lang)
    return [caption[word.char : word.char + word.len] for word in spoken.words]


def test_words_are_those_of_the_caption_without_punctuation():
    assert words("“Melk”, zei ze – en kaas!") == ["Melk", "zei", "ze", "en", "kaas"]


def test_what_is_read_together_is_one_word():
    assert words("De melk kost € 4,95, vandaag.") == ["De", "melk", "kost", "€ 4,95", "vandaag"]
    assert words("Open ma t/m za tot 21.30 uur") == ["Open", "ma t/m za", "tot", "21.30 uur"]


def test_every_spoken_place_finds_its_word():
    caption = "Voor € 4,95 in gang A-4."
    spoken = normalise(caption, "nl")
    told = {}
    for match in re.finditer(r"\w+", spoken.text):
        word = spoken.words[spoken.word_at(match.start())]
        told[match[0]] = caption[word.char : word.char + word.len]
    assert told == {
        "Voor": "Voor",
        "4": "€ 4,95",
        "euro": "€ 4,95",
        "95": "€ 4,95",
        "in": "in",
        "gang": "gang",
        "A4": "A-4",
    }


PIECES = [
    "€ 4,95",
    "9:00",
    "9–18",
    "t/m",
    "12 m²",
    "ca.",
    "melk",
    "1 kg",
    "A-4",
    "—",
    "é",
    ",",
    "1.250",
    "ma-vr",
    "3개",
    "$",
]


@given(st.lists(st.sampled_from(PIECES), max_size=12), st.sampled_from(LANGS))
def test_offsets_hold_for_any_text(pieces, lang):
    caption = " ".join(pieces)
    spoken = normalise(caption, lang)
    ends = [word.char + word.len for word in spoken.words]
    assert all(end <= word.char for end, word in zip(ends, spoken.words[1:], strict=False))
    offsets = [spoken.caption_offset(at) for at in range(len(spoken.text))]
    assert offsets == sorted(offsets)
    assert all(0 <= offset <= len(caption) for offset in offsets)
    for at, letter in enumerate(spoken.text):
        if letter.isalnum():
            assert spoken.word_at(at) is not None, (caption, spoken.text, at)


def test_an_unknown_language_is_refused():
    with pytest.raises(InputError) as refused:
        normalise("salve", "la")
    assert refused.value.code == "voice.language"


@pytest.mark.parametrize("lang", LANGS)
def test_rules_have_no_doubles_and_nothing_unused(lang):
    file = tomllib.loads((config_dir() / "voice" / f"{lang}.toml").read_text())
    rules, parts, tables = file["rules"], file.get("parts", {}), set(file["tables"])
    patterns = " ".join([*(rule["match"] for rule in rules), *parts.values()])
    looked_up = {name for rule in rules for name in re.findall(r"\{\w+:(\w+)\*?\}", rule["say"])}
    named = set(re.findall(r"\{([a-z_]\w*)\}", patterns))
    assert tables <= looked_up | named
    assert set(parts) <= named
    assert len({rule["match"] for rule in rules}) == len(rules)
    assert len({rule["name"] for rule in rules}) == len(rules)


# --- inline marks -----------------------------------------------------------------------------------------------------


def test_marks_are_taken_out_with_their_place():
    plain, found = marks.split("De melk staat ^point(aisle-4) in ^nod()gang 4. ^wave(bye)")
    assert plain == "De melk staat in gang 4."
    assert [(mark.name, mark.arg, plain[mark.char :]) for mark in found] == [
        ("point", "aisle-4", "in gang 4."),
        ("nod", "", "gang 4."),
        ("wave", "bye", ""),
    ]


def test_a_mark_that_needs_no_place_needs_no_brackets():
    plain, found = marks.split("Ja, ^nod dat klopt. ^smile Fijn!")
    assert plain == "Ja, dat klopt. Fijn!"
    assert [(mark.name, mark.arg, plain[mark.char :]) for mark in found] == [
        ("nod", "", "dat klopt. Fijn!"),
        ("smile", "", "Fijn!"),
    ]


@pytest.mark.parametrize(
    ("text", "heard", "meant"),
    [
        ("Thank you ^nod", "Thank you", ["nod"]),
        ("Thank you ^nod ^wave. Bye!", "Thank you. Bye!", ["nod", "wave"]),
        ("Yes ^nod, of course (^Smile too).", "Yes, of course (too).", ["nod", "smile"]),
        ("^welcome^wave Hello", "Hello", ["welcome", "wave"]),
        ("^Point(aisle-4) There", "There", ["point"]),
        ("It is ^point(aisle-4 there", "It is there", ["point"]),
        ("Bonjour ^nod !", "Bonjour !", ["nod"]),
        ("^nod네 저기", "네 저기", ["nod"]),
    ],
)
def test_a_mark_is_never_read_however_it_is_written(text, heard, meant):
    plain, found = marks.split(text)
    assert (plain, [mark.name for mark in found]) == (heard, meant)
    assert all(0 <= mark.char <= len(plain) for mark in found)


@pytest.mark.parametrize("text", ["", "2^3 = 8", "^", "point(a)", "^(a)", "a ^ b"])
def test_what_is_no_mark_stays(text):
    assert marks.split(text) == (text, ())
