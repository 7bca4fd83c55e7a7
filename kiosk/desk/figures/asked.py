"""The asks of a period as figures and tables need them, read from the database: no word of what was said."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncEngine

from kiosk.desk.figures.period import Period
from kiosk.desk.messages.records import Mode, Mood, Outcome, Result
from kiosk.desk.storage.tables import STAFF, TICKET, TICKET_EVENT, WRAPUP
from kiosk.desk.tickets.transitions import Cue
from kiosk.errors import InputError

MOST: Final = 100_000
"""Asks that are read into memory for one question: some 60 MB, for a moment."""


@dataclass(frozen=True, slots=True)
class Asked:
    """An ask; what has not happened, or was not noted, is none. `why` is what ended it, in the desk's words."""

    id: int
    kiosk: str
    lang: str
    topic: str
    reason: str
    mode: Mode
    asked_at: float
    answered_at: float | None
    ended_at: float | None
    outcome: Outcome | None
    label: str | None
    result: Result | None
    mood: Mood | None

    @property
    def waited_s(self) -> float | None:
        """Until it was answered."""
        return None if self.answered_at is None else self.answered_at - self.asked_at

    @property
    def handled_s(self) -> float | None:
        """From the answer until the shopper went."""
        return None if self.answered_at is None or self.ended_at is None else self.ended_at - self.answered_at

    @property
    def gave_up_s(self) -> float | None:
        """Until it ended with nobody having answered."""
        return None if self.answered_at is not None or self.ended_at is None else self.ended_at - self.asked_at


@dataclass(frozen=True, slots=True)
class Happened:
    """A step of an ask."""

    ticket: int
    at: float
    cue: Cue
    by: str
    detail: str


async def asked(engine: AsyncEngine, period: Period) -> list[Asked]:
    """The asks of a period, in order.

    Raises:
        InputError: `desk.period-long`: more than a node can count at once.
    """
    await _refuse_too_many(engine, period)
    ticket, note = TICKET.c, WRAPUP.c
    columns = (
        *(ticket.id, ticket.kiosk, ticket.lang),
        *(ticket.card["topic"].as_string().label("topic"), ticket.card["reason"].as_string().label("reason")),
        *(ticket.mode, ticket.asked_at, ticket.answered_at, ticket.ended_at, ticket.outcome),
        *(note.label, note.result, note.mood),
    )
    query = select(*columns).select_from(TICKET.outerjoin(WRAPUP, note.ticket_id == ticket.id))
    within = query.where(ticket.asked_at >= period.begin, ticket.asked_at < period.end).order_by(ticket.id)
    async with engine.connect() as connection:
        rows = (await connection.execute(within)).mappings().all()
    return [Asked(**(dict(row) | {"topic": row["topic"] or "", "reason": row["reason"] or ""})) for row in rows]


async def _refuse_too_many(engine: AsyncEngine, period: Period) -> None:
    within = (TICKET.c.asked_at >= period.begin, TICKET.c.asked_at < period.end)
    async with engine.connect() as connection:
        count = (await connection.execute(select(func.count()).select_from(TICKET).where(*within))).scalar_one()
    if count > MOST:
        sentence = f"These days hold {count} asks, and {MOST} are counted at once."
        raise InputError("desk.period-long", sentence, "Choose fewer days.")


async def happened(engine: AsyncEngine, period: Period) -> list[Happened]:
    """The steps of the asks of a period, ask by ask and in order."""
    event = TICKET_EVENT.c
    columns = (event.ticket_id, event.at, event.cue, event.by, event.detail)
    query = select(*columns).join(TICKET, TICKET.c.id == event.ticket_id)
    within = query.where(TICKET.c.asked_at >= period.begin, TICKET.c.asked_at < period.end, event.cue != "ask")
    async with engine.connect() as connection:
        rows = (await connection.execute(within.order_by(event.ticket_id, event.epoch))).all()
    return [Happened(number, at, Cue(cue), by, detail) for number, at, cue, by, detail in rows]


async def shown(engine: AsyncEngine) -> dict[str, str]:
    """What each colleague is called, also those who left."""
    async with engine.connect() as connection:
        rows = (await connection.execute(select(STAFF.c.name, STAFF.c.shown))).mappings()
        return {row["name"]: row["shown"] for row in rows}
