"""A simulated colleague whose browser fails: over the line while nobody has asked, else the end, and it is told."""

from __future__ import annotations

import asyncio
from contextlib import nullcontext
from pathlib import Path

import pytest
from playwright.sync_api import Error

from kiosk.errors import KioskError
from kiosk.simulation import colleague, colleague_browser, colleague_line
from kiosk.simulation.colleague_log import Notebook
from kiosk.simulation.colleague_media import Media
from kiosk.simulation.colleague_process import SAYS, ColleagueProcess
from kiosk.simulation.story import Colleague

PART = Colleague(name="Noor", voice="en", whispers="Go left.", says="Hi.", label="the way")
HELLO = {"url": "", "name": "", "password": "", "lang": "en"}


@pytest.fixture
def over_the_line(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    played: list[str] = []
    monkeypatch.setattr(colleague_line, "run", lambda *_: played.append("line"))
    return played


@pytest.mark.parametrize(("deeds", "played"), [((), ["line"]), (("ready",), ["line"]), (("ready", "offered"), [])])
def test_a_browser_that_fails(
    deeds: tuple[str, ...], played: list[str], over_the_line: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    book, media = Notebook(tmp_path), Media(tmp_path, tmp_path, 0.0, 0.0)

    def crash(*_: object) -> None:
        for deed in deeds:
            book.note(deed)  # type: ignore[arg-type]
        raise Error("Target page has been closed.\nCall log: …")

    monkeypatch.setattr(colleague_browser, "play", crash)
    with nullcontext() if played else pytest.raises(KioskError, match="has failed: Target page has been closed"):
        colleague._play({**HELLO, "browser": True}, PART, media, book)
    assert over_the_line == played


def test_where_there_is_no_browser_none_is_tried(over_the_line: list[str], tmp_path: Path) -> None:
    colleague._play({**HELLO, "browser": False}, PART, Media(tmp_path, tmp_path, 0.0, 0.0), Notebook(tmp_path))
    assert over_the_line == ["line"]


def test_a_process_that_ends_before_its_part_is_over_is_told() -> None:
    told: list[str] = []

    async def ended() -> None:
        process = ColleagueProcess(told.append)
        process._process = await asyncio.create_subprocess_exec("false")
        assert not await process.over(10.0)
        await process.close()

    asyncio.run(ended())
    assert told == [f"{SAYS}The colleague's part was not played to its end (exit status 1)."]
