"""Kill any part with signal 9 in mid-conversation: the talk goes on without it, and it comes back."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from story_support import Stage, have, kill, running, settings_for

from kiosk.commands import Listen, Show
from kiosk.events import (
    FaceMoved,
    MicrophoneOpened,
    PartFailed,
    PartReady,
    QuestionTyped,
    ShopperEngaged,
    SpeechEnded,
    SpeechStarted,
)

pytestmark = [pytest.mark.story, pytest.mark.timeout(400)]
PARTS = ("stage", "voice", "hearing", "answers", "sight", "body")
WITHOUT = {"answers": "look"}
"""Words of the honest sentence that a part's absence brings instead of the answer."""


async def asked(stage: Stage, text: str, words: str) -> None:
    """Type a question; its answer must be on the screen, or in the caption for one that is restarting."""
    since = stage.mark()
    stage.kiosk.post("stage", QuestionTyped(text))
    await stage.until(Show, lambda show: words in show.scene.caption.casefold(), since=since)


async def killed(stage: Stage, part: str) -> None:
    """One part ends in mid-conversation: what is asked meanwhile and afterwards is answered, and nobody else ends."""
    since = stage.mark()
    kill(stage.kiosk.parts[part].pid)
    failed = await stage.until(PartFailed, since=since)
    assert (failed.part, failed.code) == (part, "part.died")
    await asked(stage, "where is the milk", WITHOUT.get(part, "aisle 4"))
    await stage.until(PartReady, lambda ready: ready.part == part, since=since)
    back = stage.mark()
    await asked(stage, "where can I park my car", "garage")
    await stage.until(SpeechStarted, lambda speech: "garage" in speech.timeline.text, since=back)
    if part == "hearing":
        await stage.until(MicrophoneOpened, since=since)
        await stage.until(Listen, since=since)
    failures = [message for _, _, message in stage.messages[since:] if isinstance(message, PartFailed)]
    died = [(each.part, each.code) for each in failures if each.code.startswith("part.")]
    assert died == [(part, "part.died")], "no other part was harmed"


async def shop_killed(stage: Stage) -> None:
    """Camera and microphone lose their source at once, and find it again."""
    since = stage.mark()
    kill(stage.kiosk.parts["shop"].pid)
    await stage.until(PartFailed, lambda failed: failed.part == "shop", since=since)
    await stage.until(PartReady, lambda ready: ready.part == "shop", since=since)
    await stage.until(FaceMoved, since=stage.mark())


async def whole_story(folder: Path) -> None:
    async with running(settings_for(folder), folder) as stage:
        await stage.until(ShopperEngaged)
        await stage.until(SpeechEnded)
        for part in PARTS:
            await killed(stage, part)
        await shop_killed(stage)


def test_the_conversation_goes_on_and_each_part_comes_back(tmp_path: Path) -> None:
    """One after the other in one conversation: it stands up again from each, whatever it has been through."""
    if reason := have("yunet"):
        pytest.skip(reason)
    asyncio.run(whole_story(tmp_path))
