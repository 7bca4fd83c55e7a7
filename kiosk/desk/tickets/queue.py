"""Who waits where, who is asked, and when that is over: pure, on what was seen. Whoever acts on it may be too late.

First in line is who had a colleague already and lost them, then the more urgent, then who asked earlier.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from statistics import median
from typing import Final, Literal

from kiosk.desk.messages.records import PresenceState
from kiosk.desk.tickets.transitions import QUEUED, TALKING, Cue, State, Step, Ticket

DESK: Final = "desk"
"""Who does what nobody in particular does."""
KIOSK_AWAY: Final = "the kiosk is away"
ENOUGH: Final = 3
"""Answers that a wait is told from; with fewer it is unknown."""
LONGEST_WAIT_S: Final = 3600.0
TAKEN_UP: Final = frozenset({State.OFFERED, State.WRAP_UP, *TALKING})

Absent = Callable[[Literal["kiosk", "staff"], str], float]
"""For how many seconds somebody has no line to any node; 0 for who has one."""


@dataclass(frozen=True, slots=True)
class Rules:
    """When something is over, s. `drop_s` is what a reload of a page, or another node, may take.

    `return_s` is what all lines may take to come back after a node, the database or the bus was away.

    Words that are not confirmed in `receipt_s` are lost: a little before a line that is silent is taken for gone.

    The floor is called each `floor_again_s` until `floor_s`. A share of `goal` is to be answered within `target_s`.
    """

    reroute_s: float = 15.0
    nobody_s: float = 60.0
    longest_s: float = 900.0
    drop_s: float = 4.0
    return_s: float = 10.0
    lost_s: float = 30.0
    join_s: float = 20.0
    wrap_up_s: float = 120.0
    floor_again_s: float = 20.0
    floor_s: float = 180.0
    receipt_s: float = 5.0
    target_s: float = 20.0
    goal: float = 0.8


@dataclass(frozen=True, slots=True)
class Agent:
    """A colleague with a line; `since` is when they became free, or available, whichever was later."""

    name: str
    presence: PresenceState
    languages: frozenset[str]
    skills: frozenset[str]
    since: float


def in_line(tickets: Iterable[Ticket]) -> tuple[Ticket, ...]:
    """Those that wait or ring, first in line first."""
    waiting = (ticket for ticket in tickets if ticket.state in QUEUED)
    return tuple(sorted(waiting, key=lambda each: (not each.front, -each.priority, each.asked_at, each.id)))


def honest_wait(place: int, answered_in: tuple[float, ...]) -> float | None:
    """Seconds until `place` is answered, from how long others waited lately; None where that is not known."""
    if len(answered_in) < ENOUGH:
        return None
    return min(median(answered_in) * place, LONGEST_WAIT_S)


def plan(
    tickets: Iterable[Ticket],
    agents: Mapping[str, Agent],
    absent: Absent,
    now: float,
    rules: Rules,
    began: float = float("-inf"),
) -> tuple[tuple[Ticket, Step], ...]:
    """All that is due now, at most one step a ticket. Who plans sees since `began`: ends had no way before it."""
    tickets = tuple(tickets)
    busy = frozenset(each.agent for each in tickets if each.state in TAKEN_UP and each.agent)
    steps = {each.id: step for each in tickets if (step := _due(each, agents, busy, absent, now, rules, began))}
    free = {name: agent for name, agent in agents.items() if agent.presence == "available" and name not in busy}
    for ticket in in_line(tickets):
        here = absent("kiosk", ticket.kiosk) < rules.drop_s
        if ticket.state is State.WAITING and ticket.id not in steps and here:
            agent = _next(ticket, agents, free, now, rules)
            if agent is not None:
                del free[agent]
                steps[ticket.id] = Step(Cue.OFFER, DESK, agent, detail=agent)
    return tuple((ticket, steps[ticket.id]) for ticket in tickets if ticket.id in steps)


def able(agent: Agent, ticket: Ticket) -> bool:
    """Whether a colleague has the skills that the shopper needs, as sign language."""
    return agent.skills.issuperset(ticket.skills)


def _due(
    ticket: Ticket,
    agents: Mapping[str, Agent],
    busy: frozenset[str],
    absent: Absent,
    now: float,
    rules: Rules,
    began: float,
) -> Step | None:
    if ticket.state in QUEUED:
        nobody = now >= began + rules.return_s and _nobody(ticket, agents, busy, now, rules)
        return _due_in_line(ticket, absent, now, rules, nobody=nobody)
    since = max(ticket.since, began)
    if ticket.state in TALKING:
        return _due_in_talk(ticket, absent, now, rules, since)
    if ticket.state is State.WRAP_UP and now - since >= rules.wrap_up_s:
        return Step(Cue.WRAP, DESK, detail="no note in time")
    return None


def _due_in_line(ticket: Ticket, absent: Absent, now: float, rules: Rules, *, nobody: bool) -> Step | None:
    away = absent("kiosk", ticket.kiosk)
    if away >= rules.lost_s:
        return Step(Cue.LOSE, DESK, detail="the kiosk did not come back")
    if nobody:
        return Step(Cue.NOBODY, DESK, detail=f"nobody in {now - ticket.queued_at:.0f} s")
    if ticket.state is State.WAITING or ticket.agent is None:
        return None
    if absent("staff", ticket.agent) >= rules.drop_s or away >= rules.drop_s:
        return Step(Cue.MISS, DESK, detail="an end is away")
    return Step(Cue.MISS, DESK, detail="no answer") if now - ticket.since >= rules.reroute_s else None


def _due_in_talk(ticket: Ticket, absent: Absent, now: float, rules: Rules, since: float) -> Step | None:
    if ticket.agent is None or absent("staff", ticket.agent) >= rules.drop_s:
        return Step(Cue.DROP, DESK, detail="the colleague is away")
    if absent("kiosk", ticket.kiosk) >= rules.drop_s:
        return Step(Cue.DROP, DESK, detail=KIOSK_AWAY)
    if ticket.state is State.ACCEPTED and now - since >= rules.join_s:
        return Step(Cue.DROP, DESK, detail="the shopper was not told")
    return None


def _nobody(ticket: Ticket, agents: Mapping[str, Agent], busy: frozenset[str], now: float, rules: Rules) -> bool:
    """Nobody comes: not while one who can is helping somebody else, nor while it rings at one for the first time."""
    waited = now - ticket.queued_at
    if waited < rules.nobody_s:
        return False
    if ticket.state is State.OFFERED and ticket.agent in agents and ticket.agent not in ticket.missed:
        return False
    others = busy - {ticket.agent, *ticket.declined}
    helping = any(name in agents and able(agents[name], ticket) for name in others)
    return waited >= rules.longest_s or not helping


def _next(
    ticket: Ticket, agents: Mapping[str, Agent], free: Mapping[str, Agent], now: float, rules: Rules
) -> str | None:
    """Whom it rings at: who is wanted for a while, who speaks the language where anybody does, the longest free."""
    can = {name for name, agent in agents.items() if able(agent, ticket) and name not in ticket.declined}
    can -= {name for name in can if agents[name].presence == "away"}
    wanted = ticket.wanted
    if wanted in can and wanted not in ticket.missed and now - ticket.queued_at < rules.reroute_s:
        return wanted if wanted in free else None
    speaking = {name for name in can if ticket.lang in agents[name].languages}
    asked = [free[name] for name in speaking or can if name in free]
    if not asked:
        return None
    return min(asked, key=lambda each: (ticket.missed.count(each.name), each.since, each.name)).name
