"""Every key that says what must come is met by what does come, and fails, alone, on anything else."""

import pytest
from rehearsal_support import play

from kiosk.rehearsal.expect import CHECKS
from kiosk.rehearsal.script import ACTIONS, Turn

HEAD = 'title = "t"\nlang = "en"\n[circumstances]\nchild = true\n[[turn]]\ncomes = true\n'
MILK = '[[turn]]\nsays = "where is the milk"\n'
STRANGE = '[[turn]]\nsays = "who won the football"\n'
PRESS = '[[turn]]\npresses = "human"\n'
LEAVE = "[[turn]]\nleaves = true\n"
HALF = '[[turn]]\nsays = "where is it"\n'

NOTHING = "[[turn]]\nwaits = 3\n"

CASES = {
    "entry": (MILK, '"product"', '"parking"'),
    "sentence": (STRANGE, '"unknown_alone"', '"too_slow"'),
    "reply_has": (MILK, '["aisle 4", "AISLE 4"]', '["aisle 4", "aisle 5"]'),
    "reply_lacks": (MILK, '"aisle 5"', '"aisle 4"'),
    "reply_lang": (MILK, '"en"', '"nl"'),
    "asks_which": (HALF, "true", "false"),
    "does_not_know": (STRANGE, "true", "false"),
    "offers_person": (STRANGE, "true", "false"),
    "calls_person": (PRESS, "true", "false"),
    "urgent": ('[[turn]]\ntypes = "call an ambulance"\n', "true", "false"),
    "outcome": (PRESS, '"nobody"', '"joined"'),
    "speaker": (MILK, '"ai"', '"human"'),
    "silent": (MILK, "false", "true"),
    "lowers": ('[[turn]]\nsays = "mhm"\nat_word = 3\n', "true", "false"),
    "goes_on": ("[[turn]]\nnoise = 1\nat_word = 3\n", "true", "false"),
    "listens": (MILK, "true", "false"),
    "card": (MILK, '"aisle 4"', '"aisle 5"'),
    "map": (MILK, '"aisle-4"', '"aisle-5"'),
    "choices": (STRANGE, '"Call a colleague"', '"Parking"'),
    "notice": (PRESS, '"Nobody is at the desk"', '"no sound"'),
    "caption": (MILK, '"aisle 4"', '"aisle 5"'),
    "low_reach": (MILK, "true", "false"),
    "session_over": (LEAVE, "true", "false"),
    "reaction_within_s": (MILK, "1", f"1\n{NOTHING}reaction_within_s = 1"),
    "reply_within_s": (MILK, "3", "0.3"),
}


def test_every_expectation_of_the_format_is_checked_here():
    others = {*ACTIONS, "heard", "also_heard", "confidence", "pause_s", "after_s", "interrupts"}
    others |= {"heard_in", "at_word"}
    assert CASES.keys() == CHECKS.keys() == set(Turn.model_fields) - others


@pytest.mark.parametrize("key", CASES)
def test_it_is_met_and_it_can_fail(key, tmp_path):
    turn, right, wrong = CASES[key]
    assert play(f"{HEAD}{turn}{key} = {right}\n", tmp_path).faults == ()
    faults = play(f"{HEAD}{turn}{key} = {wrong}\n", tmp_path).faults
    assert [fault.wanted.partition(" = ")[0] for fault in faults] == [key]
    assert faults[0].turn == (3 if NOTHING in wrong else 2)
    assert faults[0].came


def test_nothing_at_all_comes_too_late_as_well(tmp_path):
    verdict = play(f"{HEAD}{NOTHING}reply_within_s = 2\n", tmp_path)
    assert [fault.came for fault in verdict.faults] == ["nothing came"]


def test_a_choice_that_is_not_there_cannot_be_pressed(tmp_path):
    verdict = play(f'{HEAD}{STRANGE}[[turn]]\npresses = "Parking"\n', tmp_path)
    assert "Call a colleague" in verdict.faults[0].came


def test_words_into_a_closed_microphone_are_lost_and_the_hint_says_so(tmp_path):
    turn = '[[turn]]\nsays = "where is the milk"\ninterrupts = true\nafter_s = 0.5\nentry = "product"\n'
    verdict = play(f"{HEAD}{turn}".replace("child = true", "barge_in = false"), tmp_path)
    assert verdict.talk.windows[1].moment.lost
    assert "microphone was closed" in verdict.faults[0].hints[0]


def test_an_outcome_is_waited_for(tmp_path):
    desk = 'title = "t"\nlang = "en"\n[circumstances]\ndesk = "joins"\ndesk_after_s = 11\n[[turn]]\ncomes = true\n'
    verdict = play(f'{desk}{PRESS}outcome = "joined"\nspeaker = "human"\n', tmp_path)
    assert verdict.ok, verdict.faults
    assert verdict.seconds > 11
