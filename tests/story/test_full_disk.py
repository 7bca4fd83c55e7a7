"""The disk of the ledger is full in mid-conversation: the shopper notices nothing, and nothing is lost."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from ledger_support import small_disk
from story_support import running, settings_for

from kiosk.commands import Show
from kiosk.events import PartFailed, PartReady, QuestionTyped, SpeechStarted
from kiosk.runtime.ledger import read
from kiosk.runtime.replay import replay

pytestmark = [pytest.mark.story, pytest.mark.timeout(400)]
DEVICES = {"sight": {"camera": "none"}, "hearing": {"microphone": "none"}}


async def story(folder: Path) -> None:
    with small_disk(folder / "disk", 1000) as disk:
        (disk.folder / "run").symlink_to(folder / "run")
        (folder / "run").mkdir()
        async with running(settings_for(folder, None, **DEVICES), disk.folder) as stage:
            disk.fill()
            since = stage.mark()
            stage.kiosk.post("stage", QuestionTyped("where is the milk"))
            failed = await stage.until(PartFailed, since=since)
            assert (failed.part, failed.code) == ("ledger", "ledger.full")
            await stage.until(Show, lambda show: "aisle 4" in show.scene.caption, since=since)
            await stage.until(SpeechStarted, lambda speech: "aisle 4" in speech.timeline.text, since=since)
            disk.empty()
            ready = await stage.until(PartReady, lambda event: event.part == "ledger", since=since)
            assert "nothing was lost" in ready.detail
        rows = list(read(disk.folder / "ledger.sqlite"))
        assert replay(rows).same
        assert [row.message for row in rows] == [message for _, _, message in stage.messages][: len(rows)]
        assert any(isinstance(row.message, QuestionTyped) for row in rows)


def test_a_full_disk_is_no_shoppers_business(tmp_path: Path) -> None:
    asyncio.run(story(tmp_path))
