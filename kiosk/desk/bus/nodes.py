"""The nodes of a desk, as each writes itself down: how they find each other when the bus does not carry."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncEngine

from kiosk.desk.messages.records import Record
from kiosk.desk.storage.database import writing
from kiosk.desk.storage.tables import NODE


class NodeRow(Record):
    """A node: `at` is its own clock, `deaf` that it misses another, `here` who has a line to it, if that is wanted."""

    name: str
    at: float
    deaf: bool
    here: str | None


class Nodes:
    """The rows."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def write(self, row: NodeRow) -> None:
        """Keep a node's own row; nobody else writes it."""
        values = row.model_dump()
        async with writing(self._engine) as connection:
            done = await connection.execute(update(NODE).where(NODE.c.name == row.name).values(values))
            if done.rowcount == 0:
                await connection.execute(insert(NODE).values(values))

    async def others(self, name: str) -> Sequence[NodeRow]:
        """The rows of all others, also of those that are long gone."""
        async with self._engine.connect() as connection:
            rows = (await connection.execute(select(NODE).where(NODE.c.name != name))).mappings().all()
        return [NodeRow.model_validate(dict(row)) for row in rows]

    async def remove(self, names: Sequence[str]) -> None:
        """Forget nodes."""
        async with writing(self._engine) as connection:
            await connection.execute(delete(NODE).where(NODE.c.name.in_(names)))
