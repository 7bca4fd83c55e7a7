"""Words that shoppers left where nobody was: they reach whoever signs in next, and are marked by who read them."""

from __future__ import annotations

from typing import Final

from sqlalchemy import RowMapping, select, update
from sqlalchemy.ext.asyncio import AsyncEngine

from kiosk.desk.messages.kiosk import LeaveMessage
from kiosk.desk.messages.records import Name, Record, Text
from kiosk.desk.messages.staff import Missed
from kiosk.desk.storage.database import writing
from kiosk.desk.storage.keep_once import keep_once
from kiosk.desk.storage.tables import LEFT_MESSAGE
from kiosk.errors import KioskError

MOST: Final = 200


class LeftMessage(Record):
    """A message as the list shows it; an empty text was erased."""

    id: int
    kiosk: Name
    lang: str
    text: Text
    left_at: float
    read_at: float | None
    read_by: str


class LeftMessages:
    """The messages of a desk."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def keep(self, kiosk: str, message: LeaveMessage, now: float) -> Missed | None:
        """Keep a message; what everybody is told of it, none for one that was sent again."""
        row = {"kiosk": kiosk, "key": message.key, "lang": message.lang, "text": message.text, "left_at": now}
        number, new = await keep_once(self._engine, LEFT_MESSAGE, row)
        return _missed(row | {"id": number}) if new else None

    async def everything(self) -> tuple[LeftMessage, ...]:
        """The last messages, newest first."""
        rows = select(LEFT_MESSAGE).order_by(LEFT_MESSAGE.c.id.desc()).limit(MOST)
        async with self._engine.connect() as connection:
            return tuple(_shown(row) for row in (await connection.execute(rows)).mappings())

    async def unread(self, most: int) -> tuple[Missed, ...]:
        """What nobody has read yet, oldest first."""
        query = select(LEFT_MESSAGE).where(LEFT_MESSAGE.c.read_at.is_(None), LEFT_MESSAGE.c.text.is_not(None))
        async with self._engine.connect() as connection:
            rows = (await connection.execute(query.order_by(LEFT_MESSAGE.c.id).limit(most))).mappings().all()
        return tuple(_missed(dict(row)) for row in rows)

    async def read(self, number: int, by: str, now: float) -> str | None:
        """Mark a message as read; the kiosk where it was left, none if somebody else was first.

        Raises:
            KioskError: `desk.no-message`.
        """
        one = LEFT_MESSAGE.c.id == number
        async with writing(self._engine) as connection:
            kiosk = (await connection.execute(select(LEFT_MESSAGE.c.kiosk).where(one))).scalar_one_or_none()
            if kiosk is None:
                raise KioskError("desk.no-message", f"There is no message {number}.", "Look at the list again.")
            marked = update(LEFT_MESSAGE).where(one, LEFT_MESSAGE.c.read_at.is_(None))
            done = await connection.execute(marked.values(read_at=now, read_by=by))
        return str(kiosk) if done.rowcount == 1 else None


def _missed(row: dict[str, object]) -> Missed:
    fields = {"kiosk": row["kiosk"], "id": row["id"], "at": row["left_at"], "lang": row["lang"], "text": row["text"]}
    return Missed.model_validate(fields | {"what": "leave-message"})


def _shown(row: RowMapping) -> LeftMessage:
    names = ("id", "kiosk", "lang", "left_at", "read_at")
    rest = {"text": row["text"] or "", "read_by": row["read_by"] or ""}
    return LeftMessage.model_validate({name: row[name] for name in names} | rest)
