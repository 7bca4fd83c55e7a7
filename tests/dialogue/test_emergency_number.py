"""Who types an emergency number where a number is asked for is in need: a person is called, nobody is called back."""

import pytest
from dialogue.world import PARTS, World

from kiosk import commands as c
from kiosk import events as e
from kiosk.runtime.ledger import LedgerRow
from kiosk.runtime.ledger.numbers import Numbers
from kiosk.runtime.replay import replay


def asked_for_a_number():
    world = World(parts=(*PARTS, "desk"))
    world.arrive()
    world.desk = "unavailable"
    world.post(e.HumanPressed())
    world.wait_for_floor()
    world.post(e.ChoicePressed("resort-call-back"))
    assert world.state.scene.keypad
    return world


@pytest.mark.parametrize("number", ["112", "110", "15", "17", "18", "999", "911", "1 1 2"])
def test_the_emergency_words_are_said_and_a_person_is_asked_for(number):
    world = asked_for_a_number()
    world.desk = "silent"
    world.post(e.NumberTyped(number))
    assert world.says("urgent")
    ask = world.found(c.AskHuman)[-1]
    assert (ask.case, ask.reason, ask.priority, ask.page) == (2, "urgent", 9, True)
    assert not world.state.scene.keypad
    world.wait(60.0)
    assert not world.found(c.RequestCallBack)


def test_where_nobody_comes_it_is_said_what_to_do():
    world = asked_for_a_number()
    world.post(e.NumberTyped("112"))
    world.wait_for_floor()
    assert any(world.is_variant(said, "nobody_urgent") for said in world.said)


@pytest.mark.parametrize("number", ["12", "1120", "0201125"])
def test_another_number_is_still_one_to_be_called_back(number):
    world = asked_for_a_number()
    world.post(e.NumberTyped(number))
    assert len(world.found(c.AskHuman)) == 1
    assert world.says("number_unlikely") or world.says("check_number")


def test_it_is_played_again_from_a_ledger_as_the_call_for_help_that_it_was():
    world = asked_for_a_number()
    world.post(e.NumberTyped("112"))
    world.wait(10.0)
    numbers = Numbers()
    rows = [LedgerRow(row.seq, row.at, row.kind, row.part, numbers.kept(row.message)) for row in world.rows]
    assert replay(rows).same
    assert any("112" in row.message.caption for row in rows if isinstance(row.message, c.Say))
