"""What is told of the queue: to each kiosk in it its place and wait, to every page all of it."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from kiosk.desk.auth.links import Links
from kiosk.desk.lines.bulletin import Bulletin
from kiosk.desk.lines.lines import Lines
from kiosk.desk.messages.kiosk import Queued
from kiosk.desk.messages.staff import Queue
from kiosk.desk.tickets import news
from kiosk.desk.tickets.queue import honest_wait, in_line
from kiosk.desk.tickets.stances import Stance
from kiosk.desk.tickets.ticket_store import Tickets
from kiosk.desk.tickets.transitions import TALKING, Ticket

RECENT_S: Final = 7200.0
"""Answers older than this say nothing of the wait now."""
COUNT_S: Final = 1.0
EACH_S: Final = 0.2
MOST: Final = 200
"""Tickets that a page is shown: nobody reads more, and in a rush each of them is sent to everybody."""


class QueueNews:
    """What the lines of a node were told of the queue."""

    def __init__(self, tickets: Tickets, lines: Lines, links: Links) -> None:
        self._tickets, self._lines, self._links = tickets, lines, links
        self._pages = Bulletin(lines, EACH_S)
        self._times: tuple[float, ...] = ()
        self._counted = float("-inf")

    async def tell(self, tickets: Collection[Ticket], now: float, *, staffed: bool) -> None:
        """Tell every line at this node what is new; `staffed`: somebody takes asks."""
        line = in_line(tickets)
        if line and not 0 <= now - self._counted < COUNT_S:
            self._times, self._counted = await self._tickets.answer_times(now - RECENT_S), now
        for place, ticket in enumerate(line, 1):
            self._tell_kiosk(ticket, place, "" if staffed else self._links.of(ticket.id, now), staffed=staffed)
        self._pages.tell(queue(tickets, line), now)

    def _tell_kiosk(self, ticket: Ticket, place: int, link: str, *, staffed: bool) -> None:
        wait = honest_wait(place, self._times)
        wait_s = None if wait is None else round(wait)
        told = Queued(ticket=ticket.id, key=ticket.key, place=place, wait_s=wait_s, staffed=staffed, link=link)
        for kiosk in self._lines.at("kiosk", ticket.kiosk):
            if kiosk.greeted:
                kiosk.knows.setdefault(ticket.id, Stance(ticket.id, 0, "waiting"))
                kiosk.tell_once(told, (ticket.id, ticket.queued_at))


def queue(tickets: Collection[Ticket], line: tuple[Ticket, ...]) -> Queue:
    """All that is not closed: first in line first, then those who talk."""
    talk = sorted((each for each in tickets if each.state in TALKING), key=lambda each: each.asked_at)
    waiting = [news.view(each, place) for place, each in enumerate(line[:MOST], 1)]
    return Queue(tickets=(*waiting, *(news.view(each) for each in talk[:MOST])))
