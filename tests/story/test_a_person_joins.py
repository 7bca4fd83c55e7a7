"""The whole handover on real processes: kiosk, desk, call, and a colleague in a real browser or at the page's line."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from story_support import running, settings_for

from kiosk.commands import AskHuman, CallMode, CloseCase, Say, Show
from kiosk.demo import play
from kiosk.events import CallConnected, HumanLeft, HumanPressed, HumanWhispered
from kiosk.local_desk import Opened
from kiosk.report.handover import Handover
from kiosk.runtime.ledger import read
from kiosk.runtime.replay import replay
from kiosk.simulation import colleague_browser, colleague_log
from kiosk.simulation.colleague_process import ColleagueProcess
from kiosk.simulation.story import load
from kiosk.stage.film import record

pytestmark = [pytest.mark.story, pytest.mark.engine, pytest.mark.timeout(400)]

ASKS = """
title = "Somebody who asks for a person"
lang = "en"
voice = "gmw/en+m1"
[[act]]
kind = "press"
text = "choice:consent-video"
sees = "consent-video"
after_s = 6.0
patience_s = 100.0
[[act]]
kind = "leave"
sees = "ai"
after_s = 40.0
patience_s = 100.0
[colleague]
name = "Noor"
voice = "gmw/en+f3"
whispers = "Go left."
says = "Hello!"
label = "the way"
answers_s = 0.5
reads_s = 0.5
stays_s = 0.5
"""
DESK = {"mode": "local", "host": "127.0.0.1", "port": 0, "name": "entrance", "nobody_s": 100.0}


async def seated(run_dir: Path) -> None:
    """Return when somebody is at the desk; the test's own limit bounds it."""
    while not colleague_log.read(run_dir):  # noqa: ASYNC110 - another process writes it
        await asyncio.sleep(0.1)


@pytest.mark.parametrize("in_a_browser", [True, False], ids=["in a browser", "at the line"])
def test_a_shopper_is_helped_by_whisper_and_by_video_and_handed_back(
    in_a_browser: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if in_a_browser and (lacks := colleague_browser.missing()):
        pytest.skip(f"there is no {lacks}")
    monkeypatch.setattr(colleague_browser, "missing", lambda: "" if in_a_browser else "nothing")
    silent = {"camera": "shop"}
    settings = settings_for(tmp_path, ASKS, desk=DESK, sight=silent, hearing={"microphone": "none"})
    told: list[str] = []

    async def story() -> None:
        colleague = ColleagueProcess(told.append)
        serves: list[asyncio.Future[Opened]] = []
        async with running(settings, tmp_path, lambda kiosk: serves.append(play.served(kiosk))) as stage:
            part = load(tmp_path / "story.toml").colleague
            assert part is not None
            try:
                await play.call(stage.kiosk, part, colleague, serves[0])
                await seated(stage.kiosk.run_dir)
                stage.kiosk.post("stage", HumanPressed())
                ask = await stage.until(AskHuman)
                whispered = await stage.until(HumanWhispered)
                assert await stage.until(Say, lambda say: say.caption == whispered.text and say.speaker == "assisted")
                asked = await stage.until(Show, lambda show: "consent-video" in {c.id for c in show.scene.choices})
                assert not asked.scene.sends_picture
                await stage.until(CallMode, lambda mode: mode.camera)
                await stage.until(CallConnected)
                await stage.until(Show, lambda show: show.scene.mode == "in-call" and show.scene.sends_picture)
                called = stage.mark()
                assert (await stage.until(HumanLeft)).reason == "handed-back"
                await stage.until(Show, lambda show: show.scene.speaker == "ai", since=called)
                assert await colleague.over(40.0), told
                assert (await stage.until(CloseCase)).case == ask.case
            finally:
                await colleague.close()

    asyncio.run(story())
    rows = list(read(tmp_path / "ledger.sqlite"))
    deeds = colleague_log.read(tmp_path / "run")
    seen = Handover(rows, deeds, record.read(tmp_path / "run" / record.FILE).frames)
    assert seen.early == 0, "not a byte of the shopper's picture before the shopper agreed"
    assert seen.both_ways is not None
    assert {deed.what for deed in deeds} >= {"offered", "accepted", "sees", "back", "wrapped"}
    pictures = [deed.picture for deed in deeds if deed.picture]
    assert bool(pictures) == in_a_browser
    assert all((tmp_path / "run" / name).stat().st_size > 5000 for name in pictures)
    assert replay(rows).difference is None
