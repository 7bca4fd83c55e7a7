"""What was asked and answered today, counted by the database."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, tzinfo
from statistics import median
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, and_, case, func, select
from sqlalchemy.ext.asyncio import AsyncEngine

from kiosk.desk.messages.records import Outcome
from kiosk.desk.storage.tables import TICKET, TICKET_EVENT
from kiosk.desk.tickets.ticket_store import Tickets
from kiosk.desk.tickets.transitions import Cue

ABANDONED: Final[tuple[Outcome, ...]] = ("cancelled", "nobody", "lost")
"""Outcomes of asks that nobody answered."""
LAST: Final = 200
"""Answers that the median of the day is told from."""
MOST_REASONS: Final = 20


@dataclass(frozen=True, slots=True)
class Today:
    """Counts since midnight. `in_target` is a share, none where nothing counts yet: see `in_target`."""

    asked: int
    answered: int
    median_answer_s: float | None
    in_target: float | None
    abandoned: Mapping[Outcome, int]
    reasons: Mapping[str, int]


def midnight(now: float, zone: tzinfo | None) -> float:
    """When the day began, in a zone or in the machine's own."""
    here = datetime.fromtimestamp(now, zone) if zone else datetime.fromtimestamp(now).astimezone()
    return here.replace(hour=0, minute=0, second=0, microsecond=0).timestamp()


def in_target(quick: int, answered: int, given_up: int) -> float | None:
    """The service level: answered in time, of all that were answered and all that gave up after that time."""
    return quick / (answered + given_up) if answered + given_up else None


async def today(engine: AsyncEngine, since: float, target_s: float) -> Today:
    """The counts of asks since a time."""
    async with engine.connect() as connection:
        counts = (await connection.execute(_counts(since, target_s))).one()
        ended = (await connection.execute(_ended(since))).all()
        reasons = (await connection.execute(_reasons(since))).all()
    times = await Tickets(engine).answer_times(since, LAST)
    abandoned = dict.fromkeys(ABANDONED, 0) | {outcome: int(count) for outcome, count in ended}
    asked, answered, quick, given_up = (int(each or 0) for each in counts)
    share = in_target(quick, answered, given_up)
    return Today(
        asked, answered, median(times) if times else None, share, abandoned, {why: int(n) for why, n in reasons}
    )


def _counts(since: float, target_s: float) -> Select[Any]:
    waited = TICKET.c.answered_at - TICKET.c.asked_at
    gave_up = TICKET.c.ended_at - TICKET.c.asked_at
    late = and_(TICKET.c.answered_at.is_(None), TICKET.c.outcome.in_(ABANDONED), gave_up > target_s)
    counted = (func.count(), func.count(TICKET.c.answered_at), _sum(waited <= target_s), _sum(late))
    return select(*counted).select_from(TICKET).where(TICKET.c.asked_at >= since)


def _sum(of: ColumnElement[bool]) -> ColumnElement[int]:
    return func.sum(case((of, 1), else_=0))


def _ended(since: float) -> Select[Any]:
    unanswered = (TICKET.c.asked_at >= since, TICKET.c.answered_at.is_(None), TICKET.c.outcome.in_(ABANDONED))
    return select(TICKET.c.outcome, func.count()).where(*unanswered).group_by(TICKET.c.outcome)


def _reasons(since: float) -> Select[Any]:
    event = TICKET_EVENT.c
    joined = TICKET_EVENT.join(TICKET, event.ticket_id == TICKET.c.id)
    withdrawn = (TICKET.c.asked_at >= since, TICKET.c.answered_at.is_(None), event.cue == Cue.CANCEL.value)
    counted = select(event.detail, func.count()).select_from(joined).where(*withdrawn).group_by(event.detail)
    return counted.order_by(func.count().desc(), event.detail).limit(MOST_REASONS)
