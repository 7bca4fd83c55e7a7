"""What an answer leaves for the next questions: handed back, grown old, replaced, undone, forgotten."""

from __future__ import annotations

from dataclasses import replace

import pytest
from dialogue.world import World, reply_to

from kiosk import commands as c
from kiosk import events as e

HOURS = (("skill", "hours"), ("day", "2026-03-12"))
ORDER = (("skill", "order"),)


def reply(answer: c.Answer) -> e.Reply:
    """A reply that leaves a memo to whoever asks for hours or an order."""
    found = reply_to(replace(answer, text=f"milk {answer.text}"))
    if "hours" in answer.text:
        return replace(found, memo=HOURS)
    return replace(found, memo=ORDER) if "order" in answer.text else found


@pytest.fixture
def world() -> World:
    world = World(reply=reply, duplex=True)
    world.arrive()
    return world


def asked(world: World, text: str) -> e.Memo:
    """The memo that went out with a question."""
    world.ask(text)
    world.wait(6.0)
    return world.found(c.Answer)[-1].memo


def test_a_memo_goes_out_with_three_questions_and_is_then_too_old(world: World) -> None:
    assert asked(world, "hours") == ()
    memos = [asked(world, f"something else {number}") for number in range(4)]
    assert memos == [HOURS, HOURS, HOURS, ()]
    assert asked(world, "yet another") == ()


def test_a_new_topic_takes_the_place_of_the_old_one(world: World) -> None:
    asked(world, "hours")
    assert asked(world, "my order") == HOURS
    assert asked(world, "and then") == ORDER


def test_cards_for_half_a_sentence_are_asked_with_the_memo_as_well(world: World) -> None:
    asked(world, "hours")
    world.begin_voice()
    world.words("and on")
    partial = world.found(c.Answer)[-1]
    assert (partial.partial, partial.memo) == (True, HOURS)


def test_the_next_shopper_finds_nothing_of_it(world: World) -> None:
    asked(world, "my order")
    world.post(e.ShopperLeft(1))
    world.wait(1.0)
    world.arrive()
    assert asked(world, "something") == ()


def test_a_question_that_was_only_half_did_not_move_on(world: World) -> None:
    """ "Thursday … at three" is one answer to what was asked, with what was known before its first half."""
    asked(world, "hours")
    world.ask("my order")
    world.wait(0.6)
    world.begin_voice()
    world.words("of yesterday")
    world.wait(0.3)
    world.end_voice("of yesterday")
    whole = world.found(c.Answer)[-1]
    assert (whole.text, whole.memo) == ("my order of yesterday", HOURS)


def test_the_same_question_in_another_language_has_the_memo_that_it_had(world: World) -> None:
    asked(world, "hours")
    asked(world, "my order")
    world.post(e.LanguagePressed("nl"))
    again = world.found(c.Answer)[-1]
    assert (again.text, again.lang, again.memo) == ("my order", "nl", HOURS)
