"""How the work of colleagues went, from the steps of asks: how soon, how long, and how it ended. Pure.

Nothing is judged by words, faces or voices, of shopper or colleague.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from statistics import median
from typing import Final

from kiosk.desk.figures.asked import Happened
from kiosk.desk.figures.report import OfAgent
from kiosk.desk.tickets.transitions import Cue

_ENDS: Final = frozenset({Cue.HAND_BACK, Cue.HANG_UP, Cue.TRANSFER, Cue.DROP})


@dataclass
class _Work:
    """Of one colleague."""

    counts: Counter[Cue] = field(default_factory=Counter)
    picks: list[float] = field(default_factory=list)
    handlings: list[float] = field(default_factory=list)
    wrap_ups: list[float] = field(default_factory=list)


def of_agents(steps: Sequence[Happened], called: Mapping[str, str]) -> tuple[OfAgent, ...]:
    """Those to whom anything happened, by name; the steps come ask by ask, in order."""
    work: defaultdict[str, _Work] = defaultdict(_Work)
    for _, of_ticket in groupby(steps, key=lambda each: each.ticket):
        _walk(list(of_ticket), work)
    return tuple(_told(name, called.get(name, name), work[name]) for name in sorted(work))


def _walk(steps: Sequence[Happened], work: defaultdict[str, _Work]) -> None:
    rings, has, since = "", "", 0.0
    for step in steps:
        if step.cue is Cue.OFFER:
            rings, since = step.detail, step.at
        elif step.cue in {Cue.ACCEPT, Cue.PICK}:
            has = step.by
            work[has].counts[Cue.ACCEPT] += 1
            if step.cue is Cue.ACCEPT:
                work[has].picks.append(step.at - since)
            since = step.at
        elif step.cue is Cue.DECLINE:
            work[step.by].counts[Cue.DECLINE] += 1
        elif step.cue is Cue.MISS and rings:
            work[rings].counts[Cue.MISS] += 1
        elif step.cue in _ENDS and has:
            work[has].counts[step.cue] += 1
            work[has].handlings.append(step.at - since)
            since = step.at
        elif step.cue is Cue.WRAP and step.by == has:
            work[has].wrap_ups.append(step.at - since)


def _told(name: str, shown: str, work: _Work) -> OfAgent:
    def middle(times: list[float]) -> float | None:
        return median(times) if times else None

    return OfAgent(
        name=name,
        shown=shown,
        taken=work.counts[Cue.ACCEPT],
        declined=work.counts[Cue.DECLINE],
        missed=work.counts[Cue.MISS],
        handed_back=work.counts[Cue.HAND_BACK],
        hung_up=work.counts[Cue.HANG_UP],
        transferred=work.counts[Cue.TRANSFER],
        dropped=work.counts[Cue.DROP],
        median_pick_s=middle(work.picks),
        median_handling_s=middle(work.handlings),
        median_wrap_up_s=middle(work.wrap_ups),
    )
