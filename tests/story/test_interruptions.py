"""Somebody who talks over the greeting, to real ears: it goes on after "okay" and a cough, and stops for a question."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from story_support import Stage, have, running, settings_for

from kiosk.commands import Duck, Say
from kiosk.events import Answered, EarsReady, Heard, SpeechEnded, SpeechStarted
from kiosk.ports import Message
from kiosk.report.interruptions import interruptions
from kiosk.report.soundtrack import RATE, at_rate, kiosk_voice, mix
from kiosk.report.turns import utterances
from kiosk.runtime.ledger import LedgerRow, read
from kiosk.runtime.replay import replay
from kiosk.voice.synthesis import Synthesiser

pytestmark = [pytest.mark.story, pytest.mark.engine, pytest.mark.timeout(400)]

TOO_LATE_S = 1.5
"""Ears that take so long for a word lose sound meanwhile."""
TOO_BUSY_S = 15.0
"""Processes that together wait so long for a processor in a talk of ten seconds do not live in real time."""
INTERRUPTS = """
title = "Somebody who does not wait"
lang = "en"
voice = "gmw/en+f2"
snr_db = 26.0
waits_s = 60.0
start = [0.05, 1.6]
[[act]]
kind = "walk"
to = [0.05, 0.95]
speed_mps = 1.4
after_s = 0.2
[[act]]
kind = "say"
text = "Okay."
over_s = 0.6
[[act]]
kind = "cough"
over_s = 1.9
[[act]]
kind = "say"
text = "Are you open on Sunday?"
over_s = 3.4
[[act]]
kind = "leave"
to = [2.6, 2.2]
after_s = 50.0
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The run of one conversation, until the question has been answered aloud."""
    if reason := have("yunet"):
        pytest.skip(reason)
    path = tmp_path_factory.mktemp("over")
    waits: list[float] = []
    try:
        asyncio.run(_converse(path, waits))
    finally:
        told = [(row.at, row.message) for row in read(path / "ledger.sqlite")]
        late = [at - message.ended_at for at, message in told if isinstance(message, Heard)]
        if max(late, default=0.0) > TOO_LATE_S or sum(waits) > TOO_BUSY_S:
            pytest.skip(f"this machine is too busy to hear in time: {sum(waits):.1f} s were waited for a processor")
    return path


def captions(stage: Stage) -> set[str]:
    """Of all answers so far: a question that goes on is answered anew."""
    return {message.reply.caption for _, _, message in stage.messages if isinstance(message, Answered)}


async def _converse(folder: Path, waits: list[float]) -> None:
    """One conversation; `waits` gets how long its processes waited for a processor once the greeting sounded, s."""
    async with running(settings_for(folder, INTERRUPTS), folder) as stage:
        ears = await stage.until(EarsReady)
        if not ears.duplex:
            pytest.skip("these ears do not hear while the kiosk speaks")
        await stage.until(SpeechStarted)
        waits.append(-stage.waited_s())
        try:
            await stage.until(Answered)
            await stage.until(SpeechStarted, lambda speech: speech.timeline.text in captions(stage))
        finally:
            waits.append(stage.waited_s())


@pytest.fixture(scope="module")
def rows(folder: Path) -> Sequence[LedgerRow]:
    return tuple(read(folder / "ledger.sqlite"))


def of(rows: Sequence[LedgerRow], kind: type[Message]) -> list[LedgerRow]:
    return [row for row in rows if isinstance(row.message, kind)]


def of_shopper(folder: Path) -> dict[str, dict[str, Any]]:
    """What was said or coughed, by its text or kind."""
    return {entry["text"] or entry["kind"]: entry for entry in utterances(folder / "run")}


def test_a_word_that_only_shows_that_one_listens_lowers_the_voice(folder: Path, rows: Sequence[LedgerRow]) -> None:
    said = of_shopper(folder)["Okay."]["at"]
    down, up, *later = (row for row in of(rows, Duck) if row.at > said)
    assert (down.message, up.message) == (Duck(1, down=True), Duck(1, down=False))
    assert level_db(folder, rows, down.at + 0.05, up.at) < -12
    assert level_db(folder, rows, up.at + 0.25, later[0].at) > -7


def test_neither_that_nor_a_cough_costs_a_word_of_the_sentence(folder: Path, rows: Sequence[LedgerRow]) -> None:
    question = of_shopper(folder)["Are you open on Sunday?"]["at"]
    spoken = [row for row in rows if isinstance(row.message, SpeechEnded | SpeechStarted)]
    for stop, start in pairwise(spoken):
        if isinstance(stop.message, SpeechEnded) and start.at < question:  # else the question came before it went on
            assert isinstance(start.message, SpeechStarted)
            words = start.message.timeline.words
            assert start.message.from_ms == words[stop.message.word].start_ms


def test_a_question_stops_the_kiosk_and_is_answered(folder: Path, rows: Sequence[LedgerRow]) -> None:
    began = of_shopper(folder)["Are you open on Sunday?"]["at"]
    ended = next((row.message for row in of(rows, SpeechEnded) if row.at > began), None)
    heard = next(row.message for row in of(rows, Heard) if row.at > began)
    answered = next(row.message for row in of(rows, Answered) if row.at > began)
    assert isinstance(heard, Heard)
    assert isinstance(answered, Answered)
    if ended is not None:  # else the cough was read as a word, and the greeting, resumed, was over before the question
        assert isinstance(ended, SpeechEnded)
        assert not ended.completed
        assert ended.word > 5
    assert "open on sun" in heard.text.casefold()
    assert answered.reply.entry == "opening-hours"
    over = ["Okay.", "cough", *(["Are you open on Sunday?"] if ended is not None else [])]
    assert [one.text for one in interruptions(rows, utterances(folder / "run"))] == over
    assert replay(rows).difference is None


def level_db(folder: Path, rows: Sequence[LedgerRow], begin: float, end: float) -> float:
    """How loud the greeting sounded between two moments, against the same of it spoken at full loudness."""
    speech = of(rows, SpeechStarted)[0].message
    said = of(rows, Say)[0].message
    assert isinstance(speech, SpeechStarted)
    assert isinstance(said, Say)
    spoken = Synthesiser().speak(said.text, said.lang)
    whole = at_rate(spoken.pcm, spoken.timeline.sample_rate)
    heard = mix(kiosk_voice(folder / "run"), begin, end)
    first = round((begin - speech.at) * RATE)
    return float(20 * np.log10(np.std(heard) / np.std(whole[first : first + len(heard)])))
