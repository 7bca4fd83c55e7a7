"""The demo refuses what it has no story for before it fetches anything, and calls every part ready only when it was."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from kiosk.demo import cli
from kiosk.demo.play import came
from kiosk.errors import InputError


async def over() -> None:
    """A run, or a wait, that is over at once."""


async def never() -> None:
    await asyncio.Event().wait()


@pytest.mark.parametrize(("waits", "runs", "ready"), [(never, over, False), (over, never, True)])
def test_ready_is_told_only_of_a_kiosk_that_could_serve_before_its_run_was_over(
    waits: Callable[[], Awaitable[None]], runs: Callable[[], Awaitable[None]], ready: bool
) -> None:
    async def told() -> bool:
        waiting, running = asyncio.ensure_future(waits()), asyncio.ensure_future(runs())
        try:
            return await came(waiting, running)
        finally:
            waiting.cancel()
            running.cancel()

    assert asyncio.run(told()) is ready


@pytest.mark.parametrize(("lang", "story", "code"), [("xx", "demo", "demo.lang"), ("en", "nothing", "demo.story")])
def test_for_a_visit_that_there_is_not_nothing_is_fetched(
    lang: str, story: str, code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cli, "fetch_with_bar", lambda *_, **__: pytest.fail("nothing may be fetched"))
    with pytest.raises(InputError) as refused:
        cli.demo(lang=lang, story=story)
    assert refused.value.code == code
