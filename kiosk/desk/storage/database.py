"""The one truth of the desk: SQLite on this machine, or PostgreSQL for many nodes."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext
from importlib.resources import files
from pathlib import Path
from typing import Final, TypeVar
from weakref import WeakKeyDictionary

from sqlalchemy import URL, Connection, Engine, NullPool, event, inspect, make_url, text
from sqlalchemy.dialects.sqlite.aiosqlite import AsyncAdapt_aiosqlite_connection
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from kiosk.desk.storage import postgres
from kiosk.errors import InputError, KioskError

T = TypeVar("T")
DRIVERS: Final = {"sqlite": "sqlite+aiosqlite", "postgresql": "postgresql+asyncpg", "postgres": "postgresql+asyncpg"}
"""The driver of a database whose address names none."""
WRITES: Final = "desk_writes"
DAMAGE: Final = ("not a database", "malformed", "disk image")
"""What SQLite says of a file that is none, or not whole: https://www.sqlite.org/rescode.html."""
_TURNS: Final[WeakKeyDictionary[Engine, asyncio.Lock]] = WeakKeyDictionary()
PAUSES_S: Final = (0.05, 0.1, 0.2, 0.4, 0.8, 1.6)
"""Before each further try: in all, what a database that is restarted takes."""
PRAGMAS: Final = ("journal_mode=WAL", "synchronous=NORMAL", "busy_timeout=5000", "foreign_keys=ON", "secure_delete=ON")


def beside(folder: Path) -> str:
    """The address of the SQLite file in a folder: the desk of one machine."""
    return f"sqlite:///{folder / 'desk.sqlite'}"


def open_database(address: str) -> AsyncEngine:
    """An engine on a database.

    Raises:
        InputError: `desk.database` for an address that is none; `desk.driver` where a package is missing.
    """
    url = _with_driver(address)
    try:
        engine = create_async_engine(url) if _is_sqlite(url) else postgres.engine(url)
    except NoSuchModuleError as fault:
        raise _no_database(address) from fault
    except ModuleNotFoundError as fault:
        sentence = f"The database {url.drivername} needs the package {fault.name}."
        remedy = "Install it with `pip install 'balie[postgres]'`, or leave the address out for SQLite."
        raise InputError("desk.driver", sentence, remedy) from fault
    if _is_sqlite(url):
        event.listen(engine.sync_engine, "connect", _prepare)
        event.listen(engine.sync_engine, "begin", _begin)
    return engine


@asynccontextmanager
async def writing(engine: AsyncEngine) -> AsyncIterator[AsyncConnection]:
    """A transaction that writes: committed at its end, rolled back on an exception.

    SQLite has one writer at a time. Those of one process wait for each other here, not in SQLite: there they would hold
    a mutex that the event loop needs to free a cursor, and nobody could end the transaction that they wait for.
    """
    async with _turn(engine), engine.execution_options(**{WRITES: True}).begin() as connection:
        yield connection


async def written(engine: AsyncEngine, work: Callable[[AsyncConnection], Awaitable[T]]) -> T:
    """Do work in a transaction that writes; again where another was in its way, or the database was lost.

    What was lost at its end may have been done: work must bear to be done twice, by a key or a compare-and-set.

    Raises:
        DBAPIError: it could not be done; of what passes, after some three seconds.
    """
    for pause in PAUSES_S:
        try:
            async with writing(engine) as connection:
                return await work(connection)
        except DBAPIError as fault:
            if not _passes(fault):
                raise
        await asyncio.sleep(pause * random.uniform(0.5, 1.0))
    async with writing(engine) as connection:
        return await work(connection)


async def out_of_the_log(engine: AsyncEngine) -> None:
    """Leave nothing in SQLite's log of what was erased: its file overwrites (`secure_delete`), its log only grows.

    Whoever reads at that moment keeps it from being cut off; the next time does it.
    """
    if _is_sqlite(engine.url):
        async with _turn(engine), engine.connect() as connection:
            await connection.execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))


def away() -> KioskError:
    """What somebody is told whose wish met a database that does not answer."""
    return KioskError("desk.database-away", "The database of the desk does not answer now.", "Try again in a moment.")


def _passes(fault: DBAPIError) -> bool:
    return fault.connection_invalidated or postgres.passes(fault)


def _turn(engine: AsyncEngine) -> AbstractAsyncContextManager[object]:
    if engine.dialect.name != "sqlite":
        return nullcontext()
    return _TURNS.setdefault(engine.sync_engine, asyncio.Lock())


async def migrate(engine: AsyncEngine, version: str = "head") -> None:
    """Bring the tables to a version, from whichever they have, or from none.

    Raises:
        KioskError: `desk.migration`: the database cannot be reached; `desk.newer`: it is of a newer desk;
            `desk.damaged`: it is no database, or not whole.
    """
    patient = engine if _is_sqlite(engine.url) else create_async_engine(engine.url, poolclass=NullPool)
    try:
        if version == "head" and await _version(patient) == newest():
            return
        async with writing(patient) as connection:
            from kiosk.desk.storage.migrating import upgrade  # some 10 MB that a node need not keep

            await connection.run_sync(upgrade, version)
    except (SQLAlchemyError, OSError) as fault:
        raise damaged(fault) if _is_damage(fault) else _not_migrated(_told(fault)) from fault


def newest() -> str:
    """The version that this desk knows: the last of its migrations."""
    versions = files("kiosk.desk").joinpath("migrations", "versions").iterdir()
    return max(each.name.partition("_")[0] for each in versions if each.name.startswith("v"))


async def _version(engine: AsyncEngine) -> str | None:
    """The version that the tables have; None where there are none yet."""
    async with engine.connect() as connection:
        if not await connection.run_sync(lambda plain: inspect(plain).has_table("alembic_version")):
            return None
        found: str | None = (await connection.execute(text("SELECT version_num FROM alembic_version"))).scalar()
        return found


def _is_damage(fault: Exception) -> bool:
    return isinstance(fault, DBAPIError) and any(word in str(fault.orig) for word in DAMAGE)


def damaged(fault: Exception) -> KioskError:
    """What is told of a file that is no database, or not whole."""
    sentence = f"The desk's database is damaged: {str(getattr(fault, 'orig', fault))[:160]}."
    remedy = "Put back the last backup: `kiosk desk restore FILE`. Without one move desk.sqlite away and begin anew."
    return KioskError("desk.damaged", sentence, remedy)


def _told(fault: Exception) -> str:
    """What the database says, without what SQLAlchemy says of it."""
    return str(getattr(fault, "orig", None) or fault).partition("\n")[0][:200].rstrip(".")


def _not_migrated(why: str) -> KioskError:
    sentence = f"The tables of the desk cannot be brought up to date: {why}."
    remedy = "Check that the database runs and takes the desk's user, and that its disk has room: `df -h`."
    return KioskError("desk.migration", sentence, remedy)


def _with_driver(address: str) -> URL:
    try:
        url = make_url(address)
    except (ArgumentError, ValueError) as fault:  # a port that is no number
        raise _no_database(address) from fault
    if url.get_backend_name() not in DRIVERS:
        raise _no_database(address)
    return postgres.known(url.set(drivername=DRIVERS.get(url.drivername, url.drivername)))


def _no_database(address: str) -> InputError:
    kind = address.partition(":")[0][:40]
    return InputError(
        "desk.database",
        f"An address that begins with {kind!r} names no database.",
        "Give one such as sqlite:////var/lib/kiosk/desk.sqlite or postgresql://desk@db.example/desk.",
    )


def _is_sqlite(url: URL) -> bool:
    return url.get_backend_name() == "sqlite"


def _prepare(connection: AsyncAdapt_aiosqlite_connection, _record: object) -> None:
    """Let readers go on while one writes; the log on disk holds what was promised if the process is killed."""
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in PRAGMAS:
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin(connection: Connection) -> None:
    """Who will write waits for the others before the first row, and cannot be overtaken between reading and writing."""
    if connection.get_execution_options().get(WRITES):
        connection.exec_driver_sql("BEGIN IMMEDIATE")
