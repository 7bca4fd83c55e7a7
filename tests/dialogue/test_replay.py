"""A ledger replays, and one that was changed says where."""

from __future__ import annotations

from dataclasses import replace

import pytest
from dialogue.world import World

from kiosk import commands as c
from kiosk import events as e
from kiosk.runtime.ledger import Ledger, read
from kiosk.runtime.replay import replay


@pytest.fixture(scope="module")
def rows():
    world = World()
    world.arrive()
    world.ask("milk please")
    world.wait(10.0)
    world.post(e.HumanPressed())
    world.wait(20.0)
    return world.rows


def test_a_ledger_gives_the_same_commands(rows):
    result = replay(rows)
    assert result.same
    assert result.events + result.commands == len(rows)
    assert result.commands > 40


def test_a_ledger_that_was_on_disk_gives_them_too(rows, tmp_path):
    ledger = Ledger(tmp_path / "ledger.sqlite")
    for row in rows:
        ledger.write(row.at, row.kind, row.part, row.message)
    ledger.close()
    assert replay(read(tmp_path / "ledger.sqlite")).same


def test_the_first_difference_is_named(rows):
    at = next(number for number, row in enumerate(rows) if isinstance(row.message, c.Say))
    changed = list(rows)
    changed[at] = replace(rows[at], message=replace(rows[at].message, text="Buy more milk."))
    difference = replay(changed).difference
    assert difference.seq == at
    assert difference.recorded.text == "Buy more milk."
    assert difference.replayed == rows[at].message
    assert isinstance(difference.event, e.ShopperEngaged)


def test_a_command_too_few_or_too_many_is_a_difference(rows):
    at = next(number for number, row in enumerate(rows) if isinstance(row.message, c.AskHuman))
    missing = replay([*rows[:at], *rows[at + 1 :]]).difference
    assert isinstance(missing.replayed, c.AskHuman)
    doubled = replay([*rows, rows[at]]).difference
    assert doubled.recorded == rows[at].message
    assert doubled.replayed is None
    assert replay([rows[at], *rows]).difference.event is None


def test_a_run_that_was_cut_off_lacks_what_its_last_event_led_to(rows):
    at = next(number for number, row in enumerate(rows) if isinstance(row.message, c.Say))
    assert not replay(rows[:at]).same
    assert replay(rows[:at], cut=True).same
    assert not replay([*rows[:at], *rows[at + 1 :]], cut=True).same, "in the middle nothing may be missing"
