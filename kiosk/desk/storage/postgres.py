"""PostgreSQL: how it is reached, what waits how long, and which of its errors pass by themselves."""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import URL, event
from sqlalchemy.engine import Dialect
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

CONNECT_S: Final = 3.0
STATEMENT_S: Final = 10.0
POOL: Final = 8
"""Connections that a node keeps; as many again in a rush. PostgreSQL itself takes 100 unless it is told more."""
PASSING: Final = frozenset({"40001", "40P01", "57P01", "57P02", "57P03", "53300"})
"""SQLSTATE: serialisation, deadlock; it is shut down, crashed, or starts; too many connections. Beside class 08."""

UNREACHED: Final = "08001"


def engine(url: URL) -> AsyncEngine:
    """An engine whose connections are tried before use, and on which nothing waits for ever."""
    found = create_async_engine(
        url,
        pool_pre_ping=True,
        pool_size=POOL,
        max_overflow=POOL,
        pool_timeout=STATEMENT_S,
        connect_args={
            "timeout": CONNECT_S,
            "command_timeout": STATEMENT_S,
            "server_settings": {"application_name": "balie-desk"},
        },
    )
    event.listen(found.sync_engine, "do_connect", _connect)
    return found


def known(url: URL) -> URL:
    """The address with libpq's `sslmode`, which others write, as the driver calls it."""
    mode = url.query.get("sslmode")
    if mode is None or url.get_backend_name() != "postgresql":
        return url
    return url.difference_update_query(["sslmode"]).update_query_dict({"ssl": mode})


def passes(fault: DBAPIError) -> bool:
    """Whether to try again makes sense."""
    state = getattr(fault.orig, "sqlstate", None) or ""
    return state in PASSING or state.startswith("08")


def _connect(dialect: Dialect, _record: object, arguments: list[Any], options: dict[str, Any]) -> object:
    """Connect, and make one kind of error of all that can go wrong: the driver has a dozen, which nobody else knows."""
    import asyncpg

    try:
        return dialect.connect(*arguments, **options)
    except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError) as fault:
        unreached = dialect.loaded_dbapi.OperationalError(str(fault) or type(fault).__name__)
        vars(unreached)["sqlstate"] = UNREACHED  # where the driver's own errors have it
        raise unreached from fault
