"""Who calls for help is helped, whatever the kiosk had asked for: a message, a number, a way, a yes."""

import pytest
from dialogue.world import PARTS, World

from kiosk import commands as c
from kiosk import events as e

COLLAPSED = "my wife has collapsed, call an ambulance"


def reply(asked):
    triage = e.Triage("urgent", "page", 9)
    if "collapsed" in asked.text:
        return e.Reply("urgent", "none", 1.0, asked.lang, triage=triage)
    if "fell" in asked.text:
        choices = (e.Choice("help-yes", "Yes", "yes"), e.Choice("help-no", "No", "no, a question"))
        return e.Reply("question", "ask", 1.0, asked.lang, "", "Help?", "Help?", choices=choices, memo=(("help", "x"),))
    if asked.text == "yes" and ("help", "x") in asked.memo:
        return e.Reply("urgent", "none", 1.0, asked.lang, triage=triage)
    return e.Reply("question", "none", 0.1, asked.lang)


@pytest.fixture
def world():
    world = World(parts=(*PARTS, "desk"), duplex=True, reply=reply)
    world.post(e.ScreenTouched())
    world.wait(9.0)
    world.desk, world.consents = "silent", False
    return world


def speak(world, text):
    world.wait_for_floor()
    world.begin_voice()
    world.wait(0.5)
    world.end_voice(text)
    world.wait(0.2)


def unattended(world, *choices):
    world.post(e.HumanPressed())
    world.wait(0.5)
    world.post(e.HumanUnavailable(world.state.case, "closed"))
    for choice in choices:
        world.wait_for_floor()
        world.post(e.ChoicePressed(choice))


def asked_in_need(world):
    return [ask.priority for ask in world.found(c.AskHuman) if ask.reason == "urgent"]


@pytest.mark.parametrize(
    ("choices", "said"),
    [
        ((), f"page somebody, {COLLAPSED}"),
        (("resort-message",), COLLAPSED),
        (("resort-call-back",), f"{COLLAPSED}, dial one one two"),
    ],
)
def test_a_call_for_help_is_no_message_no_number_and_no_choice(world, choices, said):
    unattended(world, *choices)
    speak(world, said)
    assert asked_in_need(world) == [9]
    assert world.says("urgent")
    assert not world.found(c.LeaveMessage)
    assert [ask.question for ask in world.found(c.AskHuman)][-1] == said


@pytest.mark.parametrize("choice", ["resort-message", "resort-call-back"])
def test_nor_is_one_that_is_typed(world, choice):
    unattended(world, choice)
    world.post(e.QuestionTyped(COLLAPSED))
    world.wait(0.2)
    assert asked_in_need(world) == [9]


def test_a_number_and_a_message_that_are_read_back_do_not_hide_it(world):
    unattended(world, "resort-call-back")
    speak(world, "zero six one two three four five six")
    speak(world, COLLAPSED)
    assert asked_in_need(world) == [9]
    unattended(world, "resort-message")
    speak(world, "the freezer leaks")
    speak(world, COLLAPSED)
    assert asked_in_need(world) == [9, 9]


@pytest.mark.parametrize("mode", ["voice", "video"])
def test_nor_does_a_question_for_consent(world, mode):
    world.post(e.HumanPressed())
    world.post(e.HumanJoined(1, "Sanne", mode))
    speak(world, COLLAPSED)
    assert world.found(c.PageFloor) == [c.PageFloor(1, urgent=True)]


def test_nor_does_one_that_is_asked_in_a_call(world):
    world.post(e.HumanPressed())
    world.post(e.HumanJoined(1, "Sanne", "voice"))
    world.post(e.ChoicePressed("consent-voice"))
    world.wait(1.0)
    world.post(e.HumanWanted(1, "video"))
    speak(world, COLLAPSED)
    assert world.found(c.PageFloor) == [c.PageFloor(1, urgent=True)]
    assert world.state.in_call, "the colleague hears it too"
    assert not world.gate.camera


@pytest.mark.parametrize("mode", ["fails", "never"])
def test_where_nobody_can_tell_a_message_is_a_message(world, mode):
    unattended(world, "resort-message")
    world.wait_for_floor()
    world.answers = mode
    speak(world, "the freezer leaks")
    world.wait(6.0)
    assert world.says("check_message")


def test_nor_where_the_part_that_answers_is_gone(world):
    unattended(world, "resort-message")
    world.wait_for_floor()
    world.kill("answers")
    speak(world, "the freezer leaks")
    world.wait(6.0)
    assert world.says("check_message")


def test_a_message_that_may_be_a_call_for_help_is_asked_about_and_kept(world):
    unattended(world, "resort-message")
    speak(world, "somebody fell here last week")
    assert world.said[-1] == "Help?"
    speak(world, "no")
    assert world.says("check_message")
    assert "last week" in world.said[-1]


def test_the_same_by_touch(world):
    unattended(world, "resort-message")
    speak(world, "somebody fell here last week")
    world.post(e.ChoicePressed("help-no"))
    assert "last week" in world.said[-1]


def test_and_a_yes_to_that_calls_help(world):
    unattended(world, "resort-message")
    speak(world, "somebody fell")
    speak(world, "yes")
    assert asked_in_need(world) == [9]


def test_what_is_looked_at_for_need_alone_is_marked_so(world):
    unattended(world, "resort-message")
    speak(world, "the freezer leaks")
    assert [ask.need for ask in world.found(c.Answer)][-1] is True


def test_pieces_of_a_message_that_come_fast_are_one_message(world):
    world.answers = "slow"
    unattended(world, "resort-message")
    speak(world, "the freezer leaks")
    world.begin_voice()
    world.end_voice("in aisle seven")
    world.wait(4.0)
    assert world.said[-1].count("the freezer leaks in aisle seven") == 1


def test_a_way_back_that_was_pressed_meanwhile_stands(world):
    world.answers = "slow"
    unattended(world, "resort-message")
    speak(world, "the freezer leaks")
    world.post(e.ChoicePressed("resort-back"))
    world.wait(8.0)
    assert world.says("resort_offer")
    world.wait_for_floor()


def test_a_stop_over_the_question_for_a_message_is_no_message(world):
    unattended(world, "resort-message")
    world.wait(0.5)
    world.begin_voice()
    world.end_voice("stop")
    world.wait(3.0)
    assert not any(world.is_variant(said, "check_message") for said in world.said)


def asked_in_a_call(world, said):
    """Something else than a yes or no, and the part that answers takes its time."""
    world.post(e.HumanPressed())
    world.post(e.HumanJoined(1, "Sanne", "whisper"))
    world.wait_for_floor()
    world.post(e.HumanWanted(1, "voice"))
    world.post(e.ChoicePressed("consent-voice"))
    world.wait(2.0)
    world.post(e.HumanWanted(1, "video"))
    world.answers = "slow"
    speak(world, said)
    assert world.state.query is not None


@pytest.mark.parametrize("reason", ["handed-back", "dropped", "transferred"])
def test_who_calls_for_help_as_the_colleague_goes_is_helped(world, reason):
    asked_in_a_call(world, COLLAPSED)
    world.post(e.HumanLeft(1, reason))
    world.wait(8.0)
    assert asked_in_need(world) == [9]
    assert world.says("urgent")


def test_what_is_no_call_for_help_says_nothing_more_once_it_was_answered_otherwise(world):
    asked_in_a_call(world, "what is that for, you know")
    world.post(e.HumanWanted(1, "whisper"))
    said = len(world.found(c.Say))
    world.wait(8.0)
    assert len(world.found(c.Say)) == said
