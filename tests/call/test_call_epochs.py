"""Traps 4, 5 and 9: connections are made anew under epochs, made ready while one waits, and no task is lost."""

from __future__ import annotations

import asyncio
import gc
import weakref
from collections.abc import Awaitable, Callable

import aioice.ice
import pytest

from kiosk.call.aiortc.aiortc_connection import AiortcConnection
from kiosk.call.aiortc.ice import GATHER_S, shape_gathering
from kiosk.call.engine.connection import Listener, Setup, Sources
from kiosk.call.engine.epochs import PREPARED_S, Epochs
from kiosk.call.engine.gate import Gate
from kiosk.call.engine.media import Text
from kiosk.call.engine.media_engine import (
    Answered,
    Changed,
    Failed,
    IceServer,
    Offered,
    Quality,
    Route,
    State,
    Statistics,
    Told,
    Typed,
)
from kiosk.call.engine.watchdog import SILENT_S
from kiosk.errors import KioskError

STUN = IceServer(("stun:desk.shop:3478",))


class Line:
    """A connection of no library: it does as it is told and notes what it was asked."""

    def __init__(self, setup: Setup, number: int) -> None:
        self.setup, self.number, self.epoch, self.heard_at = setup, number, -1, 0.0
        self.asked = list[str]()
        self.open = False
        self.never: weakref.ref[asyncio.Future[str]] | None = None
        self.hangs = False

    async def offer(self) -> str:
        self.asked.append("offer")
        if self.hangs:
            future: asyncio.Future[str] = asyncio.Future()
            self.never = weakref.ref(future)
            return await future
        return f"offer {self.number}"

    async def respond(self, sdp: str) -> str:
        return f"answer to {sdp}"

    async def accept(self, sdp: str) -> None:
        if sdp == "nonsense":
            raise ConnectionError("no such thing")
        await asyncio.sleep(0)
        self.asked.append(f"accept {sdp}")

    async def candidate(self, candidate: str, mid: str, line: int) -> None:
        if not candidate:
            raise ConnectionError("an address that is none")
        self.asked.append(f"candidate {candidate}")

    def regate(self) -> None:
        self.asked.append("regate")

    def write(self, text: Text) -> bool:
        if self.open:
            self.asked.append(f"write {text.text}")
        return self.open

    async def statistics(self, state: State) -> Statistics:
        return Statistics(self.epoch, state)

    async def close(self) -> None:
        self.asked.append("close")


class Desk:
    """Epochs over such lines, in time that stands still until it is moved."""

    def __init__(self) -> None:
        self.now, self.lines, self.told = 100.0, list[Line](), list[Told]()
        self.hangs = False
        self.gate = Gate()
        self.call = Epochs(self.make, self.told.append, Quality(), Route(), self.gate, lambda: self.now)

    def make(self, setup: Setup) -> Line:
        if setup.route.relay_only:
            raise AssertionError
        self.lines.append(Line(setup, len(self.lines)))
        self.lines[-1].hangs = self.hangs
        return self.lines[-1]

    async def settled(self) -> list[Told]:
        for _ in range(6):
            await asyncio.sleep(0)
        told, self.told[:] = list(self.told), []
        return told

    async def connected(self, epoch: int = 7) -> Line:
        self.call.begin(epoch, ())
        await self.settled()
        line = self.lines[-1]
        self.call.answered(epoch, "answer")
        line.setup.listener.state(line, "connected")
        await self.settled()
        return line

    async def lasts(self, seconds: float, *, heard: bool = False) -> list[tuple[float, Told]]:
        told = list[tuple[float, Told]]()
        for _ in range(round(seconds * 10)):
            self.now = round(self.now + 0.1, 3)
            if heard:
                self.lines[-1].heard_at = self.now
            self.call.look()
            told += [(round(self.now - 100, 1), one) for one in await self.settled()]
        return told


def on_a_desk(story: Callable[[Desk], Awaitable[None]]) -> None:
    async def run() -> None:
        desk = Desk()
        await story(desk)
        await desk.call.finish(1.0)

    asyncio.run(run())


def test_a_line_that_falls_silent_is_offered_anew_under_the_next_epoch_with_the_gate_as_it_was() -> None:
    async def story(desk: Desk) -> None:
        first = await desk.connected()
        desk.gate.set(camera=True, microphone=True)
        assert await desk.lasts(5, heard=True) == []
        told = await desk.lasts(5)
        assert [one for _, one in told] == [
            Changed(7, "lost"),
            Changed(8, "connecting"),
            Offered(8, "offer 1"),
            Changed(9, "connecting"),
            Offered(9, "offer 2"),
        ]
        lost, again = (at for at, one in told if isinstance(one, Offered))
        assert (lost, again) == pytest.approx((7.0, 9.5), abs=0.11)
        assert "close" in first.asked
        assert desk.gate.lets("video")

    on_a_desk(story)


def test_what_belongs_to_an_older_epoch_is_ignored() -> None:
    async def story(desk: Desk) -> None:
        first = await desk.connected()
        desk.call.renew()
        await desk.settled()
        second = desk.lines[-1]
        desk.call.answered(7, "late")
        desk.call.candidate(7, ("late", "0", 0))
        first.setup.listener.state(first, "lost")
        first.setup.listener.text(first, Text(0, "late"))
        assert await desk.settled() == []
        assert second.asked == ["offer"]
        desk.call.answered(8, "answer")
        desk.call.answered(8, "twice")
        await desk.settled()
        assert second.asked == ["offer", "accept answer"]

    on_a_desk(story)


def test_candidates_wait_for_the_answer() -> None:
    async def story(desk: Desk) -> None:
        desk.call.begin(1, ())
        await desk.settled()
        desk.call.candidate(1, ("one", "0", 0))
        await desk.settled()
        assert desk.lines[0].asked == ["offer"]
        desk.call.answered(1, "answer")
        desk.call.candidate(1, ("", "0", 0))
        desk.call.candidate(1, ("two", "0", 0))
        assert not [one for one in await desk.settled() if isinstance(one, Failed)], "others are tried"
        assert desk.lines[0].asked == ["offer", "accept answer", "candidate one", "candidate two"]

    on_a_desk(story)


def test_an_answer_that_nobody_understands_is_told_and_the_call_is_offered_anew() -> None:
    async def story(desk: Desk) -> None:
        desk.call.begin(1, ())
        await desk.settled()
        desk.call.answered(1, "nonsense")
        (fault,) = await desk.settled()
        assert isinstance(fault, Failed)
        assert fault.code == "call.description"
        assert [one for _, one in await desk.lasts(3) if isinstance(one, Offered)] == [Offered(2, "offer 1")]

    on_a_desk(story)


def test_addresses_are_gathered_while_somebody_waits_and_not_again() -> None:
    async def story(desk: Desk) -> None:
        desk.call.prepare((STUN,))
        desk.call.prepare((STUN,))
        assert await desk.settled() == []
        desk.call.begin(1, (STUN,))
        assert await desk.settled() == [Changed(1, "connecting"), Offered(1, "offer 0")]
        assert len(desk.lines) == 1

    on_a_desk(story)


@pytest.mark.parametrize(("servers", "later"), [((), 0.0), ((STUN,), PREPARED_S + 1)])
def test_what_was_made_ready_for_others_or_too_long_ago_is_not_used(
    servers: tuple[IceServer, ...], later: float
) -> None:
    async def story(desk: Desk) -> None:
        desk.call.prepare((STUN,))
        await desk.settled()
        desk.now += later
        desk.call.begin(1, servers)
        assert Offered(1, "offer 1") in await desk.settled()

    on_a_desk(story)


def test_in_a_call_the_next_connection_goes_by_the_newest_servers_and_none_is_made_for_them() -> None:
    async def story(desk: Desk) -> None:
        await desk.connected()
        desk.call.prepare((STUN,))
        await desk.settled()
        assert len(desk.lines) == 1, "the one that is on stays"
        desk.call.renew()
        await desk.settled()
        assert desk.lines[-1].setup.servers == (STUN,)

    on_a_desk(story)


def test_text_waits_for_a_line_and_the_other_ends_is_told() -> None:
    async def story(desk: Desk) -> None:
        desk.call.write(Text(0, "h"))
        desk.call.write(Text(0, "ha"))
        line = await desk.connected()
        line.open = True
        line.setup.listener.writable(line)
        desk.call.write(Text(1, "x"))
        assert [each for each in line.asked if each.startswith("write")] == ["write ha", "write x"]
        line.setup.listener.text(line, Text(5, "dag"))
        assert await desk.settled() == [Typed(7, Text(5, "dag"))]

    on_a_desk(story)


def test_each_attempt_that_came_to_nothing_is_told_to_the_next() -> None:
    async def story(desk: Desk) -> None:
        desk.call.begin(1, ())
        await desk.lasts(6)
        assert [line.setup.attempt for line in desk.lines] == [0, 1, 2]
        line = desk.lines[-1]
        line.setup.listener.state(line, "connected")
        desk.call.renew()
        await desk.settled()
        assert desk.lines[-1].setup.attempt == 2, "what went is gone by again"

    on_a_desk(story)


def test_the_end_is_the_end() -> None:
    async def story(desk: Desk) -> None:
        line = await desk.connected()
        desk.call.end()
        assert await desk.settled() == [Changed(7, "ended")]
        assert await desk.lasts(9) == []
        desk.call.renew()
        assert await desk.settled() == []
        assert "close" in line.asked

    on_a_desk(story)


def test_an_offer_of_the_other_end_is_answered_and_an_older_one_is_not() -> None:
    async def story(desk: Desk) -> None:
        desk.call.respond(3, "hello", ())
        assert await desk.settled() == [Changed(3, "connecting"), Answered(3, "answer to hello")]
        desk.call.respond(2, "older", ())
        assert await desk.settled() == []
        assert await desk.lasts(9) == [], "whoever offers watches"

    on_a_desk(story)


def test_a_task_that_waits_is_not_swept_away() -> None:
    async def story(desk: Desk) -> None:
        desk.hangs = True
        desk.call.begin(1, ())
        await desk.settled()
        waited = desk.lines[0].never
        gc.collect()
        assert waited is not None
        future = waited()
        assert future is not None, "asyncio keeps no task: who begins one must"
        future.set_result("late")
        del future
        assert Offered(1, "late") in await desk.settled()

    on_a_desk(story)


def test_a_relay_that_is_missing_is_told() -> None:
    async def story(desk: Desk) -> None:
        def missing(_setup: Setup) -> Line:
            raise KioskError("call.no-relay", "None.", "One.")

        desk.call._make = missing
        desk.call.begin(1, ())
        assert await desk.settled() == [Failed(1, "call.no-relay", "None.", "One.")]

    on_a_desk(story)


def setup(servers: tuple[IceServer, ...] = (), route: Route | None = None) -> Setup:
    nobody = Listener(*(lambda *_told: None for _ in range(6)))
    return Setup(servers, 0, route or Route(), Quality(), Gate(), Sources(), nobody, lambda: 0.0)


def test_without_servers_nobodys_server_is_asked() -> None:
    async def run() -> tuple[object, object, object]:
        own, other = AiortcConnection(setup()), AiortcConnection(setup((STUN,)))
        asked = own._ice().stun_server, own._ice().turn_server, other._ice().stun_server
        await own.close()
        await other.close()
        return asked

    assert asyncio.run(run()) == (None, None, ("desk.shop", 3478))


def test_a_dead_server_is_not_waited_for_as_long_as_the_library_would() -> None:
    async def run(route: Route) -> tuple[list[str], int]:
        connection = aioice.ice.Connection(ice_controlling=True)
        seen = list[tuple[list[str], int]]()

        async def gather(component: int, addresses: list[str], timeout: int = 5) -> list[aioice.Candidate]:  # noqa: ASYNC109
            seen.append((addresses, timeout))
            return []

        vars(connection)["get_component_candidates"] = gather
        shape_gathering(connection, route)
        await connection.get_component_candidates(1, ["192.0.2.7"])
        return seen[0]

    assert asyncio.run(run(Route())) == (["192.0.2.7"], GATHER_S)
    assert asyncio.run(run(Route(loopback=True))) == (["127.0.0.1"], GATHER_S)
    assert GATHER_S < 5


def test_a_call_in_which_both_are_silent_and_dark_is_heard_often_enough_for_the_watchdog() -> None:
    async def run() -> None:
        connection = aioice.ice.Connection(ice_controlling=True)
        shape_gathering(connection, Route())

    aioice.ice.CONSENT_INTERVAL = 5
    asyncio.run(run())
    assert aioice.ice.CONSENT_INTERVAL * 1.2 + 0.5 < SILENT_S, "one check may be late by a fifth, and lost"
