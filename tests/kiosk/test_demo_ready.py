"""The demo calls every part ready only when it was: a visit that is over before is no start."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from kiosk.demo.play import came


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
