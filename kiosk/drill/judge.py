"""Judges a drill by what the shoppers lived through: per fault, and against the bars."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import Final

from kiosk.bench.row import Row
from kiosk.drill.hurt import Done
from kiosk.drill.run import Outcome, Record
from kiosk.drill.turns import Darkness, Turn, darkness, turns, visits

RECOVERY_BAR_S: Final = 3.0
SILENCE_BAR_S: Final = 2.0
MEMORY_BAR: Final = 5.0
LASTING: Final = frozenset({"unplug", "robot", "suspend"})
LONG_S: Final = 1.0
"""Who gets no sign for so long notices it."""
LEAST_MB: Final = 20.0
"""Of a process smaller than this a few MB are many per cent; it counts in the total only."""


@dataclass(frozen=True, slots=True)
class Told:
    """A fault as the report tells it; times in s. `lost` turns got no answer; `late` are those not in progress."""

    name: str
    what: str
    at_s: float
    noticed_s: float | None
    recovery_s: float | None
    turns: int
    lost: int
    late: int
    shopper: tuple[str, ...]
    skipped: str = ""


@dataclass(frozen=True, slots=True)
class Judged:
    """A drill, judged."""

    turns: list[Turn]
    dark: list[Darkness]
    faults: list[Told]
    rows: list[Row]
    shoppers: int
    sessions: int


def judge(record: Record) -> Judged:
    """All of it, from the shoppers' log and what was measured beside it."""
    found, dark = turns(record.lines, _hits(record.outcomes)), darkness(record.lines)
    faults = [
        _told(outcome, until, found, dark, record.began)
        for outcome, until in zip(record.outcomes, _ends(record.outcomes, record.ended), strict=True)
    ]
    return Judged(found, dark, faults, rows(record, found, dark), visits(record.lines), record.sessions)


def _hits(outcomes: Sequence[Outcome]) -> list[tuple[float, float, str]]:
    """When each fault hit. While a device is away, or the machine stands still, it goes on hitting."""
    return [(one.done.began, _until(one), one.done.fault.name) for one in outcomes if not one.done.skipped]


def _until(one: Outcome) -> float:
    """When a fault was over: for a device that was away, once its part is back. How long that takes has its own bar."""
    return one.done.ended + (one.recovery_s or 0.0) if one.done.fault.family in LASTING else one.done.began


def _ends(outcomes: Sequence[Outcome], end: float) -> list[float]:
    """A fault answers for what happens until the next one."""
    return [later.done.began for _, later in pairwise(outcomes)] + ([end] if outcomes else [])


def _told(outcome: Outcome, until: float, found: Sequence[Turn], dark: Sequence[Darkness], began: float) -> Told:
    done = outcome.done
    meant = [] if done.skipped else [turn for turn in found if _belongs(turn, done, until)]
    lost = [turn for turn in meant if turn.lost]
    screens = [each for each in dark if done.began <= (each.began + each.ended) / 2 < until and not done.skipped]
    return Told(
        name=done.fault.name,
        what=done.fault.what,
        at_s=round(done.began - began, 1),
        noticed_s=_rounded(outcome.noticed_s),
        recovery_s=_rounded(outcome.recovery_s),
        turns=len(meant),
        lost=len(lost),
        late=sum(not turn.faults for turn in lost),
        shopper=(*map(_screen, screens), *(text for turn in meant if (text := _noticed(turn, dark)))),
        skipped=done.skipped,
    )


def _belongs(turn: Turn, done: Done, until: float) -> bool:
    """A turn is the business of the last fault that hit it, or else of the last one before it was asked."""
    return turn.faults[-1] == done.fault.name if turn.faults else done.began <= turn.asked < until


def _rounded(seconds: float | None) -> float | None:
    return None if seconds is None else round(seconds, 2)


def _screen(dark: Darkness) -> str:
    return f"the screen {'was black' if dark.black else 'hung'} for {dark.ended - dark.began:.1f} s"


def _noticed(turn: Turn, dark: Sequence[Darkness]) -> str:
    """In a few words, what was unusual for this shopper; empty for nothing."""
    if turn.lost:
        got = {"nothing": "got no answer", "told": f"was told “{turn.caption}”", "wrong": f"got “{turn.caption}”"}
        return f"“{turn.text}” {got[turn.verdict]}"
    if turn.attempts > 1:
        return f"“{turn.text}” was asked {turn.attempts} times, answered after {turn.reply_s:.1f} s"
    silent = silence(turn, dark)
    return f"“{turn.text}” had no sign for {silent:.1f} s" if silent > LONG_S else ""


def silence(turn: Turn, dark: Sequence[Darkness]) -> float:
    """For how long a shopper who asked got no sign, but for the time in which the screen was not there.

    What was typed on a screen that hung, or went black, is gone with it: then it counts from the next try.
    """
    begin = turn.ended - turn.reply_s if turn.how == "say" else turn.asked
    end = begin + turn.silent_s
    over = [each for each in dark if each.began < end and each.ended > begin]
    if over and turn.how != "say" and turn.attempts > 1:
        begin = turn.tried
    gone = sum(max(0.0, min(end, each.ended) - max(begin, each.began)) for each in over)
    return max(0.0, end - begin - gone)


def rows(record: Record, found: Sequence[Turn], dark: Sequence[Darkness]) -> list[Row]:
    """The bars, each with its goal, and figures beside them."""
    lost = [turn for turn in found if turn.lost]
    back = [one.recovery_s for one in record.outcomes if one.done.fault.part and one.recovery_s is not None]
    never = [one for one in record.outcomes if one.noticed_s is not None and one.recovery_s is None]
    waits = [silence(turn, dark) for turn in found]
    return [
        Row("turns lost that were not in progress when a fault hit", sum(not turn.faults for turn in lost), "turns", 0),
        Row("turns lost in progress", sum(bool(turn.faults) for turn in lost), "turns"),
        Row("turns", len(found), "turns", 1, "higher"),
        Row("longest recovery of a part", round(max(back, default=0.0), 2), "s", RECOVERY_BAR_S),
        Row("parts that did not come back", len(never), "parts", 0),
        Row(
            "longest time without a sign to a shopper who asked", round(max(waits, default=0.0), 2), "s", SILENCE_BAR_S
        ),
        Row("longest black screen", _longest(dark, black=True), "s", RECOVERY_BAR_S),
        Row("longest hung screen, until it is noticed and mended", _longest(dark, black=False), "s"),
        *memory_rows(record),
        Row("processes left behind", len(record.orphans), "processes", 0),
        Row("ends of the kiosk that nobody wanted", int(not record.ended_by_itself), "times", 0),
        Row(
            "who spoke and was misheard", sum(turn.verdict == "wrong" and turn.how == "say" for turn in found), "turns"
        ),
    ]


def _longest(dark: Sequence[Darkness], *, black: bool) -> float:
    return round(max((each.ended - each.began for each in dark if each.black is black), default=0.0), 2)


def memory_rows(record: Record) -> list[Row]:
    """Growth from the warm kiosk to its last seconds, in all and for each process that is not small, in per cent.

    What counts is memory in no file: that of libraries is shared, and changes with what else runs on the machine.
    """
    early = [each for each in record.weights if record.warm_at <= each.at <= record.warm_until]
    late = [each for each in record.weights if each.at >= record.last_at]
    if not record.weighed or not early or not late:
        return []
    names = sorted({name for weight in (*early, *late) for name in weight.own})
    middle = {name: tuple(median(each.own.get(name, 0.0) for each in span) for span in (early, late)) for name in names}
    own = [median(sum(each.own.values()) for each in span) for span in (early, late)]
    whole = [round(median(each.total for each in span), 1) for span in (early, late)]
    return [
        Row("memory of all processes (PSS), warm", whole[0], "MB"),
        Row("memory of all processes (PSS), at the end", whole[1], "MB"),
        Row("memory of all processes, growth without files' pages", _growth(own[0], own[1]), "%", MEMORY_BAR),
        *(
            Row(f"memory of {name}, growth", _growth(*pair), "%")
            for name, pair in middle.items()
            if pair[0] >= LEAST_MB
        ),
    ]


def _growth(before: float, after: float) -> float:
    return round(100 * (after / before - 1), 1) if before else 0.0
