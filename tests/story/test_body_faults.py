"""A whole kiosk whose body fails again and again, in an order that chance decides: it goes on talking all the time."""

from __future__ import annotations

import asyncio
import random
from pathlib import Path

import pytest
from story_support import Stage, kill, running, settings_for

from hardware.safety.latch import StopLatch
from hardware.simulators.spawn import SimulatedBoard
from kiosk.clock import set_shift
from kiosk.events import (
    BodyCleared,
    BodyStopped,
    PartFailed,
    PartReady,
    QuestionTyped,
    SpeechEnded,
    SpeechStarted,
)

pytestmark = [pytest.mark.story, pytest.mark.timeout(400)]
SEED = 8
QUESTIONS = (
    ("where is the milk", "aisle"),
    ("where can I park my car", "garage"),
    ("where are the toilets", "toilets"),
)
TRICKS = {
    "unplug": ("unplug", "plug"),
    "silent": ("silent", "speak"),
    "reboot": ("reboot", ""),
    "emergency stop": ("estop", "clear"),
    "process killed": ("", ""),
    "clock jumps": ("", ""),
    "stop from the kiosk": ("", ""),
}

GONE: dict[str, type[PartFailed | BodyStopped]] = {
    "unplug": PartFailed,
    "silent": PartFailed,
    "killed": PartFailed,
    "stop": BodyStopped,
}
"""By which the kiosk tells that it noticed; of the other faults the body recovers by itself."""


class Body:
    """The body of a kiosk, and who plays tricks on it."""

    def __init__(self, stage: Stage, board: SimulatedBoard, folder: Path) -> None:
        self.stage, self.board, self.folder = stage, board, folder
        self.latch = StopLatch(folder)

    def hurt(self, fault: str) -> None:
        trick, _ = TRICKS[fault]
        if trick:
            self.board.tell(trick)
        elif fault == "process killed":
            kill(self.stage.kiosk.parts["body"].pid)
        elif fault == "clock jumps":
            set_shift(self.folder / "shift", -7 * 3600.0)
        else:
            self.latch.hold("person", "eve")

    def heal(self, fault: str) -> None:
        _, cure = TRICKS[fault]
        if fault == "emergency stop":
            self.board.tell("release")
        if cure:
            self.board.tell(cure)
        elif fault == "clock jumps":
            set_shift(self.folder / "shift", 0.0)
        elif fault == "stop from the kiosk":
            self.latch.wish()


async def asked(stage: Stage, question: str, words: str) -> SpeechStarted:
    """Type a question; its answer begins to be heard."""
    since = stage.mark()
    stage.kiosk.post("stage", QuestionTyped(question))
    return await stage.until(SpeechStarted, lambda speech: words in speech.timeline.text.casefold(), since=since)


async def through(body: Body, fault: str, turn: int) -> None:
    """The body fails while an answer is heard: it is heard to its end, so is the next one, and the body comes back."""
    stage = body.stage
    speech = await asked(stage, *QUESTIONS[turn % len(QUESTIONS)])
    since = stage.mark()
    await asyncio.to_thread(body.hurt, fault)
    await ended(stage, speech, since)
    gone = next((kind for name, kind in GONE.items() if name in fault), None)
    if gone is not None:
        await stage.until(gone, since=since)
    speech = await asked(stage, *QUESTIONS[(turn + 1) % len(QUESTIONS)])
    await asyncio.to_thread(body.heal, fault)
    if gone is not None:
        await stage.until(BodyCleared if gone is BodyStopped else PartReady, since=since)
    await ended(stage, speech, since)
    failed = [message for _, _, message in stage.messages[since:] if isinstance(message, PartFailed)]
    assert {one.part for one in failed} <= {"body"}, f"{fault} harmed another part"


async def ended(stage: Stage, speech: SpeechStarted, since: int) -> None:
    end = await stage.until(SpeechEnded, lambda end: end.utterance == speech.utterance, since=since)
    assert end.completed


async def whole_story(folder: Path) -> None:
    order = list(TRICKS)
    random.Random(SEED).shuffle(order)
    set_shift(folder / "shift", 0.0)
    with SimulatedBoard(folder) as board:
        body = {"port": board.port, "stop_dir": str(folder)}
        clock = {"lang": "en", "langs": ["nl", "en"], "clock": f"shifted:{folder / 'shift'}"}
        deaf_and_blind = {"sight": {"camera": "none"}, "hearing": {"microphone": "none"}}
        settings = settings_for(folder, None, body=body, kiosk=clock, voice={"speaker": "clock:8"}, **deaf_and_blind)
        async with running(settings, folder) as stage:
            one = Body(stage, board, folder)
            for turn, fault in enumerate(order):
                await through(one, fault, turn)


def test_it_goes_on_talking_through_whatever_befalls_its_body(tmp_path: Path) -> None:
    asyncio.run(whole_story(tmp_path))
