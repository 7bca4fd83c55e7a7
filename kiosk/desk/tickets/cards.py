"""The handover cards of many tickets, read a few at a time: others write in between."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Row, select
from sqlalchemy.ext.asyncio import AsyncEngine

from kiosk.desk.storage.tables import TICKET


async def cards(
    engine: AsyncEngine, *wanted: ColumnElement[bool], at_once: int
) -> AsyncIterator[Sequence[Row[tuple[int, dict[str, Any]]]]]:
    """Numbers of tickets and their cards, the oldest first. Each piece is read after the one before was worked on."""
    query = select(TICKET.c.id, TICKET.c.card).where(*wanted).order_by(TICKET.c.id).limit(at_once)
    last = 0
    while True:
        async with engine.connect() as connection:
            rows = (await connection.execute(query.where(TICKET.c.id > last))).all()
        if not rows:
            return
        yield rows
        last = rows[-1][0]
