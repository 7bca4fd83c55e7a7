"""One spoken conversation through every process, and recordings of the world played in as camera and microphone."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import wave
from pathlib import Path

import pytest
from story_support import have, running, settings_for
from support import data_dir

from kiosk.commands import AskHuman, CloseCase, CloseSession, Say
from kiosk.events import Answered, Heard, QuestionTyped, ShopperEngaged, SpeechStarted
from kiosk.runtime.ledger import read
from kiosk.runtime.replay import replay

pytestmark = [pytest.mark.story, pytest.mark.engine, pytest.mark.timeout(400)]

ASKS = """
title = "Two questions and a wish"
lang = "en"
voice = "gmw/en+m1"
snr_db = 24.0
[[act]]
kind = "walk"
to = [0.05, 0.95]
speed_mps = 1.4
after_s = 0.5
[[act]]
kind = "say"
text = "Are you open on Sunday?"
[[act]]
kind = "press"
text = "human"
after_s = 1.5
[[act]]
kind = "leave"
to = [2.6, 2.2]
after_s = 1.0
"""


def test_a_shopper_is_seen_greeted_heard_answered_and_told_that_nobody_is_there(tmp_path: Path) -> None:
    if reason := have("yunet"):
        pytest.skip(reason)

    async def story() -> None:
        async with running(settings_for(tmp_path, ASKS), tmp_path) as stage:
            await stage.until(ShopperEngaged)
            waited_s = stage.waited_s()
            greeting = await stage.until(Say)
            assert "not a person" in greeting.caption or "digital" in greeting.caption
            heard = await stage.until(Heard)
            assert "sunday" in heard.text.casefold()
            answered = await stage.until(Answered)
            assert (answered.reply.entry, answered.reply.band) == ("opening-hours", "answer")
            spoken = await stage.until(SpeechStarted, lambda speech: speech.timeline.text == answered.reply.caption)
            late_s = stage.waited_s() - waited_s
            assert spoken.at - heard.ended_at < 2.0 + late_s, "never more than two seconds without a reaction"
            ask = await stage.until(AskHuman)
            assert (await stage.until(CloseCase)).case == ask.case
            await stage.until(CloseSession)

    asyncio.run(story())
    result = replay(read(tmp_path / "ledger.sqlite"))
    assert result.difference is None
    assert result.events > 50


def kiosk(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "kiosk", *arguments], capture_output=True, text=True, timeout=300, check=False
    )


def types_in(folder: Path, part: str) -> list[str]:
    lines = (folder / "ledger.jsonl").read_text(encoding="utf-8").splitlines()[1:]
    return [row["type"] for row in map(json.loads, lines) if row.get("part") == part]


@pytest.mark.parametrize(
    ("clip", "greetings"), [("single_face.mp4", 1), ("no_face.mp4", 0)], ids=["somebody", "nobody"]
)
def test_a_clip_is_seen_at_its_own_pace(tmp_path: Path, clip: str, greetings: int) -> None:
    if reason := have("yunet"):
        pytest.skip(reason)
    file = data_dir() / "sight" / clip
    done = kiosk("run", "--headless", "--camera", str(file), "--out", str(tmp_path))
    assert done.returncode == 0, done.stderr
    assert done.stdout in {"ready\n", ""}, "where the machine is busy the clip may end before all is ready"
    assert types_in(tmp_path, "sight").count("ShopperNoticed") == greetings


def again_and_again(recording: Path, file: Path, times: int) -> Path:
    """A sentence many times, with pauses: whenever it is that somebody listens, one will be whole."""
    with wave.open(str(recording)) as read_from, wave.open(str(file), "wb") as written:
        written.setparams(read_from.getparams())
        said = read_from.readframes(read_from.getnframes())
        pause = bytes(3 * read_from.getframerate() * read_from.getsampwidth() * read_from.getnchannels())
        written.writeframes((said + pause) * times)
    return file


def test_a_recording_is_heard_by_a_real_recogniser_while_somebody_listens(tmp_path: Path) -> None:
    file = again_and_again(data_dir() / "speech" / "rh_what_time_is_it.wav", tmp_path / "said.wav", 20)
    settings = settings_for(tmp_path, None, hearing={"microphone": f"file:{file}"}, sight={"camera": "none"})

    async def story() -> None:
        async with running(settings, tmp_path) as stage:
            stage.kiosk.post("stage", QuestionTyped("where is the milk"))
            await stage.until(Heard, lambda heard: heard.text.casefold().strip(" ?.") == "what time is it", within_s=60)

    asyncio.run(story())
