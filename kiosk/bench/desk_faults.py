"""Five hundred asks while a node, a NATS server, PostgreSQL, kiosks and pages are killed in turn, by signal 9.

Kiosks and pages live in processes of their own, which tell what they saw on a pipe that outlives them. Afterwards the
database is asked: every ask that a living kiosk sent has exactly one row and exactly one outcome.
"""

from __future__ import annotations

import asyncio
import io
import json
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import numpy as np
from sqlalchemy import select

from kiosk.bench.desk_load import in_memory
from kiosk.bench.desk_node import Known, Node, people
from kiosk.bench.desk_servers import Nats, Postgres
from kiosk.bench.row import Row
from kiosk.desk.storage.database import open_database
from kiosk.desk.storage.tables import TICKET, TICKET_EVENT
from kiosk.desk.tickets.transitions import OUTCOMES

NATS: Final = 3
NODES: Final = 2
KIOSKS, AGENTS, GROUPS = 40, 16, 2
ASKS: Final = 500
PAUSE_S: Final = 4.0
"""Between one kill and the next."""
DOWN_S: Final = 2.0
"""How long what was killed stays so."""
OVER_S: Final = 60.0
"""After the last ask: a kiosk that is lost for good is given up after half of it."""


@dataclass(slots=True)
class Told:
    """What the ends saw: times by what happened and which ask, and how often an ask was over at its kiosk."""

    at: dict[tuple[str, str], float] = field(default_factory=dict)
    closed: Counter[str] = field(default_factory=Counter)
    asking: bool = True

    @property
    def asked(self) -> int:
        """Asks so far."""
        return sum(what == "asked" for what, _ in tuple(self.at))

    def take(self, line: str) -> None:
        """Take in a line of an end."""
        what, whose, at = json.loads(line)
        self.at.setdefault((what, whose), at)
        if what == "closed":
            self.closed[whose] += 1


class Group:
    """Kiosks or pages in a process of their own."""

    def __init__(self, kind: str, nodes: list[str], tokens: dict[str, str], told: Told) -> None:
        self._plan = json.dumps({"kind": kind, "nodes": nodes, "tokens": tokens})
        self._told, self._life = told, 0
        self._process: subprocess.Popen[str] | None = None
        self.start()

    def start(self) -> None:
        """Begin, or begin anew without knowing anything of before."""
        self._life += 1
        command = [sys.executable, "-m", "kiosk.bench.desk_group", self._plan, str(self._life)]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stdin=subprocess.PIPE, text=True)
        self._process = process
        threading.Thread(target=self._read, args=(process,), daemon=True).start()

    def kill(self) -> None:
        """End it at once."""
        if self._process is not None:
            self._process.send_signal(signal.SIGKILL)
            self._process.wait()
            self.finish()

    def finish(self) -> None:
        """Let no kiosk of it begin a new ask."""
        if self._process is not None and self._process.stdin is not None:
            self._process.stdin.close()

    def _read(self, process: subprocess.Popen[str]) -> None:
        with process.stdout or io.StringIO() as lines:
            for line in lines:
                self._told.take(line)


def rows(database: Postgres, servers: Nats) -> Iterator[Row]:
    """Run it; the figures are what was lost, what was doubled, and how long it took."""
    database.create("desk")
    with tempfile.TemporaryDirectory(prefix="balie-faults-", dir=in_memory()) as folder:
        known = asyncio.run(people(database.address(), KIOSKS, AGENTS))
        nodes = [Node(Path(folder) / f"n{number}", database.address(), servers.addresses) for number in range(NODES)]
        told, groups = Told(), list[Group]()
        try:
            for node in nodes:
                node.start()
            groups = _groups([node.url for node in nodes], known, told)
            killed = _kill_all(nodes, servers, database, groups, told)
            _wait_until_over(groups, told)
            yield from _counted(asyncio.run(_kept(database.address())), told, killed)
        finally:
            for group in groups:
                group.kill()
            for node in nodes:
                node.kill()


def _groups(urls: list[str], known: Known, told: Told) -> list[Group]:
    """Kiosks first, then pages."""
    found = []
    for kind, tokens in (("kiosk", known.kiosks), ("page", known.agents)):
        for part in range(GROUPS):
            mine = dict(list(tokens.items())[part::GROUPS])
            found.append(Group(kind, urls, mine, told))
    return found


def _kill_all(nodes: list[Node], servers: Nats, database: Postgres, groups: list[Group], told: Told) -> int:
    """In turn until enough was asked; how often something was killed."""
    pages = groups[GROUPS]
    turns = [
        (nodes[0].kill, nodes[0].spawn),
        (lambda: servers.kill(0), lambda: servers.start(0)),
        (database.kill, database.start),
        (groups[0].kill, groups[0].start),
        (pages.kill, pages.start),
        (nodes[1].kill, nodes[1].spawn),
        (servers.kill_all, servers.start_all),
    ]
    killed = 0
    time.sleep(PAUSE_S)
    while told.asked < ASKS or killed < len(turns):
        kill, revive = turns[killed % len(turns)]
        kill()
        time.sleep(DOWN_S)
        revive()
        killed += 1
        time.sleep(PAUSE_S)
    return killed


def _wait_until_over(groups: list[Group], told: Told) -> None:
    for group in groups[:GROUPS]:
        group.finish()
    end = time.monotonic() + OVER_S
    while time.monotonic() < end and any(told.closed[key] == 0 for key in _latest(told)):
        time.sleep(0.2)


def _latest(told: Told) -> set[str]:
    """The last ask of each kiosk: what it asked before it was killed it knows nothing of."""
    return set({key.partition("-")[0]: key for what, key in tuple(told.at) if what == "asked"}.values())


async def _kept(database: str) -> tuple[dict[str, str | None], Counter[str]]:
    """The outcome of each ask, and how many its events tell of, by key."""
    engine = open_database(database)
    ends = [cue.value for cue in OUTCOMES]
    async with engine.connect() as connection:
        rows = (await connection.execute(select(TICKET.c.id, TICKET.c.key, TICKET.c.outcome))).all()
        events = await connection.execute(select(TICKET_EVENT.c.ticket_id).where(TICKET_EVENT.c.cue.in_(ends)))
        names = {number: key for number, key, _ in rows}
        counted = Counter(names[number] for number in events.scalars())
    await engine.dispose()
    if len(names) != len({key for _, key, _ in rows}):
        counted.update(key for key, count in Counter(key for _, key, _ in rows).items() if count > 1)
    return {key: outcome for _, key, outcome in rows}, counted


def _counted(kept: tuple[dict[str, str | None], Counter[str]], told: Told, killed: int) -> Iterator[Row]:
    outcomes, ends = kept
    asked = [key for what, key in told.at if what == "asked"]
    heard = [key for what, key in told.at if what == "queued"]
    over = [key for key in asked if told.closed[key]]
    lost = {key for key in (*heard, *over) if outcomes.get(key) is None}
    doubled = {key for key in outcomes if ends[key] > 1 or told.closed[key] > 1}
    yield Row("asks while something was killed every six seconds", len(asked), "asks", ASKS, "higher")
    yield Row("times that a node, a server, kiosks or pages were killed", killed, "times")
    yield Row("asks that the desk took and that have no outcome", len(lost), "asks", 0)
    yield Row("asks with more than one outcome", len(doubled), "asks", 0)
    left = len(asked) - len(over)
    yield Row("asks whose kiosk was killed meanwhile, or that it gave up as it came back", left, "asks")
    for outcome, count in sorted(Counter(str(each) for each in outcomes.values()).items()):
        yield Row(f"asks that ended {outcome}", count, "asks")
    waited = [told.at["accepted", key] - told.at["asked", key] for key in asked if ("accepted", key) in told.at]
    for share in (50, 99):
        yield Row(f"ask → accepted meanwhile, p{share}", 1000 * float(np.percentile(waited, share)), "ms")
