"""How a shopper feels is met before the answer, and what no machine answers alone goes to a person."""

from itertools import pairwise

import pytest
from dialogue.world import PARTS, World, phrases

from kiosk import commands as c
from kiosk import events as e


def reply(answer, *, text="Bring it back.", topic="", happens="answer", feeling="", **more):
    triage = e.Triage(topic, happens, 4, feeling)
    band = "answer" if text else "none"
    return e.Reply("question", band, 0.9, answer.lang, "x" if text else "", text, text, triage=triage, **more)


def visit(desk="silent", parts=(*PARTS, "desk"), **more):
    world = World(parts=parts, reply=lambda answer: reply(answer, **more))
    world.desk = desk
    world.arrive()
    return world


def asked(world, text="my question"):
    world.ask(text)
    world.wait(0.2)
    return world


@pytest.mark.parametrize(("feeling", "key"), [("sorry", "feel_sorry"), ("calm", "feel_calm"), ("glad", "feel_glad")])
def test_a_feeling_is_met_before_the_answer(feeling, key):
    world = asked(visit(feeling=feeling))
    lead = world.said[-1].removesuffix(" Bring it back.")
    assert lead in phrases()["en"][key]


def test_the_same_word_of_regret_never_comes_twice_in_a_row():
    world = visit(feeling="sorry")
    leads = []
    for _ in range(6):
        asked(world)
        leads.append(world.said[-1])
        world.wait(8.0)
    assert all(first != second for first, second in pairwise(leads))
    assert len(set(leads)) == len(phrases()["en"]["feel_sorry"])


def test_a_person_is_offered_beside_the_answer_and_yes_means_one():
    world = asked(visit(topic="complaint", happens="offer", feeling="sorry"))
    world.wait(6.0)
    assert world.says("offer_person")
    assert [choice.id for choice in world.state.session.choices] == ["human"]
    assert ("offered", "person") in world.state.session.memory.memo
    assert world.found(c.AskHuman) == []


def test_a_sensitive_topic_gets_the_kiosks_own_words():
    world = asked(visit(text="", topic="medicine", happens="offer"))
    assert world.says("on_medicine")
    assert world.state.session.misses == 0
    world.wait(10.0)
    assert world.says("offer_person")


def test_who_is_upset_twice_gets_a_person_at_once():
    world = asked(visit(text="", topic="frustration", happens="offer"))
    world.wait(12.0)
    assert world.found(c.AskHuman) == []
    asked(world)
    assert [(ask.reason, ask.priority) for ask in world.found(c.AskHuman)] == [("frustration", 4)]


def test_a_person_at_once_is_told_of_after_the_kiosks_own_words():
    world = asked(visit(text="", topic="confused", happens="person"))
    assert world.says("on_confused")
    assert [(ask.reason, ask.priority) for ask in world.found(c.AskHuman)] == [("confused", 4)]
    world.wait(8.0)
    assert any(world.is_variant(said, "calling") for said in world.said)


def test_an_emergency_pages_the_floor():
    triage = e.Triage("self-harm", "page", 9)
    world = World(
        parts=(*PARTS, "desk"), reply=lambda answer: e.Reply("urgent", "answer", 1.0, answer.lang, triage=triage)
    )
    world.desk = "silent"
    world.arrive()
    asked(world)
    assert [(ask.reason, ask.priority, ask.page) for ask in world.found(c.AskHuman)] == [("urgent", 9, True)]
    assert any(world.is_variant(said, "on_self_harm") for said in world.said)


def test_where_there_is_no_desk_no_colleague_is_promised():
    world = asked(visit(parts=PARTS, desk="absent", text="", topic="medicine", happens="offer"))
    world.wait(10.0)
    assert world.says("person_in_store")
    asked(world := visit(parts=PARTS, desk="absent", text=""))
    assert world.says("unknown_alone")
    asked(world := visit(text=""))
    assert world.says("unknown")


def test_two_questions_back_and_then_a_person():
    choices = (e.Choice("a", "A", "a"), e.Choice("b", "B", "b"))
    world = World(
        parts=(*PARTS, "desk"), reply=lambda answer: e.Reply("question", "ask", 0.5, answer.lang, choices=choices)
    )
    world.desk = "silent"
    world.arrive()
    for count in (0, 0, 1):
        asked(world, "it")
        assert len(world.found(c.AskHuman)) == count
        world.wait(8.0)


def test_typed_english_in_a_first_question_changes_the_language_of_the_visit():
    world = World(lang="nl", reply=lambda answer: reply(answer, asked_in="en"))
    world.post(e.ScreenTouched())
    world.post(e.QuestionTyped("where are the toilets"))
    world.wait(0.2)
    assert world.state.lang == "en"
    assert world.found(c.Answer)[-1].keyed


def test_louder_is_a_step_louder_until_it_cannot_be():
    world = World(reply=lambda answer: e.Reply(answer.text, "answer", 1.0, answer.lang))
    world.arrive()
    asked(world, "louder")
    assert (world.state.volume, world.found(c.SetVolume)[-1]) == (5, c.SetVolume(5))
    assert world.says("volume_up")
    world.wait(8.0)
    asked(world, "louder")
    assert world.says("volume_most")
    world.wait(8.0)
    asked(world, "softer")
    assert world.state.volume == 4
    assert world.says("volume_down")
