"""Simulated hands press where a thing stands on the screen, so that a touch takes the way of a real one."""

from __future__ import annotations

import pygame

from kiosk.commands import Scene
from kiosk.events import ChoicePressed, HumanPressed, LanguagePressed, QuestionTyped, ScreenTouched
from kiosk.stage.arrangement.arrange import arrange
from kiosk.stage.arrangement.layout import hit
from kiosk.stage.input.field import Field
from kiosk.stage.input.hands import inputs
from kiosk.stage.view import View
from kiosk.stage.window.display import Pressed, Touched, Typed

LAYOUT = arrange(View(Scene("attract", "en"), ("nl", "en")), 540, 960)


def test_what_is_on_the_screen_is_hit() -> None:
    for wish in (HumanPressed(), LanguagePressed("nl")):
        (touch,) = inputs([wish], LAYOUT)
        assert isinstance(touch, Touched)
        assert hit(LAYOUT, touch.x, touch.y) == wish


def test_what_is_not_there_is_pressed_in_vain() -> None:
    (touch,) = inputs([ChoicePressed("not-offered")], LAYOUT)
    assert isinstance(touch, Touched)
    assert hit(LAYOUT, touch.x, touch.y) == ScreenTouched()


def test_a_question_goes_through_the_keyboard() -> None:
    typed, enter = inputs([QuestionTyped("where is the milk")], LAYOUT)
    assert isinstance(typed, Typed)
    assert enter == Pressed(pygame.K_RETURN)
    field, question = Field().after(typed)
    assert question == ""
    assert isinstance(enter, Pressed)
    assert field.after(enter) == (Field(), "where is the milk")
