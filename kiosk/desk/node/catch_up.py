"""Ends that missed what happened to their ticket: found by looking, and told how it stands.

A node dies between a step and its news, or the bus carries nothing: the database knows, so does every node that looks.
What is missed twice in a row, and not merely on its way, is told.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import replace
from typing import Final, Literal

from pydantic import BaseModel
from sqlalchemy.ext.asyncio import AsyncEngine

from kiosk.desk.assist.drafts import Drafts
from kiosk.desk.auth.staff_accounts import Staff
from kiosk.desk.bus.bus import Kind
from kiosk.desk.lines.line import Line
from kiosk.desk.lines.lines import Lines
from kiosk.desk.messages.kiosk import Requeued
from kiosk.desk.messages.protocol import ToKiosk, ToStaff
from kiosk.desk.storage import transcripts
from kiosk.desk.tickets import news
from kiosk.desk.tickets.queue import TAKEN_UP
from kiosk.desk.tickets.stances import Stance, at_agent, at_kiosk, was_missed
from kiosk.desk.tickets.ticket_store import Tickets
from kiosk.desk.tickets.transitions import OPEN, Cue, State, Step, Ticket

_LEAVING: Final = frozenset(
    cue.value for cue in (Cue.MISS, Cue.DECLINE, Cue.CANCEL, Cue.NOBODY, Cue.LOSE, Cue.DROP, Cue.TRANSFER, Cue.WRAP)
)
"""What takes a ticket from a colleague."""
_BACK: Final[dict[str, Literal["dropped", "transferred"]]] = {
    Cue.DROP.value: "dropped",
    Cue.TRANSFER.value: "transferred",
}
"""What puts the ticket of a talk back into the queue."""
WithServers = Callable[[BaseModel, str], BaseModel]
"""Puts the TURN servers into a message that has them, for somebody."""


class CatchUp:
    """The lines of a node, and what they missed at the last look."""

    def __init__(
        self,
        engine: AsyncEngine,
        staff: Staff,
        lines: Lines,
        reroute_s: float,
        drafts: Drafts,
        with_servers: WithServers,
    ) -> None:
        self._engine, self._tickets, self._drafts = engine, Tickets(engine), drafts
        self._staff, self._lines, self._reroute_s = staff, lines, reroute_s
        self._with_servers = with_servers
        self._late: set[tuple[Kind, Line, int]] = set()

    async def look(self, tickets: Collection[Ticket]) -> None:
        """Tell what was missed at the last look and still is."""
        late = {*self._missed("kiosk", tickets), *self._missed("staff", tickets)}
        again, self._late = late & self._late, late
        for kind, line, number in again:
            for ticket in await self._tickets.these([number]):  # none where a backup without it was put back
                await self._tell(kind, line, ticket)

    def _missed(self, kind: Kind, tickets: Collection[Ticket]) -> Iterator[tuple[Kind, Line, int]]:
        theirs = {_whose(kind, each): each for each in tickets if _holds(kind, each)}
        for line in self._lines.of(kind):
            ticket = theirs.get(line.name)
            if not line.greeted or (ticket is None and not line.knows):
                continue
            if ticket is not None and was_missed(line.knows.get(ticket.id), _stance(kind, ticket, line.name)):
                yield kind, line, ticket.id
            for known in line.knows.values():
                if known.what != "over" and (ticket is None or known.ticket != ticket.id):
                    yield kind, line, known.ticket

    async def _tell(self, kind: Kind, line: Line, ticket: Ticket) -> None:
        known, now = line.knows.get(ticket.id), _stance(kind, ticket, line.name)
        if was_missed(known, now):
            if kind == "kiosk":
                message: ToKiosk | ToStaff | None = await self._to_kiosk(ticket, now)
            else:
                message = await self._to_agent(ticket, known, now)
            if message is not None:
                line.send(self._with_servers(message, line.name))
            line.learn(now)

    async def _to_kiosk(self, ticket: Ticket, now: Stance) -> ToKiosk | None:
        if now.what == "waiting":
            cues = [row["cue"] for row in await self._tickets.events(ticket.id)]
            last = next(cue for cue in reversed(cues) if cue in _BACK)
            return Requeued(ticket=ticket.id, key=ticket.key, reason=_BACK[last])
        return news.kiosk_state(ticket, await self._staff.shown(ticket.agent) if ticket.agent else "")

    async def _to_agent(self, ticket: Ticket, known: Stance | None, now: Stance) -> ToStaff | None:
        if now.what != "over" or known is None:
            lines = await transcripts.of_ticket(self._engine, ticket.id)
            return await self._drafts.put_in(news.agent_state(ticket, lines, self._reroute_s), ticket)
        before = replace(ticket, state=State.OFFERED if known.what == "offered" else State.LIVE)
        for row in await self._tickets.events(ticket.id):
            if row["epoch"] > known.epoch and row["cue"] in _LEAVING:
                step = Step(Cue(row["cue"]), row["by"], detail=row["detail"])
                return news.agent_news(before, ticket, step, (), self._reroute_s)
        return None


def _whose(kind: Kind, ticket: Ticket) -> str | None:
    return ticket.kiosk if kind == "kiosk" else ticket.agent


def _holds(kind: Kind, ticket: Ticket) -> bool:
    return ticket.state in (OPEN if kind == "kiosk" else TAKEN_UP)


def _stance(kind: Kind, ticket: Ticket, name: str) -> Stance:
    return at_kiosk(ticket) if kind == "kiosk" else at_agent(ticket, name)
