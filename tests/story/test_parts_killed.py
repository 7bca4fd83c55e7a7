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

pytestmark = [pytest.mark.story, pytest.mark.timeout(180)]
BACK_WITHIN_S = 12.0
WITHOUT = {"answers": "look"}
"""Words of the honest sentence that a part's absence brings instead of the answer."""


async def asked(stage: Stage, text: str, words: str) -> None:
    """Type a question; its answer must be on the screen, or in the caption for one that is restarting."""
    since = stage.mark()
    stage.kiosk.post("stage", QuestionTyped(text))
    await stage.until(Show, lambda show: words in show.scene.caption.casefold(), since=since, within_s=9)


async def whole_story(folder: Path, part: str) -> None:
    async with running(settings_for(folder), folder) as stage:
        await stage.until(ShopperEngaged, within_s=20)
        await stage.until(SpeechEnded, within_s=15)
        since = stage.mark()
        kill(stage.kiosk.parts[part].pid)
        failed = await stage.until(PartFailed, since=since)
        assert (failed.part, failed.code) == (part, "part.died")
        await asked(stage, "where is the milk", WITHOUT.get(part, "aisle 4"))
        await stage.until(PartReady, lambda ready: ready.part == part, since=since, within_s=BACK_WITHIN_S)
        back = stage.mark()
        await asked(stage, "where can I park my car", "garage")
        await stage.until(SpeechStarted, lambda speech: "garage" in speech.timeline.text, since=back, within_s=5)
        if part == "hearing":
            await stage.until(MicrophoneOpened, since=since, within_s=20)
            await stage.until(Listen, since=since)
        failures = [message for _, _, message in stage.messages[since:] if isinstance(message, PartFailed)]
        died = [(each.part, each.code) for each in failures if each.code.startswith("part.")]
        assert died == [(part, "part.died")], "no other part was harmed"


@pytest.mark.parametrize("part", ["stage", "voice", "hearing", "answers", "sight", "body"])
def test_the_conversation_goes_on_and_the_part_comes_back(part: str, tmp_path: Path) -> None:
    if reason := have("yunet"):
        pytest.skip(reason)
    asyncio.run(whole_story(tmp_path, part))


def test_the_shop_itself_may_die_too(tmp_path: Path) -> None:
    """Camera and microphone lose their source at once, and find it again."""
    if reason := have("yunet"):
        pytest.skip(reason)

    async def story() -> None:
        async with running(settings_for(tmp_path), tmp_path) as stage:
            await stage.until(ShopperEngaged, within_s=20)
            since = stage.mark()
            kill(stage.kiosk.parts["shop"].pid)
            await stage.until(PartFailed, lambda failed: failed.part == "shop", since=since)
            await stage.until(PartReady, lambda ready: ready.part == "shop", since=since, within_s=BACK_WITHIN_S)
            await stage.until(FaceMoved, since=stage.mark(), within_s=20)

    asyncio.run(story())
