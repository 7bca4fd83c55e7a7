"""Words over the kiosk's voice that were not for it, and questions that come while another one is looked up."""

from __future__ import annotations

import pytest
from dialogue.world import PARTS, World, reply_to

from kiosk import commands as c
from kiosk import events as e
from kiosk.dialogue.interruption import BY_SENTENCES
from kiosk.dialogue.turn import Turn


@pytest.fixture
def world():
    world = World(parts=(*PARTS, "desk"), duplex=True)
    world.arrive()
    yield world
    world.wait(30.0)
    assert world.replays(), "the ledger does not replay"


def answering(world: World) -> c.Say:
    """The answer on the milk is being said."""
    world.during_a_reply(after_s=1.6)
    return world.found(c.Say)[-1]


def say_over(world: World, text: str, *, wait_s: float = 0.6, voiced_s: float = 0.9) -> None:
    """Words over whatever the kiosk does, and what it makes of them."""
    world.begin_voice()
    world.words(text)
    world.wait(voiced_s + 0.3)
    world.end_voice(text, ago_s=0.3)
    world.wait(wait_s)


def test_talk_between_shoppers_does_not_cost_the_sentence(world):
    said = answering(world)
    before = world.state.scene
    say_over(world, "did you see what he was wearing")
    again = world.found(c.Say)[-1]
    assert (again.text, again.from_word > 0) == (said.text, True)
    after = world.state.scene
    assert (after.cards, after.caption, after.heard, after.place) == (
        before.cards, before.caption, before.heard, before.place
    )  # fmt: skip
    assert world.state.session.questions == ("milk please",)
    assert world.state.session.misses == 0
    world.wait(9.0)
    assert world.state.turn is Turn.LISTENING
    assert not world.says("unknown")


def test_a_question_over_the_voice_is_still_answered(world):
    said = answering(world)
    say_over(world, "and where is the oat milk")
    assert world.found(c.Say)[-1].from_word == 0
    assert world.said[-1] != said.text
    assert "oat milk" in world.said[-1]


@pytest.mark.parametrize("score", [0.2, 0.9])
def test_a_question_back_is_worth_an_interruption_if_it_is_sure(world, score):
    answering(world)
    ask = e.Reply("question", "ask", score, "en", choices=(e.Choice("white", "White bread", "white milk"),))
    world.reply = lambda _: ask
    say_over(world, "they say the bread here is good")
    assert world.says("did_you_mean") == (score > 0.5)
    assert (world.found(c.Say)[-1].from_word > 0) == (score < 0.5)


@pytest.mark.parametrize("text", ["Chop", "shop it", "You know what I'm saying?"])
def test_a_stop_that_was_misread_silences_all_the_same(world, text):
    said = answering(world)
    say_over(world, text, voiced_s=0.4)
    world.wait(6.0)
    assert world.found(c.Say)[-1].utterance == said.utterance, "the kiosk speaks on"
    assert world.state.turn is Turn.LISTENING
    assert world.state.scene.caption == said.caption, "it can still be read"


@pytest.mark.parametrize("text", ["It's top.", "Let's stop."])
def test_a_stop_that_is_known_to_be_misread_silences_at_the_first_words(world, text):
    said = answering(world)
    world.begin_voice()
    assert c.StopSpeaking(said.utterance) in world.words(text)
    world.end_voice(text)
    assert [answer for answer in world.found(c.Answer) if answer.text == text] == []


def test_what_sounds_like_a_stop_is_a_question_in_the_shoppers_turn(world):
    assert any(isinstance(command, c.Answer) for command in world.ask("it's top"))


def test_one_word_that_the_store_knows_is_a_question(world):
    answering(world)
    world.reply = lambda answer: reply_to(e_answer(answer, "milk"))
    say_over(world, "Milk?")
    assert "aisle 4" in world.said[-1]
    assert world.found(c.Say)[-1].from_word == 0


def e_answer(answer: c.Answer, text: str) -> c.Answer:
    return c.Answer(answer.query, text, answer.lang, answer.partial)


def test_who_talks_all_the_time_is_not_spoken_against_for_ever(world):
    answering(world)
    for number in range(BY_SENTENCES + 1):
        say_over(world, f"and then he said number {number}", wait_s=0.3)
    assert len([say for say in world.found(c.Say) if say.from_word]) == BY_SENTENCES
    assert world.state.session.misses == 0


def test_a_television_calls_no_colleague(world):
    world.ask("the weather of today")
    for number in range(3):
        world.wait(1.0)
        say_over(world, f"the weather of tomorrow is number {number}", wait_s=0.2)
    assert world.state.session.misses == 1
    assert world.found(c.AskHuman) == []


@pytest.mark.parametrize(("faces", "calls"), [("stays", 1), ("turns", 0), ("goes", 0), ("touches", 1)])
def test_only_who_faces_the_kiosk_is_not_understood(world, faces, calls):
    world.ask("where is the milk")
    world.wait(9.0)
    if faces != "stays":
        world.post(e.ShopperLeaving(1, 1.6))
        world.wait(5.0 if faces == "turns" else 7.0)
    if faces == "touches":
        world.post(e.ScreenTouched())
        world.wait(5.0)
    said = len(world.said)
    for number in range(2):
        world.ask(f"what is the meaning of number {number}")
        world.wait(0.4 if faces == "turns" else 9.0)
    assert len(world.found(c.AskHuman)) == calls
    assert (len(world.said) == said) == (not calls), "who looks away is not talked to"


def test_a_television_does_not_keep_open_what_nobody_stands_before(world):
    world.ask("where is the milk")
    world.wait(9.0)
    world.post(e.ShopperLeaving(1, 1.6))
    for number in range(12):
        world.wait(5.0)
        if world.state.session is None:
            break
        world.ask(f"the weather of tomorrow is number {number}")
    assert world.state.session is None


def test_a_second_question_in_a_lookup_waits_for_the_first(world):
    world.answers = "slow"
    world.ask("where is the milk")
    world.wait(1.8)
    world.begin_voice()
    world.words("do you have")
    world.wait(0.4)
    world.end_voice("do you have bread")
    assert not [answer for answer in world.found(c.Answer) if answer.text == "do you have bread" and not answer.partial]
    world.wait(14.0)
    replies = [said for said in world.said if "aisle 4" in said or world.is_variant(said, "did_you_mean")]
    assert ["aisle 4" in said for said in replies] == [True, False], "both, in their order"
    assert world.state.session.questions == ("where is the milk", "do you have bread")


@pytest.mark.parametrize("text", ["no where is the oat milk", "stop", "wait"])
def test_who_takes_a_question_back_does_not_hear_its_answer(world, text):
    world.answers = "slow"
    world.ask("where is the milk")
    world.wait(1.8)
    say_over(world, text)
    world.wait(9.0)
    assert not any("for where is the milk" in said for said in world.said)


def test_talk_during_a_lookup_that_is_none_of_the_kiosks_leaves_the_question(world):
    world.answers = "slow"
    world.ask("where is the milk")
    world.wait(1.8)
    say_over(world, "did you see what he was wearing")
    world.wait(14.0)
    assert any("for where is the milk" in said for said in world.said)
    assert world.state.session.misses == 0


def test_a_sentence_goes_on_once_a_second_voice_is_over_too(world):
    said = answering(world)
    world.begin_voice()
    world.words("did you see")
    world.wait(0.4)
    world.end_voice("did you see what he was wearing")
    world.begin_voice()
    world.wait(0.5)
    assert world.found(c.Say)[-1].utterance == said.utterance, "it waits for the second voice"
    world.end_voice()
    assert world.found(c.Say)[-1].from_word > 0


def test_what_was_said_in_the_language_before_is_answered_and_the_chosen_one_stays(world):
    world.post(e.VoiceStarted(7, world.now))
    world.post(e.LanguagePressed("nl"))
    world.wait(6.0)
    answer = next(command for command in world.post(e.Heard(7, "where is the milk", "en", 0.9, ended_at=world.now))
                  if isinstance(command, c.Answer))  # fmt: skip
    assert (answer.text, [(reading.lang, reading.text) for reading in answer.readings]) == (
        "", [("en", "where is the milk")]
    )  # fmt: skip
    world.reply = reply_to
    assert world.state.lang == "nl"
