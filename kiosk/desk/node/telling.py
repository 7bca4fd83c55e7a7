"""What kiosk and colleague are told of their ticket, whichever node their lines are at."""

from __future__ import annotations

from pydantic import BaseModel
from sqlalchemy.ext.asyncio import AsyncEngine

from kiosk.desk.assist.drafts import Drafts
from kiosk.desk.auth.staff_accounts import Staff
from kiosk.desk.bus.bus import Bus, Kind, topic
from kiosk.desk.bus.roster import Roster
from kiosk.desk.messages.protocol import write
from kiosk.desk.node.catch_up import WithServers
from kiosk.desk.storage import transcripts
from kiosk.desk.tickets import news
from kiosk.desk.tickets.stances import AGAIN, NEWS, Stance, at_agent, at_kiosk, sealed
from kiosk.desk.tickets.transitions import Cue, Step, Ticket


class Telling:
    """Tells both ends, and puts into what it tells what its reader needs for a call, or for a phone."""

    def __init__(
        self,
        engine: AsyncEngine,
        bus: Bus,
        roster: Roster,
        staff: Staff,
        drafts: Drafts,
        reroute_s: float,
        with_servers: WithServers,
    ) -> None:
        self._engine, self._bus, self._roster, self._staff = engine, bus, roster, staff
        self._drafts, self._reroute_s, self._with_servers = drafts, reroute_s, with_servers

    async def of_step(self, seen: Ticket, after: Ticket, step: Step) -> None:
        """What follows for both ends from a step that was done."""
        to_kiosk = news.kiosk_news(after, step, await self.shown(after.agent))
        if to_kiosk is not None:
            await self._tell("kiosk", after.kiosk, to_kiosk, at_kiosk(after))
        agent = after.agent or seen.agent
        if agent is None:
            return
        begins = step.cue in {Cue.ACCEPT, Cue.PICK}
        lines = await transcripts.of_ticket(self._engine, after.id) if begins else ()
        to_agent = news.agent_news(seen, after, step, lines, self._reroute_s)
        to_agent = await self._drafts.put_in(to_agent, after)
        if to_agent is not None:
            await self._tell("staff", agent, to_agent, at_agent(after, agent))

    async def kiosk_again(self, ticket: Ticket) -> None:
        """Tell a kiosk once more how its ask stands."""
        state = news.kiosk_state(ticket, await self.shown(ticket.agent))
        if state is not None:
            await self._tell("kiosk", ticket.kiosk, state, at_kiosk(ticket), AGAIN)

    async def agent_again(self, ticket: Ticket) -> None:
        """Tell a colleague once more how the ticket that they are taken up with stands."""
        lines = await transcripts.of_ticket(self._engine, ticket.id)
        state = await self._drafts.put_in(news.agent_state(ticket, lines, self._reroute_s), ticket)
        if state is not None and ticket.agent is not None:
            await self._tell("staff", ticket.agent, state, at_agent(ticket, ticket.agent), AGAIN)

    async def shown(self, agent: str | None) -> str:
        """What the shopper is told that a colleague is called; empty where there is none."""
        known = None if agent is None else self._roster.here_of(agent)
        if known is not None and known.shown:
            return known.shown
        return "" if agent is None else await self._staff.shown(agent)

    async def _tell(self, kind: Kind, name: str, message: BaseModel, stance: Stance, mark: str = NEWS) -> None:
        text = write(self._with_servers(message, name))
        await self._bus.publish(topic(kind, name), sealed(stance, text, mark))
