"""Tickets in the database: every step is a compare-and-set, so that of many who try at once one succeeds.

A step asks for the state *and* the epoch that its caller saw; the epoch grows with each step. The step and its event
are one transaction. With the unique indexes (a key of a kiosk, one open ticket a kiosk, one a colleague) nothing is
lost and nothing done twice, whichever node dies when.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from sqlalchemy import RowMapping, Select, delete, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from kiosk.desk.messages.records import HandoverCard, Mode, WrapUpNote
from kiosk.desk.storage.database import writing, written
from kiosk.desk.storage.tables import AT_KIOSK, NOT_CLOSED, TICKET, TICKET_EVENT, WITH_AGENT, WRAPUP
from kiosk.desk.tickets.transitions import TABLE, TALKING, Cue, State, Step, Ticket, changed
from kiosk.errors import KioskError


class StaleError(KioskError):
    """Somebody else was faster, or it cannot happen in this state: look again. Nothing was done."""


_CHANGING: Final = (
    *("epoch", "front", "agent", "wanted", "briefing", "mode", "outcome"),
    *("since", "queued_at", "answered_at", "ended_at"),
)


class Tickets:
    """The tickets of a desk."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def ask(self, kiosk: str, key: str, card: HandoverCard, now: float) -> Ticket:
        """The ticket of an ask: a new one, or that of the same key, whatever became of it.

        Raises:
            KioskError: `desk.one-open`: the kiosk has another that is open.
        """

        async def insert_it(connection: AsyncConnection) -> int:
            done = await connection.execute(insert(TICKET).values(_fresh(kiosk, key, card, now)))
            (number,) = done.inserted_primary_key or (0,)
            await _note(connection, number, 0, now, "ask", State.WAITING, kiosk, card.reason)
            return int(number)

        try:
            number = await written(self._engine, insert_it)
        except IntegrityError as fault:
            known = await self._one(select(TICKET).where(TICKET.c.kiosk == kiosk, TICKET.c.key == key))
            if known is None:
                raise KioskError("desk.one-open", f"An ask of {kiosk} is open.", "Cancel it, or wait.") from fault
            return known
        return await self.get(number)

    async def step(self, seen: Ticket, step: Step, now: float) -> Ticket:
        """Do what is wished, if the ticket still is as it was seen.

        Raises:
            StaleError: it is not, or the colleague has another.
        """
        if (seen.state, step.cue) not in TABLE:
            raise _stale(seen, step.cue)
        after = changed(seen, step, now)
        unchanged = (TICKET.c.id == seen.id, TICKET.c.state == seen.state.value, TICKET.c.epoch == seen.epoch)
        tries = 0

        async def update_it(connection: AsyncConnection) -> None:
            nonlocal tries
            tries += 1
            done = await connection.execute(update(TICKET).where(*unchanged).values(_row(after)))
            if done.rowcount == 1:
                cue, detail = step.cue.value, step.detail[:200]
                await _note(connection, seen.id, after.epoch, now, cue, after.state, step.by, detail)
            elif not (tries > 1 and await _was_ours(connection, after, step, now)):
                raise _stale(seen, step.cue)

        try:
            await written(self._engine, update_it)
        except IntegrityError as fault:
            raise _stale(seen, step.cue) from fault
        return after

    async def set_mode(self, number: int, mode: Mode) -> None:
        """How shopper and colleague talk now: no step, and nothing where nobody talks any more."""
        talking = (TICKET.c.id == number, TICKET.c.state.in_([state.value for state in TALKING]))
        async with writing(self._engine) as connection:
            await connection.execute(update(TICKET).where(*talking).values(mode=mode))

    async def wrap(self, number: int, by: str, note: WrapUpNote, now: float) -> None:
        """Keep the colleague's note; one that is sent again replaces the first."""
        row = {"by": by, "at": now, "summary": list(note.summary)} | note.model_dump(
            include={"label", "mood", "result"}
        )
        async with writing(self._engine) as connection:
            await connection.execute(delete(WRAPUP).where(WRAPUP.c.ticket_id == number))
            await connection.execute(insert(WRAPUP).values(row | {"ticket_id": number}))

    async def get(self, number: int) -> Ticket:
        """A ticket.

        Raises:
            KioskError: `desk.no-ticket`.
        """
        found = await self._one(select(TICKET).where(TICKET.c.id == number))
        if found is None:
            raise KioskError("desk.no-ticket", f"There is no ticket {number}.", "Look at the queue again.")
        return found

    async def of_key(self, kiosk: str, key: str) -> Ticket | None:
        """The ticket of a kiosk's key."""
        return await self._one(select(TICKET).where(TICKET.c.kiosk == kiosk, TICKET.c.key == key))

    async def of_kiosk(self, kiosk: str) -> Ticket | None:
        """The one that is open at a kiosk."""
        return await self._one(select(TICKET).where(TICKET.c.kiosk == kiosk, TICKET.c.state.in_(AT_KIOSK)))

    async def last_of_kiosk(self, kiosk: str) -> Ticket | None:
        """The newest of a kiosk, open or not."""
        return await self._one(select(TICKET).where(TICKET.c.kiosk == kiosk).order_by(TICKET.c.id.desc()).limit(1))

    async def of_agent(self, agent: str) -> Ticket | None:
        """The one that a colleague is taken up with."""
        return await self._one(select(TICKET).where(TICKET.c.agent == agent, TICKET.c.state.in_(WITH_AGENT)))

    async def open_marks(self) -> Mapping[int, tuple[int, str]]:
        """Epoch and mode of all that somebody still has to do something about: what else of a ticket changes, never
        changes alone."""
        rows = select(TICKET.c.id, TICKET.c.epoch, TICKET.c.mode).where(TICKET.c.state.in_(NOT_CLOSED))
        async with self._engine.connect() as connection:
            return {number: (epoch, mode) for number, epoch, mode in await connection.execute(rows)}

    async def these(self, numbers: Sequence[int]) -> tuple[Ticket, ...]:
        """Some tickets."""
        rows = select(TICKET).where(TICKET.c.id.in_(numbers))
        async with self._engine.connect() as connection:
            return tuple(_ticket(row) for row in (await connection.execute(rows)).mappings())

    async def answer_times(self, since: float, most: int = 50) -> tuple[float, ...]:
        """How long the last asks that were answered had waited, s."""
        waited = select(TICKET.c.answered_at - TICKET.c.asked_at)
        latest = waited.where(TICKET.c.answered_at >= since).order_by(TICKET.c.answered_at.desc()).limit(most)
        async with self._engine.connect() as connection:
            return tuple((await connection.execute(latest)).scalars())

    async def events(self, number: int) -> Sequence[RowMapping]:
        """All that happened to a ticket, in order."""
        rows = select(TICKET_EVENT).where(TICKET_EVENT.c.ticket_id == number).order_by(TICKET_EVENT.c.epoch)
        async with self._engine.connect() as connection:
            return (await connection.execute(rows)).mappings().all()

    async def _one(self, query: Select[Any]) -> Ticket | None:
        async with self._engine.connect() as connection:
            row = (await connection.execute(query)).mappings().one_or_none()
        return None if row is None else _ticket(row)


def _stale(ticket: Ticket, cue: Cue) -> StaleError:
    sentence = f"Ticket {ticket.id} is not as it was seen ({ticket.state.value}): no {cue.value}."
    return StaleError("desk.stale", sentence, "Look at the queue again.")


def _fresh(kiosk: str, key: str, card: HandoverCard, now: float) -> dict[str, Any]:
    return {
        "kiosk": kiosk,
        "key": key,
        "state": State.WAITING.value,
        "epoch": 0,
        "lang": card.lang,
        "priority": card.priority,
        "skills": list(card.skills),
        "card": card.model_dump(mode="json"),
        "front": False,
        "briefing": "",
        "declined": [],
        "missed": [],
        "mode": "whisper",
        "asked_at": now,
        "since": now,
        "queued_at": now,
    }


def _row(ticket: Ticket) -> dict[str, Any]:
    """The columns that a step can change."""
    row: dict[str, Any] = {name: getattr(ticket, name) for name in _CHANGING}
    lists = {name: list(getattr(ticket, name)) for name in ("skills", "declined", "missed")}
    return row | lists | {"state": ticket.state.value}


async def _was_ours(connection: AsyncConnection, after: Ticket, step: Step, now: float) -> bool:
    """Whether the step was done by an earlier try of this one, whose end the database did not live to tell."""
    event = (TICKET_EVENT.c.ticket_id == after.id, TICKET_EVENT.c.epoch == after.epoch)
    deed = (TICKET_EVENT.c.cue == step.cue.value, TICKET_EVENT.c.by == step.by, TICKET_EVENT.c.at == now)
    found = await connection.execute(select(TICKET_EVENT.c.id).where(*event, *deed))
    return found.scalar_one_or_none() is not None


async def _note(
    connection: AsyncConnection, number: int, epoch: int, at: float, cue: str, state: State, by: str, detail: str
) -> None:
    row = {"ticket_id": number, "epoch": epoch, "at": at, "cue": cue, "state": state.value, "by": by, "detail": detail}
    await connection.execute(insert(TICKET_EVENT).values(row))


def _ticket(row: RowMapping) -> Ticket:
    lists = {name: tuple(row[name]) for name in ("skills", "declined", "missed")}
    card = HandoverCard.model_validate(row["card"])
    return Ticket(**(dict(row) | lists | {"state": State(row["state"]), "card": card}))
