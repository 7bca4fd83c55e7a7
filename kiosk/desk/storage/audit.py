"""Who did what to people, kiosks and rights: kept with the deed, in its own transaction."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import RowMapping, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from kiosk.desk.storage.tables import AUDIT


async def note(connection: AsyncConnection, at: float, who: str, did: str, about: str = "", detail: str = "") -> None:
    """Keep a deed; never a password, a token or a code."""
    row = {"at": at, "who": who[:80], "did": did, "about": about[:80], "detail": detail[:200]}
    await connection.execute(insert(AUDIT).values(row))


async def latest(engine: AsyncEngine, most: int = 200) -> Sequence[RowMapping]:
    """The last deeds, newest first."""
    rows = select(AUDIT).order_by(AUDIT.c.id.desc()).limit(most)
    async with engine.connect() as connection:
        return (await connection.execute(rows)).mappings().all()
