"""While it rings, and while a colleague looks something up, the shopper's own keys and buttons go on working."""

import pytest
from dialogue.world import PARTS, World, phrases

from kiosk import commands as c
from kiosk import events as e


@pytest.fixture
def world():
    world = World(parts=(*PARTS, "desk"), duplex=True)
    world.post(e.ScreenTouched())
    world.wait(9.0)
    world.desk, world.consents = "silent", False
    world.post(e.HumanPressed())
    return world


def call(world):
    world.post(e.HumanJoined(1, "Sanne", "voice"))
    world.post(e.ChoicePressed("consent-voice"))


def on_hold(world):
    return world.is_variant(world.state.scene.caption, "on_hold")


def test_while_it_rings_typing_is_answered_and_mute_is_no_goodbye(world):
    world.post(e.HumanQueued(1, 2, 40.0))
    world.post(e.Typing("where is"))
    world.post(e.QuestionTyped("where is the milk"))
    world.post(e.VolumePressed("mute"))
    world.wait(1.0)
    assert world.state.session.reply is not None
    assert world.state.muted
    assert not world.outcomes


def test_what_a_colleague_puts_on_hold_before_joining_holds_nothing_of_the_shoppers(world):
    world.post(e.HumanHeld(1, True))
    call(world)
    assert (world.gate.mode, world.gate.microphone) == ("voice", True)
    world.wait(1.0)
    assert not on_hold(world)
    assert phrases()["en"]["notice_hold"][0] not in world.state.scene.notices


def test_the_microphone_can_be_off_before_the_line_is_through(world):
    call(world)
    world.post(e.ChoicePressed("call-microphone"))
    world.wait(2.0)
    assert not world.gate.microphone


def test_on_hold_the_buttons_work_and_nobody_is_told_that_they_are_heard(world):
    call(world)
    world.wait(2.0)
    world.post(e.HumanHeld(1, True))
    for _ in range(2):
        world.post(e.ChoicePressed("call-microphone"))
        assert not world.gate.microphone
        assert on_hold(world)
    world.post(e.QuestionTyped("take your time"))
    assert world.state.scene.heard == "take your time"
    world.post(e.ChoicePressed("call-microphone"))
    world.post(e.HumanHeld(1, False))
    assert not world.gate.microphone, "it was turned off meanwhile"
    assert not world.found(c.CancelHuman)
