"""A telephone number that is left for a call back stands in no row of the ledger, and the ledger still replays."""

from __future__ import annotations

from dialogue.world import PARTS, World
from hypothesis import given
from hypothesis import strategies as st

from kiosk import commands as c
from kiosk import events as e
from kiosk.privacy.telephone import HIDDEN, aloud, names_of, spoken
from kiosk.runtime.ledger import LedgerRow
from kiosk.runtime.ledger.numbers import Numbers
from kiosk.runtime.replay import replay


def asked_for_a_number(**more):
    world = World(parts=(*PARTS, "desk"), **more)
    world.arrive()
    world.desk = "unavailable"
    world.post(e.HumanPressed())
    world.wait_for_floor()
    world.post(e.ChoicePressed("resort-call-back"))
    return world


def kept(world):
    """The rows as a ledger keeps them."""
    numbers = Numbers()
    return [LedgerRow(row.seq, row.at, row.kind, row.part, numbers.kept(row.message)) for row in world.rows]


def test_a_number_that_is_typed_is_read_back_and_stands_nowhere():
    world = asked_for_a_number()
    world.post(e.NumberTyped("0612345678"))
    assert world.said[-1].count("0 6, 1 2, 3 4, 5 6, 7 8") == 1
    world.wait(8.0)
    world.post(e.ChoicePressed("resort-yes"))
    assert world.found(c.RequestCallBack)[0].number == "0612345678", "the desk gets it"
    world.wait(8.0)
    assert world.says("kept_call_back")
    rows = kept(world)
    assert all("12345" not in str(row.message).replace(" ", "").replace(",", "") for row in rows)
    assert replay(rows).same


def test_a_number_that_is_said_in_pieces_is_put_together_and_stands_nowhere():
    world = asked_for_a_number(duplex=True)
    for piece in ("zero six one two", "three four five six", "seven eight"):
        world.wait(9.0)
        world.begin_voice()
        world.wait(0.5)
        world.words(piece)
        world.end_voice(piece)
        world.wait(0.1)
        if "six" in piece and "zero" not in piece:
            assert world.says("check_number")
            world.post(e.ChoicePressed("resort-no"))
            break
    rows = kept(world)
    said = " ".join(str(row.message) for row in rows)
    assert "zero six" not in said.replace("0 zero", "")
    assert "0 6, 1 2" not in said
    assert HIDDEN in said
    assert replay(rows).same


@given(st.text("0123456789", min_size=1, max_size=15))
def test_what_is_read_back_is_heard_as_the_same_number(number):
    names = names_of(("0 zero", "1 one"))
    assert spoken(aloud(number), names) == number
    assert spoken(f"{number} please", names) == ""
    assert spoken(f"{number} please", names, ("please",)) == number
