"""From a talk with a colleague the shopper may walk away unseen, or another may stand there: neither goes unnoticed."""

import pytest
from dialogue.world import PARTS, World

from kiosk import commands as c
from kiosk import events as e

BLIND = tuple(part for part in (*PARTS, "desk") if part != "sight")


def joined(mode="whisper", parts=BLIND):
    """A colleague is there, with a shopper who touched the screen."""
    world = World(parts=parts, duplex=True)
    world.desk, world.consents = "silent", False
    world.post(e.ScreenTouched())
    if "sight" in parts:
        world.arrive()
    world.post(e.HumanPressed())
    world.post(e.HumanJoined(1, "Sanne", mode))
    world.wait(1.0)
    if mode != "whisper":
        world.post(e.ChoicePressed(f"consent-{mode}"))
    world.wait(9.0)
    return world


def prompts(world):
    return sum(world.is_variant(said, "still_there") for said in world.said)


@pytest.mark.parametrize("mode", ["whisper", "voice", "video"])
def test_who_walked_away_unseen_is_called_and_then_the_talk_ends(mode):
    world = joined(mode, BLIND if mode != "video" else (*PARTS, "desk"))
    if mode == "video":
        world.kill("sight")
    world.wait(200.0)
    assert prompts(world) == 1, "it is said, so that the colleague reads it too"
    assert world.state.session is None
    assert world.outcomes == {1: "joined"}
    assert world.found(c.CancelHuman) == [c.CancelHuman(1)]
    assert world.found(c.CallMode)[-1].mode == "none"


@pytest.mark.parametrize("mode", ["whisper", "voice"])
@pytest.mark.parametrize(
    "sign", [e.ScreenTouched(), e.VoiceStarted(9, 0.0), e.HumanSaid(1, "hello?", "en"), e.HumanTyped(1, 1, "hello?")]
)
def test_any_sign_of_either_goes_on_with_it(mode, sign):
    world = joined(mode)
    while not prompts(world):
        world.wait(5.0)
    world.wait(4.0)
    world.post(sign)
    assert world.state.in_call == (mode == "voice")
    world.wait(60.0)
    assert world.state.colleague is not None
    assert prompts(world) == 1


def test_a_talk_in_which_the_colleague_goes_on_is_not_asked_about():
    world = joined()
    for _ in range(10):
        world.post(e.HumanWhispered(1, "Turn left at the bread.", "en"))
        world.wait(60.0)
    assert not prompts(world)


def test_who_is_seen_may_be_silent_for_as_long_as_they_like():
    world = joined("whisper", (*PARTS, "desk"))
    world.wait(900.0)
    assert not prompts(world)
    world.post(e.ShopperLeft(1))
    assert world.found(c.CancelHuman) == [c.CancelHuman(1)]


@pytest.mark.parametrize("mode", ["whisper", "voice", "video"])
def test_who_comes_after_sight_was_blind_does_not_go_on_with_the_talk_of_another(mode):
    world = joined(mode, (*PARTS, "desk"))
    world.kill("sight")
    world.wait(14.0)
    assert prompts(world) == 1
    world.post(e.HumanTyped(1, 1, "Are you there?"))
    world.start("sight")
    world.post(e.ShopperEngaged(7, 1.4))
    assert world.found(c.CancelHuman) == [c.CancelHuman(1)]
    assert world.gate.mode == "none"
    assert world.says("greeting")
    assert world.state.session.id == 2
    assert "there?" not in world.state.scene.caption


def test_a_colleague_who_talks_on_tells_nothing_of_who_stands_there():
    world = joined("voice", (*PARTS, "desk"))
    world.kill("sight")
    world.wait(7.0)
    world.post(e.HumanSaid(1, "and then turn left", "en"))
    assert not world.state.in_call, "the shopper is asked all the same"
    world.wait(40.0)
    assert world.state.session is None


@pytest.mark.parametrize("mode", ["whisper", "voice"])
@pytest.mark.parametrize("sign", [e.ScreenTouched(), e.VoiceStarted(9, 0.0)])
def test_who_gave_a_sign_meanwhile_goes_on(mode, sign):
    world = joined(mode, (*PARTS, "desk"))
    world.kill("sight")
    world.wait(8.0)
    world.post(sign)
    world.start("sight")
    world.post(e.ShopperEngaged(7, 1.4))
    assert not world.found(c.CancelHuman)
    assert world.state.colleague is not None


def blind_and_mute(mode):
    """A live talk at a kiosk that neither sees nor speaks any more."""
    world = joined(mode, (*PARTS, "desk"))
    world.kill("voice")
    world.kill("sight")
    return world


@pytest.mark.parametrize("mode", ["whisper", "voice", "video"])
@pytest.mark.parametrize(
    "act",
    [
        e.HumanSaid(1, "and then turn left", "en"),
        e.HumanTyped(1, 1, "left"),
        e.HumanWhispered(1, "Left, please.", "en"),
    ],
)
def test_a_colleague_who_goes_on_keeps_a_talk_open_at_a_kiosk_that_neither_sees_nor_speaks(mode, act):
    world = blind_and_mute(mode)
    for _ in range(8):
        world.wait(25.0)
        world.post(act)
    assert world.state.colleague is not None
    assert world.state.session.called, "who stands there is not known all the same"
    world.wait(200.0)
    assert world.state.session is None, "neither side does anything"


def test_a_shopper_who_tells_a_long_story_in_a_call_is_not_cut_off_where_the_kiosk_cannot_ask_aloud():
    world = blind_and_mute("voice")
    world.post(e.HumanSaid(1, "tell me", "en"))
    world.wait(90.0)
    assert world.state.in_call


@pytest.mark.parametrize("blind_s", [2.0, 20.0])
@pytest.mark.parametrize("comes", ["while it is blind", "afterwards"])
def test_who_waits_in_line_while_sight_begins_anew_keeps_session_and_place(blind_s, comes):
    world = World(parts=(*PARTS, "desk"), duplex=True)
    world.desk, world.consents = "silent", False
    world.arrive()
    world.post(e.HumanPressed())
    world.post(e.HumanQueued(1, 2, 120.0))
    world.kill("sight")
    world.wait(blind_s)
    if comes == "while it is blind":
        world.post(e.HumanJoined(1, "Sanne", "whisper"))
    world.start("sight")
    world.post(e.ShopperEngaged(7, 1.4))
    world.post(e.HumanJoined(1, "Sanne", "whisper"))
    world.wait(5.0)
    assert (world.state.session.id, world.state.case) == (1, 1)
    assert world.state.colleague.name == "Sanne"
    assert not world.found(c.CancelHuman)
