"""One node of the desk: reads the database, does what is due, and tells its lines. It keeps no truth of its own.

Every node does the same; a step that two of them want is done by one (`kiosk.desk.tickets.ticket_store`).
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import secrets
import time
from typing import Final

from pydantic import BaseModel
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine

from kiosk.clock import Seconds
from kiosk.desk.auth.enrolment import Enrolment
from kiosk.desk.auth.limits import LineLimits
from kiosk.desk.auth.staff_accounts import Staff
from kiosk.desk.bus.bus import CHANGED, HERE, SHUT, Bus, Kind, LocalBus, Unsubscribe, topic
from kiosk.desk.bus.nodes import Nodes
from kiosk.desk.bus.roster import Here, Roster
from kiosk.desk.lines.lines import Lines
from kiosk.desk.lines.neighbours import Neighbours
from kiosk.desk.lines.queue_news import QueueNews
from kiosk.desk.messages.protocol import write
from kiosk.desk.messages.records import HandoverCard
from kiosk.desk.node.catch_up import CatchUp
from kiosk.desk.node.features import Features
from kiosk.desk.node.outfit import Outfit
from kiosk.desk.node.telling import Telling
from kiosk.desk.node.turn import NO_TURN, Renewal, Turn
from kiosk.desk.tickets.open_tickets import OpenTickets
from kiosk.desk.tickets.queue import TAKEN_UP, Rules, plan
from kiosk.desk.tickets.ticket_store import StaleError, Tickets
from kiosk.desk.tickets.transitions import TALKING, Step, Ticket
from kiosk.errors import KioskError

LOG: Final = logging.getLogger(__name__)
FORGET_S: Final = 3600.0
OTHERS_S: Final = 1.0
"""So long a step that is due is left to the node that has the kiosk's line, before any other does it."""
STILL_S: Final = 2.0
"""A node that did not look for so long, since it or the database stood still, may have missed who was here."""
USUAL: Final = Rules()


class Hub:
    """A node. `now` is the wall clock, seconds since 1970: nodes share no other.

    `name` is the node's in a desk of several, and no other's; a desk of one needs none.
    """

    def __init__(
        self,
        engine: AsyncEngine,
        bus: Bus | None = None,
        rules: Rules = USUAL,
        now: Seconds = time.time,
        tick_s: float = 0.5,
        staff: Staff | None = None,
        outfit: Outfit | None = None,
        name: str = "",
        turn: Turn = NO_TURN,
    ) -> None:
        self.engine, self.rules, self.now = engine, rules, now
        self.bus: Bus = bus or LocalBus()
        self.tickets, self.enrolment = Tickets(engine), Enrolment(engine)
        self.staff = staff or Staff(engine)
        self.roster, self.lines = Roster(now(), name, rules.return_s), Lines(self.bus, now)
        given = outfit or Outfit()
        self.features = Features(engine, self.bus, self.lines, self.roster, self.staff, rules, given, now)
        self._tick_s, self._name, self.turn, self.limits = tick_s, name, turn, LineLimits()
        self._others = Neighbours(name, Nodes(engine), self.bus, self.lines, self.roster)
        self.seen, self._renewal = OpenTickets(self.tickets), Renewal(turn, self.lines, now())
        self._queue_news = QueueNews(self.tickets, self.lines, self.features.links)
        self._catch_up = CatchUp(
            engine, self.staff, self.lines, rules.reroute_s, self.features.drafts, self._with_servers
        )
        self.telling = Telling(
            engine, self.bus, self.roster, self.staff, self.features.drafts, rules.reroute_s, self._with_servers
        )
        self._due: dict[tuple[int, int], float] = {}
        self._ticked, self._taken_up = float("-inf"), frozenset[str]()
        self._id, self._elsewhere, self._blind = name or secrets.token_hex(8), True, False
        self._wake = asyncio.Event()
        self._ends: list[Unsubscribe] = []
        self.work: asyncio.Task[None] | None = None
        """Does what is due until it is cancelled; of itself it ends by a fault only."""

    async def start(self) -> None:
        """Begin to do what is due."""
        self.roster.begin(self.now())
        self._ends.append(self.bus.subscribe(CHANGED, self._has_changed))
        self._ends.append(self.bus.subscribe(HERE, self._saw))
        self._ends.append(self.lines.start())
        await self.features.start()
        self.work = asyncio.create_task(self._run())

    async def stop(self) -> None:
        """Leave all to other nodes, or to the next start: nothing is lost."""
        self.lines.close()
        if self.work is not None:
            self.work.cancel()
            await asyncio.wait([self.work])
        await self.features.stop()
        for end in self._ends:
            end()
        if self._name:
            with contextlib.suppress(SQLAlchemyError):
                await self._others.leave()
        if self.work is not None and not self.work.cancelled():
            self.work.result()

    async def look(self) -> None:
        """Look at everything once: tell the queue, then do what is due."""
        now = self.now()
        ticks = not 0 <= now - self._ticked < self._tick_s
        if ticks or self._elsewhere:
            await self._read(now)
        self._free()
        if ticks:
            self._ticked = now
        await self._tell_who_is_here(all_of_them=ticks)
        await self._queue_news.tell(self.seen.all(), now, staffed=self.roster.staffed(now, self.rules.drop_s))
        if ticks:
            await self._look_around(now)
        await self._do_what_is_due(now)
        await self.features.look(now, self.seen.all())

    async def _read(self, now: float) -> None:
        self._elsewhere = False
        await self.seen.read()
        if self._blind:
            self._blind = False
            self.roster.begin(now)

    async def _tell_who_is_here(self, *, all_of_them: bool) -> None:
        new = self.lines.newly_here()
        here = self.lines.here() if all_of_them else new
        if here is not None:
            await self.bus.publish(HERE, write(here.model_copy(update={"node": self._name})))

    async def _look_around(self, now: float) -> None:
        self.roster.forget(now, FORGET_S)
        self._renewal.look(now)
        await self._catch_up.look(self.seen.all())
        if self._name:
            await self._others.look(now)

    async def _do_what_is_due(self, now: float) -> None:
        agents = self.roster.agents(now, self.rules.drop_s)
        absent = lambda kind, name: self.roster.absent(kind, name, now)  # noqa: E731
        steps = plan(self.seen.all(), agents, absent, now, self.rules, self.roster.began)
        self._due = {(each.id, each.epoch): self._due.get((each.id, each.epoch), now) for each, _ in steps}
        for ticket, step in steps:
            if self._is_ours(ticket, now):
                with contextlib.suppress(StaleError):
                    await self.step(ticket, step)

    def _is_ours(self, ticket: Ticket, now: float) -> bool:
        """Whether this node does what is due: nodes that all tried it at once would be in each other's way."""
        waited = now - self._due[ticket.id, ticket.epoch]
        return not self._others.any or self.lines.has("kiosk", ticket.kiosk) or not 0 <= waited < OTHERS_S

    async def step(self, seen: Ticket, step: Step) -> Ticket:
        """Do a step, and tell both ends what follows from it.

        Raises:
            StaleError: somebody else was faster; nothing was done or told.
        """
        after = await self.tickets.step(seen, step, self.now())
        self.seen.remember(after)
        await self.telling.of_step(seen, after, step)
        await self.changed()
        return after

    def _with_servers(self, message: BaseModel, who: str) -> BaseModel:
        return self.features.links.put_into(self.turn.put_into(message, who, self.now()), self.now())

    async def ask(self, kiosk: str, key: str, card: HandoverCard) -> Ticket:
        """The ticket of an ask: a new one, or that of the same key. Raises `KioskError` desk.one-open."""
        ticket = await self.tickets.ask(kiosk, key, card, self.now())
        self.seen.remember(ticket)
        await self.changed()
        return ticket

    async def ticket_of(self, number: int, end: Kind, name: str) -> Ticket:
        """A ticket that somebody says is theirs: as it was seen, or as it is where that is another's.

        Raises:
            KioskError: `desk.no-ticket`.
        """
        known = self.seen.get(number)
        if known is not None and name == (known.kiosk if end == "kiosk" else known.agent):
            return known
        return await self.tickets.get(number)

    async def tell(self, kind: Kind, name: str, message: BaseModel) -> None:
        """Tell somebody, whichever node their line is at."""
        await self.bus.publish(topic(kind, name), write(message))

    async def changed(self) -> None:
        """Let every node look again."""
        await self.bus.publish(CHANGED, self._id)

    async def shut(self, right: str) -> None:
        """End all lines of a right that ended."""
        await self.bus.publish(SHUT, right)

    def has_line(self, kind: Kind, name: str) -> bool:
        """Whether somebody has a line, at this node or at another."""
        return self.lines.has(kind, name) or self.roster.elsewhere(kind, name, self.now())

    async def talking(self, number: int) -> Ticket:
        """A ticket whose ends talk with each other.

        Raises:
            KioskError: `desk.no-talk`.
        """
        known = self.seen.get(number)
        if known is None or known.state not in TALKING:
            known = await self.tickets.get(number)
            self.seen.remember(known)
        if known.state not in TALKING:
            raise KioskError("desk.no-talk", f"Nobody talks on ticket {number} now.", "Look at the queue again.")
        return known

    async def _run(self) -> None:
        looked = time.monotonic()
        while True:
            self._wake.clear()
            if time.monotonic() - looked > self._tick_s + STILL_S:
                self._elsewhere = self._blind = True
            try:
                await self.look()
                looked = time.monotonic()
            except SQLAlchemyError as fault:
                self._elsewhere = self._blind = True
                await self._tell_who_is_here(all_of_them=True)
                LOG.warning("the database of the desk does not answer: %s", str(fault).partition("\n")[0])
                await asyncio.sleep(self._tick_s)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._wake.wait(), self._tick_s)

    def _free(self) -> None:
        """Who is taken up no more is free from now on."""
        before = self._taken_up
        self._taken_up = frozenset(each.agent for each in self.seen.all() if each.state in TAKEN_UP and each.agent)
        for name in before - self._taken_up:
            self.lines.freed(name)

    def _has_changed(self, by: str) -> None:
        """A ticket took a step: what this node did itself it has seen already."""
        self._elsewhere |= by != self._id
        self._wake.set()

    def _saw(self, text: str) -> None:
        here = Here.model_validate_json(text)
        self.roster.saw(here, self.now())
        if here.node != self._name:
            self._others.heard(here.node, self.now())
