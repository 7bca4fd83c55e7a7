"""Every message survives the wire; anything else is refused with a code."""

from __future__ import annotations

import json
from dataclasses import fields
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.commands import Command, Scene, Show
from kiosk.errors import KioskError
from kiosk.events import Answered, Card, Event, Heard, Reconfigured, Reply, SpeechStarted, Started
from kiosk.runtime import wire
from kiosk.runtime.executor import RECIPIENTS
from kiosk.timeline import Timeline, Viseme, Word

MESSAGES = (*get_args(Event), *get_args(Command))


WORDS = st.dictionaries(st.text(), st.dictionaries(st.text(), st.tuples(st.text())))
st.register_type_strategy(float, st.floats(allow_nan=False, allow_infinity=False))
MORE = {kind: {"phrases": WORDS} for kind in (Started, Reconfigured)}


@given(st.one_of([st.builds(kind, **MORE.get(kind, {})) for kind in MESSAGES]))
def test_a_message_survives_the_wire(message: Any) -> None:
    assert wire.decode(wire.encode(message)) == message


def test_nested_records_keep_their_types() -> None:
    line = Timeline("hoi", "nl", "e", 22050, 10, words=(Word("hoi", 0, 3, 0, 1),), visemes=(Viseme("PP", 0, 1),))
    for message in (
        SpeechStarted(1, 2.5, line),
        Answered(3, Reply("question", "answer", 0.9, "nl", cards=(Card("a", "b"),))),
        Show(Scene("attract", "nl")),
    ):
        assert wire.decode(wire.encode(message)) == message


@pytest.mark.parametrize(
    "line",
    [
        b"not json\n",
        b"[]\n",
        b'{"type": "Nonsense"}\n',
        b'{"type": "Heard", "utterance": 1}\n',
        json.dumps({"type": "Elapsed", "timer": "x", "token": 1, "more": 2}).encode(),
    ],
)
def test_what_is_no_message_is_refused(line: bytes) -> None:
    with pytest.raises(KioskError) as fault:
        wire.decode(line)
    assert fault.value.code in {"wire.invalid", "wire.unknown"}


def test_names_are_unique_and_every_command_has_a_recipient_row() -> None:
    assert len({kind.__name__ for kind in MESSAGES}) == len(MESSAGES)
    assert set(RECIPIENTS) == set(get_args(Command))


def test_heard_has_the_fields_that_the_ledger_promises() -> None:
    names = [field.name for field in fields(Heard)]
    assert names == ["utterance", "text", "lang", "confidence", "alternatives", "ended_at", "readings"]
