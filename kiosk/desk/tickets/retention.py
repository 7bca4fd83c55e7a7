"""What is forgotten and when: words and numbers first, the bare records of asks later. Safe to run at any time, twice.

words       transcripts, handover cards, notes, briefings, messages that were left     `words_s` after the end
numbers     telephone numbers, with what they were for                                 when done, or `numbers_s` after
            long numbers that were said in a talk (`said_numbers`)                     one to two hours after its end
records     that there was an ask, when, how it ended; deeds in the audit log          `records_s` after
rights      sessions and codes that are over                                           at once
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from dataclasses import asdict, dataclass
from typing import Any, Final

from sqlalchemy import ColumnElement, Table, and_, delete, func, or_, select, update
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from kiosk.desk.storage import audit
from kiosk.desk.storage.database import out_of_the_log, writing
from kiosk.desk.storage.tables import (
    AUDIT,
    CALLBACK,
    ENROLMENT,
    FLOOR_PAGE,
    LEFT_MESSAGE,
    MESSAGE,
    STAFF_SESSION,
    TICKET,
    TICKET_EVENT,
    WRAPUP,
)
from kiosk.desk.tickets.cards import cards
from kiosk.desk.tickets.queue import DESK
from kiosk.desk.tickets.said_numbers import GRACE_S, hide_said
from kiosk.desk.tickets.transitions import Cue, State

LOG: Final = logging.getLogger(__name__)
DAY_S: Final = 86_400.0
FIRST_S: Final = 10.0
EACH_S: Final = 3600.0
AT_ONCE: Final = 100
"""Cards that are emptied in one transaction: others write in between."""
NOTES: Final = (Cue.HAND_BACK.value, Cue.HANG_UP.value, Cue.TRANSFER.value)
"""Steps whose detail is in somebody's own words."""
WORDS: Final = ("question", "tried", "transcript")
"""What of a card is a shopper's own words."""


@dataclass(frozen=True, slots=True)
class Retention:
    """How long things are kept, s."""

    words_s: float = 30 * DAY_S
    numbers_s: float = 14 * DAY_S
    records_s: float = 400 * DAY_S


def of_days(days: float) -> Retention:
    """Words for so many days; numbers never longer, and no longer than usual."""
    usual = Retention()
    return Retention(days * DAY_S, min(usual.numbers_s, days * DAY_S), max(usual.records_s, days * DAY_S))


@dataclass(frozen=True, slots=True)
class Forgotten:
    """How many of each were forgotten."""

    lines: int
    cards: int
    notes: int
    messages: int
    numbers: int
    records: int

    @property
    def any(self) -> bool:
        """Whether anything was."""
        return any(asdict(self).values())


async def forget(engine: AsyncEngine, keep: Retention, now: float, by: str = DESK) -> Forgotten:
    """Forget what is due; how much was forgotten is noted, not what it was."""
    cards = await _cards(engine, now - keep.words_s)
    async with writing(engine) as connection:
        done = await _beside_cards(connection, keep, now, cards)
        if done.any:
            told = "; ".join(f"{name}: {count}" for name, count in asdict(done).items() if count)
            await audit.note(connection, now, by, "forgotten", "", told)
    if done.any:
        await out_of_the_log(engine)
    return done


async def due(engine: AsyncEngine, keep: Retention, now: float) -> Forgotten:
    """How much would be forgotten now: the same steps, taken back."""
    async with engine.connect() as connection:
        full = select(func.count()).select_from(TICKET).where(*_full(now - keep.words_s))
        cards = int((await connection.execute(full)).scalar_one())
    with contextlib.suppress(_TakenBackError):
        async with writing(engine) as connection:
            found = await _beside_cards(connection, keep, now, cards)
            raise _TakenBackError
    return found


class _TakenBackError(Exception):
    """Nothing of a transaction is to be kept."""


async def _beside_cards(connection: AsyncConnection, keep: Retention, now: float, cards: int) -> Forgotten:
    lines, notes, messages = await _words(connection, now - keep.words_s)
    numbers = await _numbers(connection, now - keep.numbers_s)
    records = await _records(connection, now - keep.records_s, now)
    return Forgotten(lines, cards, notes, messages, numbers, records)


class Forgetting:
    """Forgets by itself: a while after the start, so that a desk of one morning forgets too, then each hour."""

    def __init__(self, engine: AsyncEngine, keep: Retention) -> None:
        self._engine, self._keep = engine, keep
        self._due: float | None = None
        self._hidden = 0.0
        self._task: asyncio.Task[None] | None = None

    def look(self, now: float) -> None:
        """Begin, if it is due; nobody waits for it."""
        if self._due is None:
            self._due = now + FIRST_S
        if now >= self._due and (self._task is None or self._task.done()):
            self._due = now + EACH_S
            self._task = asyncio.create_task(self._forget(now))

    async def close(self) -> None:
        """Leave the rest to the next time."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def _forget(self, now: float) -> None:
        try:
            await forget(self._engine, self._keep, now)
            if await hide_said(self._engine, self._hidden, now - GRACE_S):
                await out_of_the_log(self._engine)
            self._hidden = now - GRACE_S
        except SQLAlchemyError:
            LOG.exception("the database of the desk does not answer: what is due is forgotten in an hour")


def _over(before: float) -> ColumnElement[bool]:
    return and_(TICKET.c.state == State.CLOSED.value, TICKET.c.ended_at < before)


def _full(before: float) -> tuple[ColumnElement[bool], ...]:
    card = TICKET.c.card
    lists = [card[name].as_string() != "[]" for name in ("tried", "transcript")]
    return _over(before), or_(card["question"].as_string() != "", *lists, TICKET.c.briefing != "")


async def _cards(engine: AsyncEngine, before: float) -> int:
    """Leave of a card what figures are made of: why, which language, which topic."""
    count = 0
    async for rows in cards(engine, *_full(before), at_once=AT_ONCE):
        async with writing(engine) as connection:
            for number, held in rows:
                values = {"card": _emptied(held), "briefing": ""}
                await connection.execute(update(TICKET).where(TICKET.c.id == number).values(values))
        count += len(rows)
    return count


def _emptied(card: dict[str, Any]) -> dict[str, Any]:
    return card | {name: [] if isinstance(card[name], list) else "" for name in WORDS if name in card}


async def _words(connection: AsyncConnection, before: float) -> tuple[int, int, int]:
    """Lines, notes and messages."""
    over = select(TICKET.c.id).where(_over(before))
    said = update(MESSAGE).where(MESSAGE.c.text.is_not(None), MESSAGE.c.ticket_id.in_(over)).values(text=None)
    noted = update(WRAPUP).where(WRAPUP.c.label != "", WRAPUP.c.ticket_id.in_(over)).values(label="", summary=[])
    event = TICKET_EVENT.c
    why = update(TICKET_EVENT).where(event.cue.in_(NOTES), event.detail != "", event.ticket_id.in_(over))
    left = update(LEFT_MESSAGE).where(LEFT_MESSAGE.c.text.is_not(None), LEFT_MESSAGE.c.left_at < before)
    await connection.execute(why.values(detail=""))
    counts = [(await connection.execute(each)).rowcount for each in (said, noted, left.values(text=None))]
    return counts[0], counts[1], counts[2]


async def _numbers(connection: AsyncConnection, before: float) -> int:
    kept = (CALLBACK.c.number_encrypted.is_not(None), CALLBACK.c.asked_at < before)
    done = await connection.execute(update(CALLBACK).where(*kept).values(number_encrypted=None, question=None))
    return done.rowcount


async def _records(connection: AsyncConnection, before: float, now: float) -> int:
    over = select(TICKET.c.id).where(_over(before))
    for table in (MESSAGE, WRAPUP, TICKET_EVENT):
        await connection.execute(delete(table).where(table.c.ticket_id.in_(over)))
    count = (await connection.execute(delete(TICKET).where(_over(before)))).rowcount
    old: tuple[tuple[Table, ColumnElement[bool]], ...] = (
        (CALLBACK, CALLBACK.c.asked_at < before),
        (LEFT_MESSAGE, LEFT_MESSAGE.c.left_at < before),
        (FLOOR_PAGE, FLOOR_PAGE.c.paged_at < before),
        (AUDIT, AUDIT.c.at < before),
    )
    for table, due in old:
        count += (await connection.execute(delete(table).where(due))).rowcount
    await connection.execute(delete(STAFF_SESSION).where(STAFF_SESSION.c.expires_at < now))
    await connection.execute(delete(ENROLMENT).where(ENROLMENT.c.expires_at < now - DAY_S))
    return count
