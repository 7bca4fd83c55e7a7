"""What a kiosk may send again, kept once: a kiosk's key names one row, whichever node it came to."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Table, insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncEngine

from kiosk.desk.storage.database import writing


async def keep_once(engine: AsyncEngine, table: Table, row: Mapping[str, object]) -> tuple[int, bool]:
    """The number of a row by its `kiosk` and `key`, and whether it is new."""
    try:
        async with writing(engine) as connection:
            (number,) = (await connection.execute(insert(table).values(row))).inserted_primary_key or (0,)
    except IntegrityError:
        known = select(table.c.id).where(table.c.kiosk == row["kiosk"], table.c.key == row["key"])
        async with engine.connect() as connection:
            return int((await connection.execute(known)).scalar_one()), False
    return int(number), True
