"""What was said after the ask, kept until its retention is over: final lines only, of tickets that are open."""

from __future__ import annotations

from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncEngine

from kiosk.desk.messages.records import Line
from kiosk.desk.storage.database import writing
from kiosk.desk.storage.tables import MESSAGE


async def keep(engine: AsyncEngine, ticket: int, line: Line) -> None:
    """Keep a line."""
    row = {"ticket_id": ticket, "number": line.number, "at": line.at, "by": line.by, "lang": line.lang}
    async with writing(engine) as connection:
        await connection.execute(insert(MESSAGE).values(row | {"text": line.text}))


async def of_ticket(engine: AsyncEngine, ticket: int) -> tuple[Line, ...]:
    """The lines of a ticket, in the order they came."""
    query = select(MESSAGE).where(MESSAGE.c.ticket_id == ticket, MESSAGE.c.text.is_not(None)).order_by(MESSAGE.c.id)
    names = ("number", "at", "by", "lang", "text")
    async with engine.connect() as connection:
        rows = (await connection.execute(query)).mappings().all()
    return tuple(Line.model_validate({name: row[name] for name in names}) for row in rows)
