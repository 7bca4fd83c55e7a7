"""A whole kiosk with a display, lamps and buttons beside it: they show what is so, and none of them is needed."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest
from story_support import Stage, running, settings_for

from hardware.simulators.spawn import SimulatedBoard, SimulatedDisplay
from kiosk.commands import AskHuman, CloseCase
from kiosk.events import (
    HumanPressed,
    PartFailed,
    PartReady,
    QuestionTyped,
    ScreenTouched,
    SpeechEnded,
    SpeechStarted,
)
from kiosk.resources import device_profile

pytestmark = [pytest.mark.story, pytest.mark.timeout(400)]
LIGHT = {"encoder": False, "second_stage": "off"}
SPEAKER = "2"
SEEN_S = 0.5
"""A display turns its page so soon after the word, on a busy machine too."""


def lines(log: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines()]


async def told(stage: Stage, question: str, words: str) -> SpeechStarted:
    """Ask with the keyboard, and hear the answer to its end."""
    since = stage.mark()
    stage.kiosk.post("stage", QuestionTyped(question))
    speech = await stage.until(SpeechStarted, lambda one: words in one.timeline.text, since=since)
    end = await stage.until(SpeechEnded, lambda one: one.utterance == speech.utterance, since=since)
    assert end.completed
    return speech


async def visit(folder: Path) -> None:
    shown, lit = folder / "shown.jsonl", folder / "lit.jsonl"
    with (
        SimulatedDisplay(folder, device_profile("pole-display"), shown) as pole,
        SimulatedBoard(folder, None, lit, device_profile("lights-and-buttons")) as board,
    ):
        devices = {
            "pole": {"profile": "pole-display", "port": pole.port},
            "lamps": {"profile": "lights-and-buttons", "port": board.port},
            "dead": {"profile": "pole-display-escpos", "port": str(folder / "nothing")},
        }
        body = {"port": "simulated", "devices": devices}
        settings = settings_for(
            folder, None, body=body, sight={"camera": "none"}, voice={"speaker": "clock"}, answers=LIGHT
        )
        async with running(settings, folder) as stage:
            both = ("lights-and-buttons on", "pole-display on", "dead: ")
            await stage.until(PartReady, lambda one: one.part == "devices" and all(each in one.detail for each in both))
            stage.kiosk.post("stage", ScreenTouched())
            greeting = await stage.until(SpeechStarted)
            await stage.until(SpeechEnded, lambda one: one.utterance == greeting.utterance)
            speech = await told(stage, "is my order 204518 ready", "B 12")
            await asyncio.sleep(SEEN_S)
            await pressed(stage, board, pole)
            failed = [one for _, _, one in stage.messages if isinstance(one, PartFailed)]
            assert {one.part for one in failed} <= {"devices", "hearing", "sight"}
    number_at = speech.at + next(mark.at_ms for mark in speech.timeline.marks if mark.name == "display") / 1000
    first = next(line["at"] for line in lines(shown) if line["lines"][1].strip() == "B 12")
    assert first >= number_at, "no number is shown before it is said"
    lamps = lines(lit)
    said = [one["lamps"] for one in lamps if speech.at < one["at"] < speech.at + speech.timeline.seconds]
    assert any(lamp.get(SPEAKER, {}).get("effect") == "breathe" for lamp in said), "who speaks is told"


async def pressed(stage: Stage, board: SimulatedBoard, pole: SimulatedDisplay) -> None:
    """Somebody who cannot reach the screen calls a person, while the display is unplugged."""
    since = stage.mark()
    await asyncio.to_thread(pole.tell, "unplug")
    await asyncio.to_thread(board.tell, "button 0")
    await stage.until(HumanPressed, since=since)
    await stage.until(AskHuman, since=since)
    await stage.until(CloseCase, since=since)
    await asyncio.to_thread(board.tell, "unbutton 0")
    assert sum(isinstance(one, HumanPressed) for _, _, one in stage.messages) == 1
    assert [part for _, part, one in stage.messages if isinstance(one, HumanPressed)] == ["devices"]


def test_the_number_is_shown_the_lamps_follow_and_a_button_calls(tmp_path: Path) -> None:
    asyncio.run(visit(tmp_path))
