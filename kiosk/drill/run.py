"""Runs a drill: the crowd goes on all the time, one fault follows the other, and all is watched."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from kiosk.drill.book import Note
from kiosk.drill.host import hurt
from kiosk.drill.hurt import Done, do, heal
from kiosk.drill.plan import Fault
from kiosk.drill.tail import Line
from kiosk.drill.watch import Watcher, Weight
from kiosk.drill.world import World
from kiosk.simulation.crowd import Visit

BACK_WITHIN_S: Final = 20.0
TAKEN_WITHIN_S: Final = 60.0
"""A mended file is taken up between two shoppers, and a crowd leaves few gaps."""
CALM_S: Final = 0.4
UNNOTICED_S: Final = 1.0
"""A device may be back before the kiosk missed it."""
SHOPPER_WITHIN_S: Final = 30.0
WEIGH_FROM: Final = 30
"""Of fewer shoppers nothing can be learned about memory."""
SETTLE_S: Final = 1.0
WEIGHED_S: Final = 5.0
"""Memory is compared between two stretches of so long, each after the same shoppers: at the start and at the end."""

Progress = Callable[[int, int, str], None]


@dataclass(frozen=True, slots=True)
class Outcome:
    """A fault, and what became of its part: s until the kiosk noticed, and from the death to ready again."""

    done: Done
    noticed_s: float | None = None
    recovery_s: float | None = None


@dataclass
class Record:
    """All that was seen in a drill."""

    began: float
    lines: list[Line] = field(default_factory=list)
    outcomes: list[Outcome] = field(default_factory=list)
    weights: list[Weight] = field(default_factory=list)
    warm_at: float = 0.0
    warm_until: float = 0.0
    last_at: float = 0.0
    ended: float = 0.0
    weighed: bool = False
    """Whether enough shoppers came for memory to be compared."""
    sessions: int = 0
    """Those that the kiosk opened, by its ledger: who comes at once after another, or is not seen, may share one."""
    orphans: dict[int, str] = field(default_factory=dict)
    ended_by_itself: bool = True


def run(
    world: World, faults: Sequence[Fault], shoppers: int, chosen: Mapping[str, list[Visit]], progress: Progress
) -> Record:
    """Let the crowd come; hurt the kiosk again and again; at last kill its core, and see that nothing stays behind."""
    record, watcher = Record(time.monotonic()), Watcher(world.host)
    try:
        progress(0, 0, "the first shoppers, every kind of them")
        kinds = chosen["every kind"] if shoppers >= WEIGH_FROM else chosen["every kind"][:1]
        record.warm_at, record.warm_until = _weighed(world, kinds)
        for number, fault in enumerate(faults):
            progress(world.tail.count("leaves"), number, fault.what)
            record.outcomes.append(_one(world, fault, chosen))
            if not world.host.alive():
                record.ended_by_itself = False
                break
            _until_shoppers(world, shoppers * (number + 1) // (len(faults) + 1))
        _finish(world, shoppers, len(faults), progress)
        progress(world.tail.count("leaves"), len(faults), "the last shoppers, every kind of them")
        record.last_at, _ = _weighed(world, kinds)
        record.weighed = shoppers >= WEIGH_FROM
    finally:
        record.lines, record.ended = list(world.tail.lines), time.monotonic()
        heal(world)
        record.sessions = world.book.sessions()
        watcher.close()
        record.weights = watcher.weights
        hurt(world.host.pid, signal.SIGKILL)
        record.orphans = watcher.orphans | watcher.left()
    return record


def _weighed(world: World, visits: Sequence[Visit]) -> tuple[float, float]:
    """Let shoppers of every kind come, so that all is loaded that is ever needed; then a stretch to weigh it in."""
    for each in visits:
        world.come(each)
    _until_shoppers(world, world.tail.count("leaves") + len(visits))
    since = time.monotonic() + SETTLE_S
    while time.monotonic() - since < (WEIGHED_S if len(visits) > 1 else 0.0) and world.host.alive():
        time.sleep(0.1)
    return since, time.monotonic()


def _one(world: World, fault: Fault, chosen: Mapping[str, list[Visit]]) -> Outcome:
    """Do a fault, wait for its part, and let a shopper come after it."""
    done = do(world, fault, chosen)
    outcome = _timed(world, done) if fault.part and not done.skipped else Outcome(done)
    if fault.family == "config":
        outcome = _configured(world, done)
    time.sleep(CALM_S)
    world.tail.until(lambda line: line["kind"] == "leaves", world.tail.mark(), SHOPPER_WITHIN_S)
    return outcome


def _timed(world: World, done: Done) -> Outcome:
    part = done.fault.part
    unplugged = done.fault.family in {"unplug", "robot"}
    within_s = UNNOTICED_S if unplugged else BACK_WITHIN_S
    failed = world.book.until(lambda note: note.of("PartFailed", part), done.began, within_s)
    if failed is None:
        return Outcome(done)
    since = max(failed.at, done.ended) if unplugged else failed.at
    ready = world.book.until(lambda note: note.of("PartReady", part), failed.at, BACK_WITHIN_S)
    dead = done.began if done.fault.family == "kill" else since
    back = None if ready is None else max(0.0, ready.at - dead)
    return Outcome(done, failed.at - done.began, back)


def _configured(world: World, done: Done) -> Outcome:
    """Noticed is the refusal of the broken file; recovered is the mended one taken up."""
    refused = world.book.until(lambda note: note.type == "ConfigurationRefused", done.began, 0.5)
    mended: Callable[[Note], bool] = lambda note: note.type == "Reconfigured"  # noqa: E731 - a check, as above
    taken = world.book.until(mended, done.ended, TAKEN_WITHIN_S)
    return Outcome(
        done,
        None if refused is None else refused.at - done.began,
        None if taken is None else taken.at - done.ended,
    )


def _until_shoppers(world: World, count: int) -> None:
    """Wait until so many have come and gone, as long as they come."""
    while (there := world.tail.count("leaves")) < count and world.host.alive():
        since = world.tail.mark()
        if world.tail.until(lambda line: line["kind"] == "leaves", since, SHOPPER_WITHIN_S) is None:
            return
        if world.tail.count("leaves") == there:
            return


def _finish(world: World, shoppers: int, faults: int, progress: Progress) -> None:
    while (there := world.tail.count("leaves")) < shoppers and world.host.alive():
        progress(there, faults, "the last shoppers")
        _until_shoppers(world, there + 1)
        if world.tail.count("leaves") == there:
            return
