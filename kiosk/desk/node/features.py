"""All that a node does besides tickets, wired up: what is left, how kiosks are, who is there, who watches."""

from __future__ import annotations

from collections.abc import Collection

from pydantic import BaseModel
from sqlalchemy.ext.asyncio import AsyncEngine

from kiosk.clock import Seconds
from kiosk.desk.assist.drafts import Drafts
from kiosk.desk.assist.suggestions import Assist, Wish
from kiosk.desk.auth.links import Links
from kiosk.desk.auth.staff_accounts import Staff
from kiosk.desk.bus.bus import Bus, Unsubscribe, topic
from kiosk.desk.bus.roster import Roster
from kiosk.desk.lines.bulletin import Bulletin
from kiosk.desk.lines.conditions import Conditions
from kiosk.desk.lines.everybody import Everybody
from kiosk.desk.lines.line import Line
from kiosk.desk.lines.lines import Lines
from kiosk.desk.messages.protocol import write
from kiosk.desk.node.deliveries import Deliveries
from kiosk.desk.node.outfit import Outfit
from kiosk.desk.node.team import team
from kiosk.desk.node.watch import Watchers
from kiosk.desk.tickets.queue import TAKEN_UP, Rules
from kiosk.desk.tickets.retention import Forgetting
from kiosk.desk.tickets.transitions import QUEUED, Ticket
from kiosk.desk.unattended.nobody_there import Unattended


class Features:
    """What a node does besides tickets."""

    def __init__(
        self,
        engine: AsyncEngine,
        bus: Bus,
        lines: Lines,
        roster: Roster,
        staff: Staff,
        rules: Rules,
        outfit: Outfit,
        now: Seconds,
    ) -> None:
        self._lines, self._roster, self._rules = lines, roster, rules
        self._everybody, self._team = Everybody(bus, lines), Bulletin(lines)
        self.conditions = Conditions(bus, lines)
        self.deliveries = Deliveries(bus, lines, now, rules.receipt_s)
        self.unattended = Unattended(engine, bus, self._everybody, staff, outfit.numbers, rules)
        self.watchers = Watchers(engine, lines, roster, self.conditions, rules, outfit.zone)
        self.replies, self.links = outfit.replies, Links(outfit.numbers, outfit.public_url)
        self._assist = Assist(engine, self._tell_agent, outfit.curated, outfit.knowledge)
        self.drafts = Drafts(engine, outfit.words, outfit.replies, self._languages, self._assist.title)
        self._bus, self._forgetting = bus, Forgetting(engine, outfit.keep)
        self._asked: set[int] = set()
        self._ends: list[Unsubscribe] = []

    async def start(self) -> None:
        """Begin to hear what the other nodes tell."""
        self._ends += [self._everybody.start(), *self.conditions.start(), self.deliveries.start()]
        await self.conditions.ask()

    async def stop(self) -> None:
        """Hear no more."""
        for end in self._ends:
            end()
        self._ends.clear()
        await self.watchers.close()
        await self._assist.close()
        await self._forgetting.close()

    async def look(self, now: float, tickets: Collection[Ticket]) -> None:
        """Do what is due."""
        self._tell_team(now, tickets)
        await self.deliveries.look(tickets)
        await self.conditions.look()
        await self.unattended.look(now)
        self.watchers.look(now, tickets)
        self._look_after_helpers(tickets)
        self._forgetting.look(now)

    def _look_after_helpers(self, tickets: Collection[Ticket]) -> None:
        """Suggestions are for who has a page here: somebody asks, so soon they are wanted."""
        self._assist.keep({each.id for each in tickets})
        asked = {each.id for each in tickets if each.state in QUEUED}
        if asked - self._asked and self._lines.of("staff"):
            self._assist.awake()
        self._asked = asked

    def suggest(self, ticket: Ticket, words: str = "") -> None:
        """Tell the colleague of a conversation what could be said next; `words` are the colleague's own."""
        if ticket.agent is not None:
            reads = self._lines.reads(ticket.agent) or self._likely(ticket)
            self._assist.soon(ticket, Wish(ticket.agent, reads, words))

    def _likely(self, ticket: Ticket) -> str:
        """What the colleague reads: as the page told, else the shopper's language if they speak it, else another."""
        here = self._roster.here_of(ticket.agent or "")
        speaks = here.languages if here else ()
        return (here.reads if here else "") or (ticket.lang if ticket.lang in speaks or not speaks else speaks[0])

    def _languages(self, name: str) -> tuple[str, ...]:
        """What a colleague reads, that of their page first."""
        here = self._roster.here_of(name)
        told = self._lines.reads(name) or (here.reads if here else "")
        return tuple(dict.fromkeys(([told] if told else []) + list(here.languages if here else ())))

    async def _tell_agent(self, name: str, message: BaseModel) -> None:
        await self._bus.publish(topic("staff", name), write(message))

    async def welcome(self, line: Line, now: float) -> None:
        """Tell a page that has just begun what waits for somebody."""
        await self.unattended.welcome(line, now)

    def _tell_team(self, now: float, tickets: Collection[Ticket]) -> None:
        busy = {each.agent for each in tickets if each.state in TAKEN_UP and each.agent}
        all_of_them = team(self._roster.here(now, self._rules.drop_s), busy)
        self._team.tell(all_of_them, now)
