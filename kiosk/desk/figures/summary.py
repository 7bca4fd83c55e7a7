"""The figures of a period from its asks: by hour, topic and kiosk, why people gave up, what came of it. Pure."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from statistics import median
from typing import Any, Final, TypeVar, get_args

from kiosk.desk.figures.agents import of_agents
from kiosk.desk.figures.asked import Asked, Happened
from kiosk.desk.figures.period import Period
from kiosk.desk.figures.report import Abandoned, Group, Hour, OfKiosk, OfMood, OfResult, PeriodFigures, Topic
from kiosk.desk.figures.today import ABANDONED, in_target
from kiosk.desk.messages.records import Mood, Outcome, Result
from kiosk.desk.tickets.queue import Rules
from kiosk.desk.tickets.transitions import Cue

HIGH: Final = 0.9
G = TypeVar("G", bound=Group)


def figures(
    asks: Sequence[Asked], steps: Sequence[Happened], called: Mapping[str, str], period: Period, rules: Rules
) -> PeriodFigures:
    """All figures. `called` is what colleagues are called."""

    def groups(kind: Callable[..., G], name: str, of: Callable[[Asked], str]) -> tuple[G, ...]:
        return tuple(kind(**{name: each}, **_counts(some, rules.target_s)) for each, some in _by(asks, of).items())

    hours = groups(Hour, "hour", lambda each: period.told(each.asked_at).strftime("%Y-%m-%dT%H:00"))
    topics = groups(Topic, "topic", lambda each: each.topic)
    kiosks = groups(OfKiosk, "kiosk", lambda each: each.kiosk)
    return PeriodFigures(
        first=period.first,
        last=period.last,
        zone=period.zone.key,
        target_s=rules.target_s,
        goal=rules.goal,
        all=Group(**_counts(asks, rules.target_s)),
        hours=tuple(sorted(hours, key=lambda each: each.hour)),
        topics=tuple(sorted(topics, key=lambda each: (-each.asked, each.topic))),
        kiosks=tuple(sorted(kiosks, key=lambda each: (-each.asked, each.kiosk))),
        abandoned=_abandoned(asks, steps),
        results=_results(asks),
        moods=_moods(asks),
        agents=of_agents(steps, called),
    )


def _by(asks: Iterable[Asked], of: Callable[[Asked], str]) -> Mapping[str, list[Asked]]:
    found: defaultdict[str, list[Asked]] = defaultdict(list)
    for each in asks:
        found[of(each)].append(each)
    return found


def _counts(asks: Sequence[Asked], target_s: float) -> dict[str, Any]:
    waited = sorted(each.waited_s for each in asks if each.waited_s is not None)
    handled = [each.handled_s for each in asks if each.handled_s is not None]
    gave_up = [each.gave_up_s for each in asks if each.gave_up_s is not None]
    quick, late = sum(each <= target_s for each in waited), sum(each > target_s for each in gave_up)
    return {
        "asked": len(asks),
        "answered": len(waited),
        "abandoned": len(gave_up),
        "in_target": in_target(quick, len(waited), late),
        "median_answer_s": median(waited) if waited else None,
        "p90_answer_s": waited[min(int(HIGH * len(waited)), len(waited) - 1)] if waited else None,
        "median_handling_s": median(handled) if handled else None,
        "handed_back": sum(each.outcome == "handed-back" for each in asks),
    }


def _abandoned(asks: Sequence[Asked], steps: Sequence[Happened]) -> tuple[Abandoned, ...]:
    """How often which way, and why, as far as the kiosk said: what the desk notes of its own is no reason."""
    reasons = {each.ticket: each.detail for each in steps if each.cue is Cue.CANCEL}
    gone = [each for each in asks if each.outcome in ABANDONED and each.answered_at is None]
    counts: Counter[tuple[Outcome, str]] = Counter()
    for each in gone:
        if each.outcome is not None:
            counts[each.outcome, reasons.get(each.id, "")] += 1
    ordered = sorted(counts.items(), key=lambda each: (-each[1], each[0]))
    return tuple(Abandoned(outcome=outcome, reason=reason, count=count) for (outcome, reason), count in ordered)


def _results(asks: Sequence[Asked]) -> tuple[OfResult, ...]:
    counts = Counter(each.result for each in asks)
    names: tuple[Result, ...] = get_args(Result)
    return tuple(OfResult(result=name, count=counts[name]) for name in names if counts[name])


def _moods(asks: Sequence[Asked]) -> tuple[OfMood, ...]:
    counts = Counter(each.mood for each in asks)
    names: tuple[Mood, ...] = get_args(Mood)
    return tuple(OfMood(mood=name, count=counts[name]) for name in names if counts[name])
