"""One node under the load of a thousand kiosks and fifty colleagues: memory, delays of asks, messages relayed."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import json
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import numpy as np

from kiosk.bench.desk_ends import KioskEnd, PageEnd, Sessions
from kiosk.bench.desk_node import Node, people
from kiosk.bench.row import Row
from kiosk.desk.storage.database import beside
from kiosk.errors import KioskError
from kiosk.runtime.memory import pss_mb
from kiosk.runtime.processor import cpu_s

AT_A_TIME: Final = 25
"""Lines that are opened at once, and lines of one client."""
IDLE_S: Final = 5.0
MEMORY: Final = Path("/dev/shm")  # noqa: S108 - a folder of our own in it
TALK_S: Final = 20.0
MESSAGES_S: Final = 6.0


@dataclass(frozen=True, slots=True)
class Plan:
    """How much."""

    kiosks: int = 1000
    agents: int = 50
    asks: int = 400
    per_second: float = 10.0
    database: str = ""
    nats: tuple[str, ...] = ()


@dataclass(slots=True)
class Seen:
    """What happened when, by what and whom."""

    at: dict[tuple[str, str], float] = field(default_factory=dict)

    def __call__(self, what: str, whose: str, at: float) -> None:
        """Keep the first time of it."""
        self.at.setdefault((what, whose), at)


@dataclass(slots=True)
class Found:
    """Figures of a run: MB, seconds, shares of a core."""

    empty_mb: float = 0.0
    full_mb: float = 0.0
    idle: float = 0.0
    offered_s: list[float] = field(default_factory=list)
    accepted_s: list[float] = field(default_factory=list)
    asks_busy: float = 0.0
    after_mb: float = 0.0
    relayed: int = 0
    relayed_cpu_s: float = 0.0
    relayed_s: float = 0.0


def measure(plan: Plan) -> Found:
    """Run it."""
    with TemporaryDirectory(prefix="balie-desk-", dir=in_memory()) as folder:
        return asyncio.run(_measured(plan, Path(folder)))


def in_memory() -> str | None:
    """A folder that is no disk, where there is one: a figure taken here is the desk's, not the disk's."""
    return str(MEMORY) if MEMORY.is_dir() else None


def rows(found: Found, plan: Plan, what: str = "") -> Iterator[Row]:
    """The figures, with their goals."""
    lines = plan.kiosks + plan.agents
    many = f"{plan.kiosks:,} kiosks and {plan.agents} pages".replace(",", " ") + what
    yield Row(f"memory of a node, {many}", found.full_mb, "MB", 100)
    yield Row(f"memory of a node, nobody there{what}", found.empty_mb, "MB")
    yield Row(f"memory a websocket{what}", 1000 * (found.full_mb - found.empty_mb) / lines, "kB")
    yield Row(f"memory after {plan.asks} asks{what}", found.after_mb, "MB")
    yield Row(f"processor, nobody asks, {many}", 100 * found.idle, "%")
    for name, values, goal in (("offered", found.offered_s, 250), ("accepted", found.accepted_s, None)):
        for share in (50, 99):
            value = 1000 * float(np.percentile(values, share))
            yield Row(f"ask → {name}, {plan.per_second:g} asks a second, p{share}{what}", value, "ms", goal)
    yield Row(f"processor, {plan.per_second:g} asks a second{what}", 100 * found.asks_busy, "%")
    rate = found.relayed / max(found.relayed_cpu_s, 1e-9)
    yield Row(f"relayed messages a second of processor time{what}", rate, "messages/s", 15_000, "higher")
    yield Row(f"relayed messages a second, as many as came{what}", found.relayed / found.relayed_s, "messages/s")


async def _measured(plan: Plan, folder: Path) -> Found:
    database = plan.database or beside(folder)
    known = await people(database, plan.kiosks, plan.agents)
    node, seen, found = Node(folder, plan.database, plan.nats), Seen(), Found()
    await asyncio.to_thread(node.start)
    try:
        found.empty_mb = pss_mb(node.pid)
        async with _ends([node.url], known.kiosks, known.agents, seen) as (kiosks, pages):
            await _quietly(node, found)
            await _asks(plan, node, kiosks, seen, found)
            await _messages(node, kiosks[: len(pages)], pages, found)
    finally:
        node.kill()
    return found


@contextlib.asynccontextmanager
async def _ends(
    urls: Sequence[str], kiosks: dict[str, str], agents: dict[str, str], seen: Seen
) -> AsyncIterator[tuple[list[KioskEnd], list[PageEnd]]]:
    """Everybody with a line."""
    sessions, tasks = Sessions(), list[asyncio.Task[None]]()
    ends = list[KioskEnd | PageEnd]()
    try:
        everybody = [(KioskEnd, each) for each in kiosks.items()] + [(PageEnd, each) for each in agents.items()]
        for begin in range(0, len(everybody), AT_A_TIME):
            session = await sessions.one()
            some = [
                kind(session, urls, name, token, seen) for kind, (name, token) in everybody[begin : begin + AT_A_TIME]
            ]
            tasks += [asyncio.create_task(each.run()) for each in some]
            await asyncio.gather(*(each.there.wait() for each in some))
            ends += some
        yield [e for e in ends if isinstance(e, KioskEnd)], [e for e in ends if isinstance(e, PageEnd)]
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await sessions.close()


async def _quietly(node: Node, found: Found) -> None:
    await asyncio.sleep(1.0)
    began, used = time.monotonic(), cpu_s(node.pid)
    await asyncio.sleep(IDLE_S)
    found.idle = (cpu_s(node.pid) - used) / (time.monotonic() - began)
    found.full_mb = pss_mb(node.pid)


async def _asks(plan: Plan, node: Node, kiosks: Sequence[KioskEnd], seen: Seen, found: Found) -> None:
    """Asks at an even pace, each by a kiosk that has none open."""
    began, used, asking = time.monotonic(), cpu_s(node.pid), list[asyncio.Task[None]]()
    turn = itertools.cycle(kiosks)
    for number in range(plan.asks):
        await asyncio.sleep(max(0.0, began + number / plan.per_second - time.monotonic()))
        kiosk = next(each for each in turn if not each.open)
        asking.append(asyncio.create_task(_ask(kiosk, f"ask-{number:06}", seen, found)))
    await asyncio.gather(*asking)
    found.asks_busy = (cpu_s(node.pid) - used) / (time.monotonic() - began)
    found.after_mb = pss_mb(node.pid)


async def _ask(kiosk: KioskEnd, key: str, seen: Seen, found: Found) -> None:
    seen.at.pop(("offered", kiosk.name), None)
    await kiosk.ask(key)
    asked = seen.at["asked", key]
    found.offered_s.append(seen.at["offered", kiosk.name] - asked)
    found.accepted_s.append(seen.at["accepted", key] - asked)


async def _all_talk(kiosks: Sequence[KioskEnd], pages: Sequence[PageEnd]) -> None:
    """Wait until both ends of each conversation know of it."""
    end = time.monotonic() + TALK_S
    while {each.ticket for each in kiosks if each.talks} != {each.ticket for each in pages}:
        if time.monotonic() > end:
            raise KioskError("bench.talk", "Not every simulated colleague got a shopper.", "Use a quieter machine.")
        await asyncio.sleep(0.05)


async def _messages(node: Node, kiosks: Sequence[KioskEnd], pages: Sequence[PageEnd], found: Found) -> None:
    """Real-time text both ways between all who talk, as fast as the desk lets one line send."""
    for page in pages:
        page.handles_s = None
    asking = [asyncio.create_task(each.ask(f"talk-{number:04}")) for number, each in enumerate(kiosks)]
    await _all_talk(kiosks, pages)
    by_ticket = {page.ticket: page for page in pages}
    ends = [end for kiosk in kiosks for end in (kiosk, by_ticket[kiosk.ticket])]
    texts = [
        json.dumps({"type": "typed", "ticket": end.ticket, "line": 1, "text": "Waar staat de melk"}) for end in ends
    ]
    heard, used, began = sum(each.heard for each in ends), cpu_s(node.pid), time.monotonic()
    sent = 0
    while (elapsed := time.monotonic() - began) < MESSAGES_S:
        while sent < 150 + 45 * elapsed:
            await asyncio.gather(*(end.send(text) for end, text in zip(ends, texts, strict=True)))
            sent += 1
        await asyncio.sleep(0.005)
    await asyncio.sleep(0.3)
    found.relayed, found.relayed_cpu_s = sum(each.heard for each in ends) - heard, cpu_s(node.pid) - used
    found.relayed_s = time.monotonic() - began
    for task in asking:
        task.cancel()
    await asyncio.gather(*asking, return_exceptions=True)
