"""What the screen does in a handover: the place in line, a keypad, text that a colleague reads along, true lights."""

from __future__ import annotations

import pytest
from stage_support import picture_of

from kiosk.commands import CloseSession, Scene, Show
from kiosk.events import Card, NumberTyped, QuestionTyped, Typing
from kiosk.stage.arrangement.arrange import arrange
from kiosk.stage.arrangement.layout import LEAST
from kiosk.stage.input.touch import Touch
from kiosk.stage.painting import qr
from kiosk.stage.painting.panels import status_words
from kiosk.stage.view import View
from kiosk.stage.window.display import Pressed, Touched, Typed
from kiosk.stage.words import words_of

SIZE = (1080, 1920)
NUMBER = Scene("speaking", "nl", caption="Op welk nummer?", keypad=True)


def press(touch, view, name, now=1.0):
    layout = arrange(touch.shown(view, now), *SIZE)
    target = next(each for each in layout.targets if each.kind == "key" and each.id == name)
    middle = target.rect.x + target.rect.w / 2, target.rect.y + target.rect.h / 2
    return list(touch.does(Touched(*middle), layout, view, now))


def test_a_number_is_typed_on_a_keypad_that_comes_by_itself_and_goes_with_the_question():
    touch, view = Touch(), View(NUMBER, ("nl",))
    touch.take(Show(NUMBER))
    layout = arrange(touch.shown(view, 0.0), *SIZE)
    keys = [each for each in layout.targets if each.kind == "key"]
    assert {key.id for key in keys} == {*"1234567890", "+", "backspace", "close", "done"}
    assert all(min(key.rect.w, key.rect.h) >= LEAST for key in keys)
    assert any(each.kind == "human" for each in layout.targets)
    for digit in "0612":
        press(touch, view, digit)
    assert touch.shown(view, 1.0).typed == "0612"
    assert press(touch, view, "done") == [NumberTyped("0612")]
    touch.take(Show(Scene("speaking", "nl")))
    assert not touch.shown(View(Scene("speaking", "nl"), ("nl",)), 1.0).keyboard


def test_who_closes_the_keypad_does_without():
    touch, view = Touch(), View(NUMBER, ("nl",))
    touch.take(Show(NUMBER))
    assert press(touch, view, "close") == [NumberTyped("")]


@pytest.mark.parametrize(("speaker", "told"), [("assisted", ["d", "da", "dan", "da"]), ("human", ["d"]), ("ai", [])])
def test_every_character_goes_to_a_colleague_and_none_without_one(speaker, told):
    touch, view = Touch(), View(Scene("listening", "nl", speaker), ("nl",))
    layout = arrange(view, *SIZE)
    actions = [Typed(letter) for letter in "dan"] + [Pressed(8)] if len(told) != 1 else [Typed("d")]
    events = [event for action in actions for event in touch.does(action, layout, view, 1.0)]
    assert [event.text for event in events if isinstance(event, Typing)] == told
    assert list(touch.does(Pressed(13), layout, view, 1.0))[-1:] == [QuestionTyped(touch_text(actions))]
    touch.take(CloseSession(1, "left"))
    assert touch.shown(view, 1.0).typed == ""


def touch_text(actions):
    text = ""
    for action in actions:
        text = text + action.text if isinstance(action, Typed) else text[:-1]
    return text


def test_place_and_time_stand_on_the_screen_while_somebody_waits():
    view = View(Scene("waiting", "nl", waiting="Nummer 2 in de rij", notices=("x",)), ("nl",))
    assert view.notices == ("Nummer 2 in de rij", "x")
    assert arrange(view, *SIZE).strip is not None


@pytest.mark.parametrize("lang", ["nl", "en", "fr", "de", "ko"])
def test_the_light_of_a_call_tells_what_leaves_the_kiosk(lang):
    words = words_of(lang)
    heard = View(Scene("in-call", lang, "human", sends_sound=True), (lang,))
    muted = View(Scene("in-call", lang, "human"), (lang,))
    assert (status_words(heard, words), status_words(muted, words)) == (words.in_call, words.not_heard)
    _, lit = picture_of(heard.scene, (270, 480))
    _, dark = picture_of(muted.scene, (270, 480))
    assert (lit != dark).any()


def test_a_code_of_its_own_holds_just_that():
    card = Card("phone", "Verder", code="https://desk.example/k/abc")
    assert qr.words(card, View(Scene("speaking", "nl", cards=(card,)), ("nl",)), 400, 1.0) == card.code
