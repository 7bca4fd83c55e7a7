"""The line to the desk: how long it waits before it comes back."""

from __future__ import annotations

import asyncio
from pathlib import Path
from types import SimpleNamespace

import aiohttp
import pytest

from kiosk.desk.auth import certificate, reach
from kiosk.desk.serving import serving
from kiosk.desk.storage.folder import Folder
from kiosk.handover import line as module
from kiosk.handover.line import CHANCE, STEADY_S, WAITS_S, Line
from kiosk.settings import Desk


@pytest.mark.parametrize("lasts", [0.0, STEADY_S + 1.0])
def test_a_line_that_is_closed_at_once_each_time_is_opened_ever_more_slowly(monkeypatch, lasts):
    waits, clock = [], SimpleNamespace(now=0.0)
    line = Line("http://desk.example", Path("token"), None, lambda: None, lambda _: None, lambda: None)
    line._loop.close()
    line._loop = SimpleNamespace(time=lambda: clock.now)

    async def lives():
        clock.now += lasts

    async def sleeps(seconds):
        waits.append(seconds)
        if len(waits) == 8:
            raise asyncio.CancelledError

    monkeypatch.setattr(line, "_live", lives)
    monkeypatch.setattr(module, "asyncio", SimpleNamespace(sleep=sleeps))
    with pytest.raises(asyncio.CancelledError):
        asyncio.run(line._stay())
    least = WAITS_S[0] if lasts else WAITS_S[-1]
    assert least <= waits[-1] <= least * (1 + CHANCE)


def test_the_known_certificate_is_enough_whatever_the_clock_says_and_another_is_not(tmp_path):
    ours = Folder(tmp_path / "desk")
    ours.open()
    certificate.own(ours, 1_000_000_000.0)  # over for years by the clock of this machine
    another = Folder(tmp_path / "another")
    another.open()
    certificate.own(another, 1_000_000_000.0)

    def trust(pinned):
        line = Line("https://desk.example", Path("token"), pinned, lambda: None, lambda _: None, lambda: None)
        line._loop.close()
        return line._trust()

    async def talk():
        async with serving(Desk(dir=ours.path, host="127.0.0.1", port=0)) as node, aiohttp.ClientSession() as client:
            async with client.get(f"{node.served.url}/health", ssl=trust(ours.certificate)) as answer:
                assert answer.status == 200
            with pytest.raises(aiohttp.ClientConnectorCertificateError) as fault:
                await client.get(f"{node.served.url}/health", ssl=trust(another.certificate))
            assert module._why(fault.value).startswith(reach.ANOTHER)

    asyncio.run(talk())


@pytest.mark.parametrize(("away_s", "told"), [(5.0, 0), (40.0, 1)])
def test_a_desk_that_starts_with_the_kiosk_is_waited_for_in_silence(monkeypatch, caplog, away_s, told):
    clock = SimpleNamespace(now=0.0)
    line = Line("http://desk.example", Path("token"), None, lambda: None, lambda _: None, lambda: None)
    line._loop.close()
    line._loop = SimpleNamespace(time=lambda: clock.now)

    async def lives():
        if clock.now < away_s:
            raise ConnectionRefusedError("nobody listens")
        clock.now += STEADY_S + 1.0
        raise asyncio.CancelledError

    async def sleeps(seconds):
        clock.now += seconds

    monkeypatch.setattr(line, "_live", lives)
    monkeypatch.setattr(module, "asyncio", SimpleNamespace(sleep=sleeps))
    with caplog.at_level("WARNING"), pytest.raises(asyncio.CancelledError):
        asyncio.run(line._stay())
    assert sum("no line to the desk" in record.message for record in caplog.records) == told
