"""All kiosks and the queue in numbers, each second, for supervisors who watch; for nobody else is anything counted."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Collection
from datetime import tzinfo
from typing import Final

from pydantic import BaseModel
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine

from kiosk.desk.auth.enrolment import Enrolment
from kiosk.desk.bus.roster import Roster
from kiosk.desk.figures.today import Today, midnight, today
from kiosk.desk.lines.conditions import Conditions
from kiosk.desk.lines.line import Line
from kiosk.desk.lines.lines import Lines
from kiosk.desk.messages.staff import Figures, Kiosks
from kiosk.desk.tickets.queue import TAKEN_UP, Rules
from kiosk.desk.tickets.transitions import QUEUED, TALKING, State, Ticket

LOG: Final = logging.getLogger(__name__)
EACH_S: Final = 1.0


class Watchers:
    """The lines at this node that watch. `zone` is where a day begins; none for the machine's own."""

    def __init__(
        self,
        engine: AsyncEngine,
        lines: Lines,
        roster: Roster,
        conditions: Conditions,
        rules: Rules,
        zone: tzinfo | None,
    ) -> None:
        self._engine, self._lines, self._roster = engine, lines, roster
        self._conditions, self._rules, self._zone = conditions, rules, zone
        self._told: dict[Line, dict[type[BaseModel], BaseModel]] = {}
        self._looked = 0.0
        self._counted: tuple[object, Today] | None = None
        self._task: asyncio.Task[None] | None = None

    def watch(self, line: Line, *, on: bool) -> None:
        """Tell a line, or no more."""
        self._told.pop(line, None)
        if on:
            self._told[line] = {}
            self._looked = 0.0

    def look(self, now: float, tickets: Collection[Ticket]) -> None:
        """Begin to tell what is new, if a second is over: who takes asks does not wait until all are counted."""
        here = set(self._lines.of("staff"))
        self._told = {line: told for line, told in self._told.items() if line in here}
        busy = self._task is not None and not self._task.done()
        if self._told and not busy and not 0 <= now - self._looked < EACH_S:
            self._looked = now
            self._task = asyncio.create_task(self._tell(now, tuple(tickets)))

    async def close(self) -> None:
        """Tell no more."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def _tell(self, now: float, tickets: Collection[Ticket]) -> None:
        try:
            messages = (await self._kiosks(now), await self._figures(now, tickets))
        except SQLAlchemyError:
            LOG.exception("the database of the desk does not answer: no figures")
            return
        for message in messages:
            for line, told in self._told.items():
                if _new(told.get(type(message)), message):
                    told[type(message)] = message
                    line.send(message)

    async def _kiosks(self, now: float) -> Kiosks:
        names = [row["name"] for row in await Enrolment(self._engine).everything() if row["revoked_at"] is None]
        online = {name: self._roster.is_here("kiosk", name, now, self._rules.drop_s) for name in names}
        return Kiosks(kiosks=self._conditions.of(names, online))

    async def _figures(self, now: float, tickets: Collection[Ticket]) -> Figures:
        counted = await self._today(now, tickets)
        waiting = [each for each in tickets if each.state in QUEUED]
        busy = {each.agent for each in tickets if each.state in TAKEN_UP}
        free = [each.presence for each in self._roster.here(now, self._rules.drop_s) if each.name not in busy]
        return Figures(
            at=now,
            waiting=len(waiting),
            longest_wait_s=round(max((now - each.queued_at for each in waiting), default=0.0)),
            talking=sum(each.state in TALKING for each in tickets),
            in_wrap_up=sum(each.state is State.WRAP_UP for each in tickets),
            available=free.count("available"),
            on_hold=free.count("hold"),
            asked_today=counted.asked,
            answered_today=counted.answered,
            median_answer_s=counted.median_answer_s,
            in_target=counted.in_target,
            abandoned=dict(counted.abandoned),
            reasons=dict(counted.reasons),
            target_s=self._rules.target_s,
            goal=self._rules.goal,
        )

    async def _today(self, now: float, tickets: Collection[Ticket]) -> Today:
        """Counted anew where a ticket took a step, or a day began."""
        since = midnight(now, self._zone)
        seen = (since, frozenset((each.id, each.epoch) for each in tickets))
        if self._counted is None or self._counted[0] != seen:
            self._counted = (seen, await today(self._engine, since, self._rules.target_s))
        return self._counted[1]


def _new(last: BaseModel | None, message: BaseModel) -> bool:
    """Whether it says something else; figures that differ in their time alone do not."""
    if isinstance(last, Figures) and isinstance(message, Figures):
        return last.model_copy(update={"at": message.at}) != message
    return last != message
