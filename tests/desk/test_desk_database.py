"""The tables from nothing, and from every version that was ever given out, with data in them."""

from __future__ import annotations

import asyncio

import desk_databases
import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import select, text

from kiosk.desk import migrations
from kiosk.desk.storage.database import migrate, open_database, writing
from kiosk.desk.storage.tables import CALLBACK, METADATA
from kiosk.desk.tickets.ticket_store import Tickets
from kiosk.errors import InputError, KioskError

FIRST = (
    "INSERT INTO kiosk (name, token_sha256, enrolled_at) VALUES ('door', 'abc', 1.0)",
    "INSERT INTO staff (name, shown, role, argon2, languages, skills) VALUES ('ann', 'Ann', 'agent', 'x', '[]', '[]')",
    """INSERT INTO ticket (kiosk, key, state, epoch, lang, priority, skills, card, front, briefing, declined, missed,
    mode, asked_at, since, queued_at) VALUES ('door', 'key-0001', 'waiting', 0, 'nl', 0, '[]',
    '{"reason": "asked", "lang": "nl"}', false, '', '[]', '[]', 'whisper', 1.0, 1.0, 1.0)""",
    "INSERT INTO callback (ticket_id, lang, asked_at, number_encrypted) VALUES (1, 'nl', 2.0, :number)",
)
"""What a desk of the first version left behind."""


def versions():
    config = Config()
    config.set_main_option("script_location", migrations.__path__[0])
    return [script.revision for script in reversed(list(ScriptDirectory.from_config(config).walk_revisions()))]


@pytest.fixture
def empty(tmp_path, on_both):
    """A database without a table, of either kind."""
    return desk_databases.address(tmp_path, like="template1")


def test_from_nothing_come_the_tables_that_the_code_knows(empty, on_both):
    async def talk():
        engine = open_database(empty)
        await asyncio.gather(*(migrate(engine) for _node in range(3)))
        async with engine.connect() as connection:
            differs = await connection.run_sync(lambda c: compare_metadata(MigrationContext.configure(c), METADATA))
            if on_both == "sqlite":
                assert (await connection.execute(text("PRAGMA journal_mode"))).scalar_one() == "wal"
            listed = "SELECT sql FROM sqlite_master" if on_both == "sqlite" else "SELECT indexdef FROM pg_indexes"
            partial = [sql for sql in (await connection.execute(text(listed))).scalars() if sql and " WHERE " in sql]
        assert (differs, len(partial)) == ([], 2)
        await engine.dispose()

    asyncio.run(talk())


@pytest.mark.parametrize("version", versions())
def test_what_a_desk_of_the_first_version_held_is_there_after_every_step(empty, version):
    async def talk():
        engine = open_database(empty)
        await migrate(engine, versions()[0])
        async with writing(engine) as connection:
            for row in FIRST:
                bound = {"number": b"\x00\xff"} if ":number" in row else {}
                await connection.execute(text(row), bound)
        await migrate(engine, version)
        await migrate(engine)
        ticket = await Tickets(engine).of_kiosk("door")
        assert ticket is not None
        assert (ticket.key, ticket.card.reason) == ("key-0001", "asked")
        async with engine.connect() as connection:
            number = (await connection.execute(select(CALLBACK))).mappings().one()
        kept = tuple(number[name] for name in ("kiosk", "key", "lang", "asked_at", "number_encrypted", "done_at"))
        assert kept == ("door", "key-0001", "nl", 2.0, b"\x00\xff", None)
        await engine.dispose()

    asyncio.run(talk())


def test_an_address_that_is_none_is_told():
    for address, code in (("desk", "desk.database"), ("oracel://x", "desk.database")):
        with pytest.raises(InputError) as refused:
            open_database(address)
        assert refused.value.code == code
    assert open_database("sqlite:////tmp/x.sqlite").url.drivername == "sqlite+aiosqlite"


def test_a_database_of_a_newer_desk_is_told_and_left_alone(empty):
    async def talk():
        engine = open_database(empty)
        await migrate(engine)
        async with writing(engine) as connection:
            await connection.execute(text("UPDATE alembic_version SET version_num = 'v9999'"))
        with pytest.raises(KioskError) as refused:
            await migrate(engine)
        assert refused.value.code == "desk.newer"
        await engine.dispose()

    asyncio.run(talk())
