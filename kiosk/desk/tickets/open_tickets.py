"""All tickets that are not closed, as this node last saw them: of those that did not change only a number is read."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from kiosk.desk.tickets.ticket_store import Tickets
from kiosk.desk.tickets.transitions import State, Ticket

AT_ONCE: Final = 200


class OpenTickets:
    """What a node saw."""

    def __init__(self, tickets: Tickets) -> None:
        self._tickets = tickets
        self._seen: dict[int, Ticket] = {}

    def all(self) -> Collection[Ticket]:
        """All of them."""
        return self._seen.values()

    def get(self, number: int) -> Ticket | None:
        """One of them."""
        return self._seen.get(number)

    async def read(self) -> None:
        """See all as they are."""
        marks = await self._tickets.open_marks()
        new = [number for number, mark in marks.items() if _mark(self._seen.get(number)) != mark]
        for begin in range(0, len(new), AT_ONCE):
            for ticket in await self._tickets.these(new[begin : begin + AT_ONCE]):
                self.remember(ticket)
        self._seen = {number: ticket for number, ticket in self._seen.items() if number in marks}

    def remember(self, ticket: Ticket) -> None:
        """See one as it is after a step; what is older than what was seen is passed over."""
        known = self._seen.get(ticket.id)
        if known is not None and known.epoch > ticket.epoch:
            return
        if ticket.state is State.CLOSED:
            self._seen.pop(ticket.id, None)
        else:
            self._seen[ticket.id] = ticket


def _mark(ticket: Ticket | None) -> tuple[int, str] | None:
    return None if ticket is None else (ticket.epoch, ticket.mode)
