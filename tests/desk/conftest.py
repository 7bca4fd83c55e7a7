"""Databases, servers and the browser of the desk's tests."""

from __future__ import annotations

from contextlib import ExitStack

import desk_databases
import pytest
from desk_browser import browser

from kiosk.bench import desk_servers

__all__ = ["browser"]


@pytest.fixture(scope="session")
def postgres_server():
    """A PostgreSQL server of our own; begun when the first test wants it."""
    if why := desk_databases.why_no_postgres():
        pytest.skip(why)
    with desk_servers.postgres(desk_servers.postgres_programs()) as server:
        desk_databases.prepare(server)
        yield server


@pytest.fixture(params=desk_databases.DATABASES)
def on_both(request):
    """The test holds on SQLite and on PostgreSQL: what `desk_databases.address` gives is of one, then of the other."""
    if request.param == "sqlite":
        yield request.param
        return
    desk_databases.use(request.getfixturevalue("postgres_server"))
    yield request.param
    desk_databases.use(None)


@pytest.fixture(scope="session")
def nats_server():
    """A NATS server of our own."""
    if why := desk_databases.why_no_nats():
        pytest.skip(why)
    with ExitStack() as stack:
        yield stack.enter_context(desk_servers.nats(desk_servers.nats_program()))
