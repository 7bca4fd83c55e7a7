"""Which stretches of a run its film shows."""

from __future__ import annotations

import pytest

from kiosk import commands as c
from kiosk import events as e
from kiosk.errors import InputError
from kiosk.ports import Message
from kiosk.rerun import spans
from kiosk.rerun.speech import sentences
from kiosk.runtime import wire
from kiosk.runtime.ledger import LedgerRow
from kiosk.stage.film.rerun import Span
from kiosk.timeline import Timeline


def rows_of(*messages: tuple[float, Message]) -> list[LedgerRow]:
    return [
        LedgerRow(seq, at, "event" if type(message).__name__ in wire.EVENTS else "command", "x", message)
        for seq, (at, message) in enumerate(messages)
    ]


def sound(text: str, seconds: float) -> Timeline:
    return Timeline(text, "en", "e", 1000, round(1000 * seconds))


HOUR = rows_of(
    (1000.0, e.PartReady("stage")),
    (1000.5, c.Show(c.Scene("attract", "en"))),
    (1100.0, c.LookAt(0, 0, 2.5)),
    (1101.0, c.Show(c.Scene("greeting", "en"))),
    (1101.0, c.Say(1, "Hello", "Hello", "en")),
    (1101.1, e.SpeechStarted(1, 1101.2, sound("Hello", 2.0))),
    (1103.2, e.SpeechEnded(1, completed=True)),
    (1104.0, e.VoiceStarted(1, 1103.9)),
    (1105.0, e.Heard(1, "milk", "en", 0.9)),
    (1105.0, c.Answer(1, "milk", "en")),
    (1105.1, c.Say(2, "Aisle 4", "Aisle 4", "en")),
    (1105.2, e.SpeechStarted(2, 1105.3, sound("Aisle 4", 3.0))),
    (1106.3, e.SpeechEnded(2, completed=False)),
    (1107.0, e.QuestionTyped("bread")),
    (1107.0, c.Answer(2, "bread", "en")),
    (1107.1, c.Say(3, "Aisle 1", "Aisle 1", "en")),
    (1107.2, e.SpeechStarted(3, 1107.3, sound("Aisle 1", 3.0))),
    (1110.3, e.SpeechEnded(3, completed=True)),
    (1120.0, c.LookAway()),
    (1120.0, c.CloseSession(1, "left")),
    (1120.0, c.Show(c.Scene("attract", "en"))),
    (4000.0, c.LookAt(0, 0, 2.5)),
    (4003.0, c.LookAway()),
    (4600.0, e.PartReady("body")),
)


def test_an_hour_in_which_little_happens_is_a_short_film() -> None:
    assert spans.lively(HOUR) == [Span(1098.0, 1122.0), Span(3998.0, 4005.0)]


def test_a_run_that_ends_in_mid_sentence_is_shown_to_its_end() -> None:
    assert spans.lively(HOUR[:12]) == [Span(1098.0, 1105.2)]


def test_a_turn_runs_from_the_first_sound_of_the_question_to_the_end_of_the_reply() -> None:
    assert spans.turn(HOUR, 1) == Span(1102.9, 1106.0), "up to the next question"
    assert spans.turn(HOUR, 2) == Span(1106.0, 1111.8)
    for number in (0, 3):
        with pytest.raises(InputError, match="turns 1 to 2"):
            spans.turn(HOUR, number)
    with pytest.raises(InputError, match="No question"):
        spans.turn(HOUR[:6], 1)


def test_from_and_to_cut_what_is_shown() -> None:
    lively = spans.lively(HOUR)
    assert spans.between(lively, 1110.0, 4000.0) == [Span(1110.0, 1122.0), Span(3998.0, 4000.0)]
    with pytest.raises(InputError, match="Nothing happens"):
        spans.between(lively, 2000.0, 3000.0)


def test_a_sentence_that_was_stopped_ends_then() -> None:
    found = [(spoken.say.text, spoken.at, spoken.until) for spoken in sentences(HOUR)]
    assert found == [("Hello", 1101.2, 1103.2), ("Aisle 4", 1105.3, 1106.3), ("Aisle 1", 1107.3, 1110.3)]
