"""Numbers that shoppers left to be called: encrypted, looked at by name, erased when done."""

from __future__ import annotations

from typing import Final

from sqlalchemy import RowMapping, select, update
from sqlalchemy.ext.asyncio import AsyncEngine

from kiosk.desk.messages.kiosk import CallBack
from kiosk.desk.messages.records import Name, Record, Text
from kiosk.desk.messages.staff import Missed
from kiosk.desk.storage import audit
from kiosk.desk.storage.database import out_of_the_log, writing
from kiosk.desk.storage.encryption import Numbers
from kiosk.desk.storage.keep_once import keep_once
from kiosk.desk.storage.tables import CALLBACK
from kiosk.errors import KioskError

MOST: Final = 200


class CallBackNow(Record):
    """A number as the list shows it: not the number itself. `kept` is false once it was erased."""

    id: int
    kiosk: Name
    lang: str
    question: Text
    asked_at: float
    done_at: float | None
    done_by: str
    kept: bool


class CallBacks:
    """The numbers of a desk."""

    def __init__(self, engine: AsyncEngine, numbers: Numbers) -> None:
        self._engine, self._numbers = engine, numbers

    async def keep(self, kiosk: str, wish: CallBack, now: float) -> Missed | None:
        """Keep a number; what everybody is told of it, none for one that was sent again."""
        row = {"kiosk": kiosk, "key": wish.key, "lang": wish.lang, "question": wish.question, "asked_at": now}
        sealed = self._numbers.sealed(wish.number)
        number, new = await keep_once(self._engine, CALLBACK, row | {"number_encrypted": sealed})
        return _missed(number, kiosk, wish.lang, wish.question, now) if new else None

    async def everything(self) -> tuple[CallBackNow, ...]:
        """The last numbers, newest first."""
        rows = select(CALLBACK).order_by(CALLBACK.c.id.desc()).limit(MOST)
        async with self._engine.connect() as connection:
            return tuple(_shown(row) for row in (await connection.execute(rows)).mappings())

    async def undone(self, most: int) -> tuple[Missed, ...]:
        """What nobody has called yet, oldest first."""
        query = select(CALLBACK).where(CALLBACK.c.done_at.is_(None), CALLBACK.c.number_encrypted.is_not(None))
        async with self._engine.connect() as connection:
            rows = (await connection.execute(query.order_by(CALLBACK.c.id).limit(most))).mappings().all()
        return tuple(
            _missed(row["id"], row["kiosk"], row["lang"], row["question"] or "", row["asked_at"]) for row in rows
        )

    async def number(self, number: int, by: str, now: float) -> str:
        """The telephone number, for who calls it: noted by name.

        Raises:
            KioskError: `desk.no-call-back`, `desk.no-number` where it was erased, `desk.number-key`.
        """
        async with writing(self._engine) as connection:
            row = (await connection.execute(select(CALLBACK).where(CALLBACK.c.id == number))).mappings().one_or_none()
            if row is None:
                raise _unknown(number)
            if row["number_encrypted"] is None:
                raise KioskError("desk.no-number", "This number was erased.", "Nothing is to be done.")
            await audit.note(connection, now, by, "number-seen", row["kiosk"], f"call-back {number}")
        return self._numbers.opened(row["number_encrypted"])

    async def done(self, number: int, by: str, now: float) -> str | None:
        """Erase a number that was called; the kiosk where it was left, none if it was done before.

        Raises:
            KioskError: `desk.no-call-back`.
        """
        values = {"number_encrypted": None, "question": None, "done_at": now, "done_by": by}
        one = (CALLBACK.c.id == number, CALLBACK.c.done_at.is_(None))
        async with writing(self._engine) as connection:
            kiosk = (
                await connection.execute(select(CALLBACK.c.kiosk).where(CALLBACK.c.id == number))
            ).scalar_one_or_none()
            if kiosk is None:
                raise _unknown(number)
            if (await connection.execute(update(CALLBACK).where(*one).values(values))).rowcount != 1:
                return None
            await audit.note(connection, now, by, "call-back-done", kiosk, f"call-back {number}")
        await out_of_the_log(self._engine)
        return str(kiosk)


def _unknown(number: int) -> KioskError:
    return KioskError("desk.no-call-back", f"There is no number {number} to call.", "Look at the list again.")


def _missed(number: int, kiosk: str, lang: str, question: str, at: float) -> Missed:
    return Missed(kiosk=kiosk, what="call-back", id=number, at=at, lang=lang, text=question)


def _shown(row: RowMapping) -> CallBackNow:
    names = ("id", "kiosk", "lang", "asked_at", "done_at")
    kept = row["number_encrypted"] is not None
    rest = {"question": row["question"] or "", "done_by": row["done_by"] or "", "kept": kept}
    return CallBackNow.model_validate({name: row[name] for name in names} | rest)
