"""Calls for whoever is on the shop floor: told again and again until somebody takes one, or its time is over."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import RowMapping, select, update
from sqlalchemy.ext.asyncio import AsyncEngine

from kiosk.desk.messages.kiosk import PageFloor
from kiosk.desk.messages.staff import Missed
from kiosk.desk.storage import audit
from kiosk.desk.storage.database import writing
from kiosk.desk.storage.keep_once import keep_once
from kiosk.desk.storage.tables import FLOOR_PAGE
from kiosk.errors import KioskError

RECENT_S: Final = 86_400.0
"""Older calls, which a desk that was down never ended, concern nobody."""


@dataclass(frozen=True, slots=True)
class Page:
    """A call. `by` took it; empty with `over`: nobody did in time."""

    id: int
    kiosk: str
    key: str
    urgent: bool
    at: float
    told_at: float
    over: bool
    by: str

    def missed(self) -> Missed:
        """What everybody is told of it."""
        return Missed(kiosk=self.kiosk, what="page-floor", id=self.id, at=self.at, urgent=self.urgent)


class FloorPages:
    """The calls of a desk. Of nodes that do the same at once, one does it: every change asks for what was seen."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def keep(self, kiosk: str, wish: PageFloor, now: float) -> tuple[Page, bool]:
        """The call of a key, and whether it is new."""
        row = {"kiosk": kiosk, "key": wish.key, "urgent": wish.urgent, "paged_at": now, "told_at": now}
        number, new = await keep_once(self._engine, FLOOR_PAGE, row)
        return await self.get(number), new

    async def get(self, number: int) -> Page:
        """A call.

        Raises:
            KioskError: `desk.no-page-floor`.
        """
        async with self._engine.connect() as connection:
            row = (
                (await connection.execute(select(FLOOR_PAGE).where(FLOOR_PAGE.c.id == number))).mappings().one_or_none()
            )
        if row is None:
            raise KioskError("desk.no-page-floor", f"Nobody was called with number {number}.", "Look again.")
        return _page(row)

    async def open(self, now: float) -> Sequence[Page]:
        """Those of the last day that nobody took yet, oldest first."""
        recent = (FLOOR_PAGE.c.paged_at >= now - RECENT_S, FLOOR_PAGE.c.over_at.is_(None))
        query = select(FLOOR_PAGE).where(*recent).order_by(FLOOR_PAGE.c.id)
        async with self._engine.connect() as connection:
            return [_page(row) for row in (await connection.execute(query)).mappings()]

    async def told(self, page: Page, now: float) -> bool:
        """Whether it is this node's to tell it again."""
        seen = (FLOOR_PAGE.c.id == page.id, FLOOR_PAGE.c.told_at == page.told_at, FLOOR_PAGE.c.over_at.is_(None))
        async with writing(self._engine) as connection:
            return (await connection.execute(update(FLOOR_PAGE).where(*seen).values(told_at=now))).rowcount == 1

    async def end(self, page: Page, by: str, now: float) -> bool:
        """Whether `by` (empty for nobody) is the one with whom it is over."""
        values = {"over_at": now, "taken_by": by or None}
        async with writing(self._engine) as connection:
            ending = update(FLOOR_PAGE).where(FLOOR_PAGE.c.id == page.id, FLOOR_PAGE.c.over_at.is_(None))
            done = (await connection.execute(ending.values(values))).rowcount == 1
            if done and by:
                await audit.note(connection, now, by, "floor-page-taken", page.kiosk, f"after {now - page.at:.0f} s")
        return done


def _page(row: RowMapping) -> Page:
    same = {name: row[name] for name in ("id", "kiosk", "key", "urgent", "told_at")}
    return Page(**same, at=row["paged_at"], over=row["over_at"] is not None, by=row["taken_by"] or "")
