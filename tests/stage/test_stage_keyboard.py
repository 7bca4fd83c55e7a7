"""Typing on the screen: letters of each language, Korean syllables, and who types is there."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.commands import CloseSession, Scene
from kiosk.events import HumanPressed, QuestionTyped, ScreenTouched
from kiosk.stage.arrangement.arrange import arrange
from kiosk.stage.input import hangul
from kiosk.stage.input.field import Field
from kiosk.stage.input.keyboard import CLOSE, OPEN, SHIFT, Key, rows
from kiosk.stage.input.touch import LEFT_S, PRESENT_S, STRUCK_S, Touch
from kiosk.stage.view import View
from kiosk.stage.window.display import Touched, Typed

ATTRACT = View(Scene("attract", "nl"), ("nl", "en"))
VISIT = View(Scene("listening", "nl"), ("nl", "en"))
SYLLABLES = st.integers(0xAC00, 0xD7A3).map(chr)


CONJOINING = {
    "CHOSEONG": (hangul.LEADS, 0x1100),
    "JUNGSEONG": (hangul.VOWELS, 0x1161),
    "JONGSEONG": (hangul.TAILS, 0x11A7),
}


def letters(syllables: str) -> list[str]:
    """The keys for a text, each as it is found on the keyboard: pairs are typed as two."""
    keys: list[str] = []
    for part in unicodedata.normalize("NFD", syllables):
        kind = unicodedata.name(part).split()[1:2]
        table, first = CONJOINING.get(kind[0], ("", 0)) if kind else ("", 0)
        letter = table[ord(part) - first] if table else part
        keys += hangul.PARTS.get(letter, letter)
    return keys


def typed(keys: list[str], field: Field | None = None) -> Field:
    field = field or Field(open=True)
    for key in keys:
        kind = {" ": "space", "<": "backspace"}.get(key, "letter")
        field, _ = field.after(Key(kind, key if kind != "backspace" else ""))
    return field


@pytest.mark.parametrize("text", ["우유 어디 있어요", "닭이 왜 없어", "빵값 좀 봐 주세요", "삶은 달걀", "얘기 의자"])
def test_korean_letters_become_the_syllables_they_are_meant_for(text: str) -> None:
    assert typed(letters(text)).text == text


@given(SYLLABLES)
def test_every_syllable_can_be_typed_and_taken_back_letter_by_letter(syllable: str) -> None:
    keys = letters(syllable)
    field = typed(keys)
    assert field.text == syllable
    for left in range(len(keys) - 1, -1, -1):
        field = typed(["<"], field)
        assert field.text == typed(keys[:left]).text


@given(st.text(alphabet=[*hangul.LEADS, *hangul.VOWELS], max_size=12))
def test_no_order_of_letters_fails_or_loses_one(text: str) -> None:
    assert letters(typed(list(text)).text) == [part for letter in text for part in hangul.PARTS.get(letter, letter)]


def test_backspace_takes_a_whole_syllable_of_a_word_that_is_done() -> None:
    assert typed(["<"], typed([*letters("우유"), " "])).text == "우유"
    assert typed(["<", "<"], typed([*letters("우유"), " "])).text == "우"


def test_shift_is_for_one_letter() -> None:
    field, _ = Field(open=True).after(SHIFT)
    assert field.shifted
    upper = rows("ko", shifted=True)[1]
    field, _ = field.after(upper[0])
    assert (field.text, field.shifted) == ("ㅃ", False)


@pytest.mark.parametrize("lang", ["nl", "en", "fr", "de", "ko", "es"])
def test_every_keyboard_has_letters_digits_space_and_a_way_out(lang: str) -> None:
    keys = [key for row in rows(lang) for key in row]
    alphabet = {"fr": "abcdefghijklmnopqrstuvwxyzéèàçêôùû", "de": "abcdefghijklmnopqrstuvwxyzäöüß"}
    wanted = (
        "ㄱㄴㄷㄹㅁㅂㅅㅇㅈㅊㅋㅌㅍㅎㅏㅑㅓㅕㅗㅛㅜㅠㅡㅣㅐㅔ"
        if lang == "ko"
        else alphabet.get(lang, alphabet["fr"][:26])
    )
    assert set(wanted + "0123456789 ?") <= {key.text for key in keys}
    assert {"space", "backspace", "ask", "close"} <= {key.kind for key in keys}
    assert len({(key.kind, key.text) for key in keys}) == len(keys), "no key is there twice"


def does(touch: Touch, action: object, view: View = VISIT, now: float = 0.0) -> list[object]:
    layout = arrange(touch.shown(view, now), 1080, 1920)
    if isinstance(action, Key):
        rect = next(target.rect for target in layout.targets if target.event == action)
        action = Touched(rect.x + rect.w / 2, rect.y + rect.h / 2)
    return list(touch.does(action, layout, view, now))  # type: ignore[arg-type]


def test_a_question_is_typed_asked_and_gone() -> None:
    touch = Touch()
    does(touch, OPEN)
    for letter in "melk":
        does(touch, Key("letter", letter))
    assert touch.shown(VISIT, 0.0).typed == "melk"
    ask = next(key for row in rows("nl") for key in row if key.kind == "ask")
    assert does(touch, ask) == [QuestionTyped("melk")]
    assert touch.shown(VISIT, 9.0) == VISIT


def test_enter_with_nothing_typed_asks_nothing_and_keeps_the_keyboard() -> None:
    touch = Touch()
    does(touch, OPEN)
    ask = next(key for row in rows("nl") for key in row if key.kind == "ask")
    assert QuestionTyped("") not in does(touch, ask)
    assert touch.shown(VISIT, 0.0).keyboard


def test_opening_the_keyboard_begins_a_visit_and_typing_keeps_it_open() -> None:
    touch = Touch()
    assert does(touch, OPEN, ATTRACT) == [ScreenTouched()]
    assert does(touch, Typed("m"), VISIT, 1.0) == []
    assert does(touch, Typed("e"), VISIT, 1.0 + PRESENT_S) == [ScreenTouched()]
    assert does(touch, Typed("l"), VISIT, 1.5 + PRESENT_S) == []


def test_a_pressed_key_shows_that_it_was() -> None:
    touch = Touch()
    does(touch, OPEN)
    does(touch, Key("letter", "m"), now=1.0)
    assert touch.shown(VISIT, 1.0).struck == "m"
    assert touch.shown(VISIT, 1.1 + STRUCK_S).struck == ""


def test_closing_keeps_what_was_typed_and_leaving_does_not() -> None:
    touch = Touch()
    does(touch, OPEN)
    does(touch, Key("letter", "m"))
    does(touch, CLOSE)
    assert (touch.shown(VISIT, 0.0).typed, touch.shown(VISIT, 0.0).keyboard) == ("m", False)
    touch.take(CloseSession(1, "left"))
    assert touch.shown(VISIT, 0.0) == VISIT


def test_a_keyboard_that_was_left_open_is_put_away() -> None:
    touch = Touch()
    does(touch, OPEN)
    does(touch, Key("letter", "m"))
    assert touch.shown(VISIT, LEFT_S - 1).keyboard
    assert touch.shown(VISIT, LEFT_S + 1) == VISIT


def test_a_person_is_asked_for_with_the_keyboard_open() -> None:
    touch = Touch()
    does(touch, OPEN)
    rect = arrange(touch.shown(VISIT, 0.0), 1080, 1920).human
    assert does(touch, Touched(rect.x + 5, rect.y + 5)) == [HumanPressed()]
