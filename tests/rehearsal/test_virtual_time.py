"""Virtual time: hours pass in no time, in order, and nothing that goes wrong is swallowed."""

import asyncio
import time

import pytest

from kiosk.rehearsal import virtual


def test_hours_pass_in_no_time_and_in_order():
    seen = []

    async def talk():
        loop = asyncio.get_running_loop()
        for after in (3600.0, 1.0, 60.0):
            loop.call_later(after, lambda after=after: seen.append((loop.time(), after)))
        await asyncio.sleep(7200.0)
        return loop.time()

    began = time.monotonic()
    assert virtual.run(talk()) == 7200.0
    assert time.monotonic() - began < 60.0
    assert seen == [(1.0, 1.0), (60.0, 60.0), (3600.0, 3600.0)]


def test_an_exception_in_a_callback_is_raised():
    async def talk():
        asyncio.get_running_loop().call_later(1.0, lambda: 1 / 0)
        await asyncio.sleep(2.0)

    with pytest.raises(ZeroDivisionError):
        virtual.run(talk())


def test_waiting_for_what_never_comes_is_an_error():
    async def talk():
        await asyncio.Event().wait()

    with pytest.raises(RuntimeError, match="come to its end"):
        virtual.run(talk())
