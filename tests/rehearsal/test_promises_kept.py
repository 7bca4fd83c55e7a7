"""What every rehearsal checks unasked: each promise is noticed when it is broken."""

from dataclasses import replace

import pytest
from rehearsal_support import play

from kiosk import commands as c
from kiosk import events as e
from kiosk.rehearsal.promises import broken
from kiosk.rehearsal.talk import Talk

TALK = """
title = "t"
lang = "en"
[circumstances]
desk = "joins"
back_end = "slow"
[[turn]]
comes = true
[[turn]]
says = "where is the milk"
[[turn]]
presses = "human"
outcome = "joined"
[[turn]]
waits = 5
"""


@pytest.fixture(scope="module")
def talk(tmp_path_factory):
    verdict = play(TALK, tmp_path_factory.mktemp("talk"))
    assert verdict.ok, verdict.faults
    return verdict.talk


def promises(talk, rows):
    rows = [replace(row, seq=number) for number, row in enumerate(rows)]
    return {each.promise.split(",")[0] for each in broken(Talk(rows, talk.moments, talk.sentences))}


def without(rows, kind, test=lambda message: True):
    return [row for row in rows if not (isinstance(row.message, kind) and test(row.message))]


def test_nothing_is_wrong_with_it(talk):
    assert promises(talk, talk.rows) == set()


def test_silence_after_a_question(talk):
    asked = next(row.at for row in talk.rows if isinstance(row.message, e.Heard))
    signs = (c.Show, c.Say, e.SpeechStarted)
    rows = [row for row in talk.rows if not (asked <= row.at < asked + 3.0 and isinstance(row.message, signs))]
    assert "never more than 2 s without a sign" in promises(talk, rows)


def test_no_sign_at_all(talk):
    asked = next(row.at for row in talk.rows if isinstance(row.message, e.Heard))
    rows = [
        row for row in talk.rows if row.at <= asked or not isinstance(row.message, c.Show | c.Say | e.SpeechStarted)
    ]
    assert "never more than 2 s without a sign" in promises(talk, rows)


def test_two_speakers(talk):
    first, second = [row for row in talk.rows if isinstance(row.message, e.SpeechStarted)][:2]
    early = replace(second.message, at=first.message.at + 1.0)
    rows = [replace(row, message=early) if row is second else row for row in talk.rows]
    assert "never two speakers at once" in promises(talk, rows)


def test_the_assistant_speaks_in_a_call(talk):
    joined = next(row for row in talk.rows if isinstance(row.message, e.HumanJoined))
    said = next(row for row in talk.rows if isinstance(row.message, e.SpeechStarted) and row.at > joined.at - 5)
    later = replace(said.message, at=joined.at + 1.0)
    rows = [replace(row, message=later) if row is said else row for row in without(talk.rows, e.SpeechEnded)]
    assert "never two speakers at once" in promises(talk, rows)


def test_a_button_that_asks_nobody(talk):
    assert "the button always asks for a person" in promises(talk, without(talk.rows, c.AskHuman))


def test_an_ask_without_an_outcome_or_with_two(talk):
    assert "an ask for a person has one recorded outcome" in promises(talk, without(talk.rows, c.CloseCase))
    twice = [row for row in talk.rows for _ in range(1 + isinstance(row.message, c.CloseCase))]
    assert "an ask for a person has one recorded outcome" in promises(talk, twice)


def test_first_words_without_the_disclosure(talk):
    def plain(message):
        if isinstance(message, c.Say) and "digital assistant" in message.caption:
            return replace(message, caption="Hello!", text="Hello!")
        if isinstance(message, c.Show):
            said = "Hello!" if "digital assistant" in message.scene.caption else message.scene.caption
            return replace(message, scene=replace(message.scene, caption=said, notices=()))
        return message

    rows = [replace(row, message=plain(row.message)) for row in talk.rows]
    assert "the shopper is told first that this is a machine" in promises(talk, rows)


def test_a_sentence_that_is_not_on_the_screen(talk):
    said = next(row for row in talk.rows if isinstance(row.message, c.Say) and "milk" in row.message.caption)
    other = replace(said.message, caption="Something else.")
    rows = [replace(row, message=other) if row is said else row for row in talk.rows]
    assert "what is said stands on the screen" in promises(talk, rows)


def test_a_ledger_that_gives_other_commands(talk):
    rows = without(talk.rows, c.Express)
    assert promises(talk, rows) == {"the ledger replays to the same commands"}


@pytest.mark.parametrize("up_s", [None, 6.0])
def test_a_voice_that_stays_low(talk, up_s):
    at = max(number for number, row in enumerate(talk.rows) if isinstance(row.message, e.SpeechStarted))
    begun = talk.rows[at]
    low = replace(begun, kind="command", message=c.Duck(begun.message.utterance, True))
    up = replace(low, at=begun.at + (up_s or 0.0), message=c.Duck(begun.message.utterance, False))
    rest = [row for row in talk.rows[at + 1 :] if not isinstance(row.message, e.SpeechEnded | c.StopSpeaking)]
    rows = [*talk.rows[: at + 1], low, *rest, *([up] if up_s else [])]
    assert "the voice does not stay low" in promises(talk, rows)
