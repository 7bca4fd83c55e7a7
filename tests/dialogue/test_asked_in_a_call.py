"""In a sound call the shopper hears what is asked; and what a colleague wrote before a call is said before it."""

import pytest
from dialogue.world import PARTS, World

from kiosk import commands as c
from kiosk import events as e


@pytest.fixture
def world():
    """Shopper and colleague hear each other."""
    world = World(parts=(*PARTS, "desk"), duplex=True)
    world.arrive()
    world.desk, world.consents = "silent", False
    world.post(e.HumanPressed())
    world.post(e.HumanJoined(1, "Sanne", "whisper"))
    world.wait_for_floor()
    return world


def call(world):
    world.post(e.HumanWanted(1, "voice"))
    world.post(e.ChoicePressed("consent-voice"))
    world.wait(2.0)
    assert world.state.in_call


def speak(world, text):
    world.wait_for_floor()
    world.begin_voice()
    world.wait(0.5)
    world.end_voice(text)
    world.wait(0.1)


def gate(world):
    return world.gate.mode, world.gate.camera, world.gate.microphone, world.gate.heard


def test_the_question_for_video_is_spoken_and_the_colleague_is_not_heard_meanwhile(world):
    call(world)
    world.post(e.HumanWanted(1, "video"))
    assert world.says("consent_video")
    assert world.found(c.Say)[-1].speaker == "ai"
    assert world.state.scene.speaker == "ai"
    assert gate(world) == ("voice", False, False, False)
    assert world.state.scene.mode == "in-call"


def test_so_it_is_for_who_turned_the_microphone_off_who_may_answer_the_kiosk_all_the_same(world):
    call(world)
    world.post(e.ChoicePressed("call-microphone"))
    world.post(e.HumanWanted(1, "video"))
    assert world.says("consent_video")
    speak(world, "no")
    assert gate(world) == ("voice", False, False, True), "what was off stays off"


@pytest.mark.parametrize(
    ("said", "now"),
    [
        ("yes", ("video", True, True, True)),
        ("no", ("voice", False, True, True)),
        ("sound only", ("voice", False, True, True)),
        ("wait, what is that for", ("voice", False, True, True)),
    ],
)
def test_it_is_answered_by_voice_and_anything_but_a_yes_is_none(world, said, now):
    call(world)
    world.post(e.HumanWanted(1, "video"))
    speak(world, said)
    assert gate(world) == now
    assert world.state.ear is None
    assert "consent-text" not in [choice.id for choice in world.state.scene.choices]


def test_it_is_asked_once_more_and_then_no(world):
    call(world)
    world.post(e.HumanWanted(1, "video"))
    speak(world, "right")
    assert gate(world) == ("voice", False, False, False)
    speak(world, "right")
    assert gate(world) == ("voice", False, True, True)


@pytest.mark.parametrize("choice", ["consent-video", "consent-text"])
def test_it_is_answered_by_touch_too(world, choice):
    call(world)
    world.post(e.HumanWanted(1, "video"))
    world.wait(0.5)
    world.post(e.ChoicePressed(choice))
    world.wait(20.0)
    assert world.state.in_call
    assert gate(world) == (("video", True) if choice == "consent-video" else ("voice", False)) + (True, True)


def test_silence_is_asked_about_once_more_and_then_the_call_goes_on_without(world):
    call(world)
    world.post(e.HumanWanted(1, "video"))
    world.wait(20.0)
    assert gate(world) == ("voice", False, False, False)
    assert sum(world.is_variant(said, "consent_video") for said in world.said) == 2
    world.wait(20.0)
    assert gate(world) == ("voice", False, True, True)


@pytest.mark.parametrize("over", ["stop", "mhm", "where is the milk"])
def test_what_is_said_over_the_question_opens_nothing_and_holds_up_nothing(world, over):
    call(world)
    world.post(e.HumanWanted(1, "video"))
    world.wait(0.5)
    world.begin_voice()
    world.words(over)
    world.wait(0.3)
    world.end_voice(over)
    world.wait(50.0)
    assert gate(world) == ("voice", False, True, True)


@pytest.mark.parametrize(
    "event", [e.HumanWanted(1, "voice"), e.HumanWanted(1, "whisper"), e.HumanLeft(1, "handed-back"), e.CallLost(1, "x")]
)
def test_what_the_colleague_takes_back_is_not_asked_on(world, event):
    call(world)
    world.post(e.HumanWanted(1, "video"))
    world.wait(1.0)
    world.post(event)
    world.wait(20.0)
    assert world.state.colleague is None or not world.state.colleague.asks
    assert not world.gate.camera


def test_without_a_voice_the_call_goes_on_and_the_question_stands_on_the_screen(world):
    call(world)
    world.kill("voice")
    world.post(e.HumanWanted(1, "video"))
    assert "see" in world.state.scene.caption
    assert world.state.in_call


# --- words that wait -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("mode", ["voice", "video"])
def test_what_a_colleague_wrote_is_said_before_the_call_begins(world, mode):
    world.post(e.HumanWanted(1, mode))
    world.post(e.HumanWhispered(1, "Your parcel is at desk four.", "en"))
    world.post(e.ChoicePressed(f"consent-{mode}"))
    assert world.gate.mode == "whisper"
    assert world.said[-1] == "Your parcel is at desk four.", "the question that was answered is not said on"
    world.wait(6.0)
    assert world.gate.mode == mode


def test_also_what_is_being_said(world):
    world.post(e.HumanWhispered(1, "Your parcel is at desk four.", "en"))
    said = world.state.speech.utterance
    world.post(e.HumanWanted(1, "voice"))
    world.post(e.ChoicePressed("consent-voice"))
    world.wait(9.0)
    assert c.StopSpeaking(said) not in world.found(c.StopSpeaking)
    assert world.gate.mode == "voice"


@pytest.mark.parametrize("taken_back", [e.StopPressed(), e.HumanWanted(1, "whisper"), "no"])
def test_who_thinks_better_of_it_meanwhile_is_not_called(world, taken_back):
    world.post(e.HumanWanted(1, "video"))
    world.post(e.HumanWhispered(1, "Your parcel is at desk four.", "en"))
    world.post(e.ChoicePressed("consent-video"))
    if taken_back == "no":
        world.begin_voice()
        world.end_voice("no")
    else:
        world.post(taken_back)
    world.wait(20.0)
    assert world.gate.mode == "whisper"


def test_who_refuses_still_hears_what_was_written(world):
    world.post(e.HumanWanted(1, "video"))
    world.post(e.HumanWhispered(1, "Your parcel is at desk four.", "en"))
    world.post(e.ChoicePressed("consent-text"))
    world.wait(9.0)
    assert any("parcel" in said for said in world.said)
    assert world.says("in_writing")
