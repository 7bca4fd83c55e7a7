"""Whole conversations in virtual time, readable from top to bottom."""

from __future__ import annotations

import pytest
from dialogue.world import PARTS, World, phrases

from kiosk import commands as c
from kiosk import events as e
from kiosk.access import Access
from kiosk.dialogue.presence import Presence
from kiosk.dialogue.turn import Turn


def scene(world: World) -> c.Scene:
    return world.state.scene


@pytest.fixture
def world():
    world = World(parts=(*PARTS, "desk"))
    yield world
    assert world.replays(), "the ledger does not replay"


def test_a_shopper_asks_for_the_milk_and_goes(world):
    assert scene(world).mode == "attract"
    world.post(e.ShopperApproaching(1, 3.0))
    assert world.state.expression == "smile"
    assert world.said == []
    assert c.LookAt(4.0, 1.0, 2.5) in world.post(e.FaceMoved(1, 4.0, 1.0, 2.5))

    world.post(e.ShopperEngaged(1, 1.5))
    assert world.says("greeting")
    assert phrases()["en"]["disclosure"][0] in world.said[0]
    assert scene(world).mode == "greeting"
    assert not scene(world).listening
    world.wait(9.0)
    assert scene(world).listening
    assert scene(world).mode == "listening"

    commands = world.ask("milk please")
    assert isinstance(commands[0], c.StopListening)
    assert world.found(c.ExpectEnd) == []
    assert scene(world).mode == "thinking"
    assert scene(world).heard == "milk please"
    world.wait(0.1)
    assert world.said[-1].endswith("The milk is in aisle 4, for milk please.")
    assert "^point" not in scene(world).caption
    assert (scene(world).cards[0].id, scene(world).place) == ("milk", "aisle-4")
    assert world.state.expression == "pointing"
    world.wait(4.0)
    assert scene(world).listening

    world.post(e.ShopperLeaving(1, 1.9))
    assert world.says("goodbye")
    world.post(e.ShopperLeft(1))
    world.wait(1.0)
    assert world.found(c.CloseSession) == [c.CloseSession(1, "left")]
    assert scene(world).mode == "attract"
    assert not scene(world).listening
    assert isinstance(world.state.look, c.LookAway)
    assert world.state.presence is Presence.AWAY
    assert scene(world).heard == scene(world).caption == ""


def test_words_are_shown_while_they_are_spoken_and_a_known_question_ends_early(world):
    world.arrive()
    world.post(e.VoiceStarted(4, world.now))
    world.post(e.Partial(4, "milk", "en"))
    world.post(e.Partial(4, "milk pl", "en"))
    world.post(e.Partial(4, "milk please", "en"))
    assert scene(world).heard == "milk please"
    assert [ask.text for ask in world.found(c.Answer)] == ["milk"], "more than one request is out"
    world.wait(0.06)
    assert [ask.text for ask in world.found(c.Answer)] == ["milk", "milk please"], "the newest words are next"
    assert scene(world).cards[0].id == "milk"
    assert world.found(c.ExpectEnd) == []
    world.wait(0.06)
    assert world.found(c.ExpectEnd) == [c.ExpectEnd(4)]


def test_the_last_three_questions_go_with_the_next(world):
    world.arrive()
    for number in range(5):
        world.post(e.QuestionTyped(f"milk {number}"))
        world.wait(6.0)
    assert world.found(c.Answer)[-1].context == ("milk 1", "milk 2", "milk 3")


def test_a_slow_answer_is_bridged_and_waits_for_the_bridge_to_end(world):
    world.arrive()
    world.answers = "slow"
    world.ask("milk please")
    world.wait(0.6)
    assert len(world.said) == 1
    world.wait(0.2)
    assert world.says("filler")
    assert scene(world).mode == "thinking"
    world.wait(2.0)
    while world.found(e.Answered) == []:
        world.wait(0.05)
    assert scene(world).cards[0].id == "milk"
    world.wait(4.0)
    assert "aisle 4" in world.said[-1]


def test_an_answer_that_comes_while_a_bridge_sounds_is_shown_at_once_and_said_after_it():
    world = World(policy=e.Policy(filler_after_s=1.5))
    world.arrive()
    world.answers = "slow"
    world.ask("milk please")
    world.wait(2.85)
    assert world.says("filler")
    assert world.sounding
    assert "aisle 4" in scene(world).caption
    assert scene(world).cards[0].id == "milk"
    world.wait(2.0)
    assert "aisle 4" in world.said[-1]


def test_no_answer_ends_in_an_apology_and_a_button_to_a_person(world):
    world.arrive()
    world.answers = "never"
    world.ask("milk please")
    world.wait(9.0)
    assert [world.is_variant(said, "filler") for said in world.said].count(True) == 1
    assert [world.is_variant(said, "filler_again") for said in world.said].count(True) == 1
    assert world.says("too_slow")
    assert [choice.id for choice in scene(world).choices] == ["human"]
    world.post(e.Answered(world.state.queries, world.reply(c.Answer(1, "milk", "en"))))
    assert world.says("too_slow"), "an answer that comes too late is not said"


def test_did_you_mean_is_read_aloud_and_a_choice_asks(world):
    world.arrive()
    world.ask("do you have bread")
    world.wait(0.1)
    assert world.says("did_you_mean")
    assert "White bread, Brown bread" in world.said[-1]
    assert world.state.turn is Turn.REPAIRING
    world.post(e.ChoicePressed("white"))
    assert world.found(c.StopSpeaking)
    assert world.found(c.Answer)[-1].text == "white milk"
    world.wait(0.1)
    assert "aisle 4" in world.said[-1]
    assert scene(world).choices == ()


def test_a_question_back_without_choices_is_said_and_is_no_miss(world):
    world.arrive()
    world.post(e.QuestionTyped("find a product"))
    world.post(e.Answered(world.state.queries, e.Reply("question", "ask", 0.9, "en", "product", "Which product?")))
    world.wait(0.1)
    assert world.said[-1] == "Which product?"
    assert world.state.session.misses == 0


def test_the_second_miss_asks_a_person(world):
    world.arrive()
    world.desk = "silent"
    world.ask("how old is the moon")
    world.wait(9.0)
    assert world.says("unknown")
    assert world.found(c.AskHuman) == []
    world.ask("who won yesterday")
    world.wait(0.1)
    assert world.says("unknown_human")
    assert world.found(c.AskHuman) == [c.AskHuman(1, "not-understood", "en", question="who won yesterday")]


def test_an_answer_in_between_forgives_the_first_miss(world):
    world.arrive()
    for question in ("how old is the moon", "milk please", "who won yesterday"):
        world.ask(question)
        world.wait(9.0)
    assert world.found(c.AskHuman) == []


def test_nobody_at_the_desk_is_told_after_the_call_and_stays_on_the_screen(world):
    world.arrive()
    world.ask("a human please")
    world.wait(0.1)
    assert world.found(c.CloseCase) == [c.CloseCase(1, "nobody", "desk.absent")]
    assert world.says("calling")
    world.wait(3.0)
    assert world.says("nobody_there")
    assert phrases()["en"]["notice_nobody"][0] in scene(world).notices
    world.wait_for_floor()
    world.ask("milk please")
    world.wait(0.1)
    assert "aisle 4" in world.said[-1]


@pytest.mark.parametrize("questions", [(), ("how old is the moon", "who won yesterday")], ids=["pressed", "missed"])
def test_a_kiosk_without_a_desk_promises_no_call(questions):
    world = World(parts=PARTS)
    world.arrive()
    for question in questions or ("a human please",):
        world.ask(question)
        world.wait(9.0)
    assert world.found(c.CloseCase) == [c.CloseCase(1, "nobody", "desk.missing")]
    assert world.says("nobody_there")
    keys = {key for text in world.said for key in phrases()["en"] if world.is_variant(text, key)}
    assert ("unknown_nobody" in keys) == bool(questions)
    assert not keys & {"calling", "unknown_human"}
    assert world.replays()


def test_who_presses_again_and_again_hears_that_nobody_is_there_to_its_end():
    world = World(parts=PARTS)
    world.arrive()
    world.post(e.HumanPressed())
    world.wait(0.3)
    said = list(world.said)
    for _ in range(3):
        world.post(e.HumanPressed())
        world.wait(0.3)
    assert world.is_variant(said[-1], "nobody_there")
    assert world.said == said, "the sentence was begun anew"
    assert [case.outcome for case in world.found(c.CloseCase)] == ["nobody"] * 4
    world.wait(12.0)
    assert scene(world).listening


def test_a_desk_that_does_not_answer_is_given_up_in_time(world):
    world.arrive()
    world.desk = "silent"
    world.post(e.HumanPressed())
    assert scene(world).mode == "waiting"
    assert [choice.id for choice in scene(world).choices] == ["cancel-human"]
    world.wait(14.0)
    assert world.outcomes == {}
    assert any(world.is_variant(said, "still_calling") for said in world.said)
    world.wait(1.1)
    assert world.found(c.CloseCase) == [c.CloseCase(1, "nobody", "timeout")]
    assert world.found(c.CancelHuman) == [c.CancelHuman(1)]
    assert scene(world).mode != "waiting"


def test_a_video_call_silences_the_ai_and_hands_back(world):
    world.arrive()
    world.desk = "queue"
    world.post(e.HumanPressed())
    world.wait(3.5)
    assert world.is_variant(world.said[-1], "queued_soon")
    world.wait_for_floor()
    world.ask("milk please")
    world.wait(0.1)
    assert "aisle 4" in world.said[-1], "who waits may still ask"
    world.wait(7.0)
    assert (scene(world).mode, scene(world).speaker) == ("in-call", "human")
    assert "Sanne" in scene(world).caption
    said = len(world.said)
    world.post(e.QuestionTyped("milk again"))
    world.wait(40.0)
    assert len(world.said) == said
    assert not scene(world).listening
    world.post(e.HumanLeft(1, "handed-back"))
    assert world.says("handed_back")
    assert scene(world).speaker == "ai"
    world.wait(9.0)
    assert scene(world).listening
    assert world.outcomes == {1: "joined"}


def test_a_whisper_is_the_ai_with_a_colleague(world):
    world.arrive()
    world.desk = "whisper"
    world.post(e.HumanPressed())
    world.wait(8.0)
    assert world.says("whisper")
    assert world.found(c.Say)[-1].speaker == scene(world).speaker == "assisted"
    world.wait(3.0)
    world.ask("milk please")
    world.wait(0.1)
    assert world.found(c.Say)[-1].speaker == "assisted"


def test_a_colleague_who_is_lost_is_asked_for_again(world):
    world.arrive()
    world.desk = "video"
    world.post(e.HumanPressed())
    world.wait(3.0)
    world.desk = "silent"
    world.post(e.HumanLeft(9, "dropped"))
    assert scene(world).speaker == "human", "another case is not this one"
    world.post(e.HumanLeft(1, "dropped"))
    assert world.says("dropped")
    assert world.found(c.AskHuman)[-1] == c.AskHuman(2, "dropped", "en")
    assert scene(world).mode == "waiting"


@pytest.mark.parametrize("press", [e.ChoicePressed("cancel-human"), e.StopPressed()])
def test_an_ask_can_be_taken_back(world, press):
    world.arrive()
    world.desk = "silent"
    world.post(e.HumanPressed())
    world.post(press)
    assert world.found(c.CancelHuman) == [c.CancelHuman(1)]
    assert world.outcomes == {1: "cancelled"}
    world.post(e.HumanJoined(1, "Sanne", "video"))
    assert scene(world).speaker == "ai", "a colleague who comes too late is sent away"
    assert world.found(c.CancelHuman) == [c.CancelHuman(1)] * 2


def test_who_leaves_the_queue_has_abandoned_the_ask(world):
    world.arrive()
    world.desk = "silent"
    world.post(e.HumanPressed())
    world.post(e.ShopperLeft(1))
    assert world.outcomes == {1: "abandoned"}
    assert world.sounding == 0
    assert world.state.presence is Presence.AWAY


def test_a_goodbye_does_not_interrupt_and_is_said_once(world):
    world.arrive()
    world.post(e.QuestionTyped("where is the milk"))
    world.wait(1.0)
    world.post(e.ShopperLeaving(1, 1.9))
    world.wait(6.0)
    assert "aisle 4" in world.said[-1]
    for _ in range(2):
        world.post(e.ShopperEngaged(1, 1.5))
        world.post(e.ShopperLeaving(1, 1.9))
        world.wait(6.0)
    assert [world.is_variant(said, "goodbye") for said in world.said].count(True) == 1


def test_who_said_goodbye_is_not_said_goodbye_to_again_unless_something_is_asked(world):
    world.arrive()
    world.ask("goodbye")
    world.wait(6.0)
    world.post(e.ShopperLeaving(1, 1.9))
    world.wait(6.0)
    assert [world.is_variant(said, "goodbye") for said in world.said].count(True) == 1
    world.post(e.ShopperEngaged(1, 1.5))
    world.wait_for_floor()
    world.ask("milk please")
    world.wait(6.0)
    world.post(e.ShopperLeaving(1, 1.9))
    world.wait(6.0)
    assert [world.is_variant(said, "goodbye") for said in world.said].count(True) == 2


def test_what_is_urgent_stops_everything_and_says_what_to_do(world):
    world.arrive()
    world.desk = "silent"
    world.ask("urgent somebody fell")
    world.wait(0.1)
    assert [(ask.case, ask.reason) for ask in world.found(c.AskHuman)] == [(1, "urgent")]
    assert "112" in world.said[-1]
    world.wait(16.0)
    assert world.is_variant(world.said[-1], "nobody_urgent")


def test_an_urgent_question_overtakes_an_open_ask(world):
    world.arrive()
    world.desk = "silent"
    world.post(e.HumanPressed())
    world.wait(4.0)
    world.ask("urgent somebody fell")
    world.wait(0.1)
    assert [ask.reason for ask in world.found(c.AskHuman)] == ["pressed", "urgent"]
    assert world.outcomes == {1: "cancelled"}


def test_typing_stops_the_greeting_and_keeps_the_disclosure_on_the_screen(world):
    world.post(e.ShopperEngaged(1, 1.5))
    world.wait(0.5)
    world.post(e.QuestionTyped("where is the milk"))
    assert world.found(c.StopSpeaking) == [c.StopSpeaking(1)]
    assert phrases()["en"]["disclosure"][0] in scene(world).notices
    world.wait(0.1)
    assert "aisle 4" in world.said[-1]


@pytest.mark.parametrize(
    "event",
    [e.ScreenTouched(), e.QuestionTyped("milk"), e.HumanPressed(), e.ChoicePressed("x"), e.LanguagePressed("nl")],
)
def test_every_touch_opens_a_session_that_silence_closes(world, event):
    world.post(event)
    assert len(world.found(c.OpenSession)) == 1
    world.wait(90.0)
    assert world.found(c.CloseSession) == [c.CloseSession(1, "silence")]
    assert scene(world).mode == "attract"


def test_silence_is_helped_twice_aloud_then_only_on_the_screen(world):
    world.arrive()
    world.wait(60.0)
    helps = [said for said in world.said if world.is_variant(said, "help")]
    assert len(helps) == len(set(helps)) == 2
    assert scene(world).caption == phrases()["en"]["help_visual"][0]
    assert world.session, "a shopper who is seen is not sent away"


def test_who_begins_to_speak_is_not_helped(world):
    world.arrive()
    world.wait(2.0)
    world.post(e.VoiceStarted(1, world.now))
    world.wait(12.0)
    assert len(world.said) == 1


def test_the_language_changes_by_button_and_is_confirmed_in_it(world):
    world.arrive()
    world.post(e.LanguagePressed("nl"))
    assert world.says("language_on", "nl")
    world.wait(9.0)
    assert world.state.ear == c.Listen("nl")
    assert scene(world).lang == "nl"
    world.post(e.LanguagePressed("xx"))
    assert scene(world).lang == "nl"


def test_a_language_button_during_the_greeting_greets_in_that_language(world):
    world.post(e.ShopperEngaged(1, 1.5))
    world.wait(0.3)
    world.post(e.LanguagePressed("ko"))
    assert world.says("greeting", "ko")
    assert phrases()["ko"]["disclosure"][0] in world.said[-1]


def test_a_question_that_waits_is_asked_again_in_the_new_language(world):
    world.arrive()
    world.answers = "slow"
    world.ask("milk please")
    world.post(e.LanguagePressed("de"))
    assert world.found(c.Answer)[-1].lang == "de"
    world.wait(9.0)
    assert world.found(c.Say)[-1].lang == "de"


@pytest.mark.parametrize("after_s", [0.5, 8.0])
def test_an_answer_on_the_screen_comes_again_in_the_language_of_the_button(world, after_s):
    world.arrive()
    world.ask("milk please")
    world.wait(after_s)
    world.post(e.LanguagePressed("nl"))
    world.wait(0.5)
    asked = world.found(c.Answer)[-1]
    assert (asked.text, asked.lang, asked.context) == ("milk please", "nl", ())
    assert world.found(c.Say)[-1].lang == "nl"
    assert scene(world).cards
    world.wait(8.0)
    world.post(e.LanguagePressed("en"))
    assert world.found(c.Answer)[-1].context == (), "the question counts once"


def test_repeat_thanks_stop_and_goodbye(world):
    world.arrive()
    world.ask("repeat that")
    world.wait(8.0)
    assert world.says("repeat_nothing")
    world.ask("milk please")
    world.wait(6.0)
    told = world.said[-1]
    world.ask("repeat that")
    world.wait(9.0)
    assert told in world.said[-1]
    assert world.said[-1] != told
    world.ask("thanks")
    world.wait(6.0)
    assert world.says("welcome")
    said = len(world.said)
    world.ask("stop")
    world.wait(20.0)
    assert len(world.said) == said
    assert scene(world).listening
    world.ask("goodbye")
    world.wait(6.0)
    assert world.says("goodbye")


def test_the_same_answer_twice_is_not_said_in_the_same_words(world):
    world.arrive()
    world.ask("milk please")
    world.wait(6.0)
    told = world.said[-1]
    world.ask("milk please")
    world.wait(6.0)
    assert world.says("again")
    assert told in world.said[-1]


def test_a_low_eye_line_lowers_what_must_be_reached(world):
    world.post(e.ShopperEngaged(1, 1.4, "low"))
    assert scene(world).access == Access(low_reach=True)
    world.post(e.AccessPressed(Access("large")))
    world.post(e.ShopperEngaged(1, 1.4, "low"))
    assert scene(world).access == Access("large"), "what was chosen stands"
    world.post(e.ShopperLeft(1))
    assert scene(world).access == Access()


def test_who_only_passes_by_is_looked_at_and_let_go(world):
    world.post(e.ShopperNoticed(3, 4.0))
    world.post(e.FaceMoved(3, -20.0, 0.0, 4.0))
    world.wait(5.0)
    world.post(e.FaceMoved(3, -30.0, 0.0, 4.0))
    world.wait(2.0)
    assert isinstance(world.state.look, c.LookAt)
    world.wait(12.0)
    assert isinstance(world.state.look, c.LookAway)
    assert world.said == []
    assert world.found(c.OpenSession) == []


def test_simulated_parts_are_named(world):
    world.start("sight", simulated=True)
    world.start("body", simulated=True)
    assert scene(world).notices == ("Simulated: camera, robot",)


def test_a_robot_that_is_stopped_is_said_on_the_screen(world):
    world.post(e.BodyStopped())
    assert scene(world).notices == (phrases()["en"]["notice_body"][0],)
    world.post(e.BodyCleared())
    assert scene(world).notices == ()


def test_a_kiosk_with_nothing_but_a_screen_still_answers():
    world = World(parts=PARTS, ready=False)
    world.start("stage")
    world.start("answers")
    for part in ("voice", "hearing", "sight", "body"):
        world.kill(part)
    assert phrases()["en"]["notice_sight"][0] in scene(world).notices
    world.post(e.ScreenTouched())
    assert world.found(c.Say) == []
    assert phrases()["en"]["disclosure"][0] in scene(world).caption
    world.wait(12.0)
    assert world.is_variant(scene(world).caption, "cannot_hear")
    world.post(e.QuestionTyped("where is the milk"))
    world.wait(0.1)
    assert "aisle 4" in scene(world).caption
    world.wait(60.0)
    assert world.found(c.CloseSession)
    assert world.replays()
