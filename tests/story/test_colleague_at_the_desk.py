"""A whole kiosk and a real desk: a shopper asks by touch, a colleague whispers, and hands back."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from desk_support import served
from story_support import running, settings_for

from kiosk.commands import CallMode, CloseCase, Say
from kiosk.events import DeskLine, HumanJoined, HumanLeft, HumanPressed, HumanQueued

pytestmark = [pytest.mark.story, pytest.mark.timeout(400)]


def test_a_colleague_whispers_through_the_avatar_and_hands_back(tmp_path: Path) -> None:
    async def story() -> None:
        async with served(tmp_path) as desk:
            (tmp_path / "token").write_text(await desk.token("till"))
            settings = settings_for(
                tmp_path,
                None,
                sight={"camera": "none"},
                hearing={"microphone": "none"},
                body={"port": "none"},
                desk={"mode": "remote", "url": desk.at, "token_file": str(tmp_path / "token")},
            )
            async with running(settings, tmp_path) as kiosk:
                await kiosk.until(DeskLine, lambda line: line.up)
                page = await desk.page("ann")
                kiosk.kiosk.post("stage", HumanPressed())
                await kiosk.until(HumanQueued)
                offered = await page.hear("offered")
                await page.say("accept", ticket=offered.ticket.id)
                assert (await kiosk.until(HumanJoined)).name == "Ann"
                assert (await kiosk.until(CloseCase)).outcome == "joined"
                assert await kiosk.until(CallMode) == CallMode(1, "whisper")
                await page.hear("conversation")
                await page.say("whisper", ticket=offered.ticket.id, id=1, text="Aisle four, on the left.", lang="en")
                said = await kiosk.until(Say, lambda say: say.caption == "Aisle four, on the left.")
                assert said.speaker == "assisted"
                await page.say("hand-back", ticket=offered.ticket.id)
                assert (await kiosk.until(HumanLeft)).reason == "handed-back"
                assert (await kiosk.until(CallMode, lambda told: told.mode == "none")).case == 1

    asyncio.run(story())
