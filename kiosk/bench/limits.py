"""Fuzzed intents against the limit follower and its guard: joints, avoid pairs, goals and beginnings at random."""

from __future__ import annotations

import random
from dataclasses import dataclass

from hardware.motion.avoid import EDGE, Avoid, steered
from hardware.motion.trajectory import Limits, Motion

SLACK = 1e-6
TICKS = 250
"""Ticks of one made-up body."""
JOINTS = ("a", "b", "c", "d")


@dataclass(frozen=True, slots=True)
class Fuzzed:
    """What was found: limits broken, regions entered, and how often the guard changed a step."""

    limits: int
    regions: int
    guarded: int


def fuzzed(ticks: int, dt: float = 0.02, seed: int = 3) -> Fuzzed:
    """Move made-up bodies about, some of which begin in a forbidden region; 10⁶ ticks take about two minutes."""
    chance = random.Random(seed)
    done, found = 0, [0, 0, 0]
    while done < ticks:
        more = min(TICKS, ticks - done)
        found = [a + b for a, b in zip(found, _one_body(chance, more, dt), strict=True)]
        done += more
    return Fuzzed(*found)


def _one_body(chance: random.Random, ticks: int, dt: float) -> tuple[int, int, int]:
    limits = {name: _limits(chance) for name in JOINTS}
    pairs = _pairs(chance, limits)
    motions = {name: Motion(chance.uniform(each.lowest, each.highest)) for name, each in limits.items()}
    goals, ease, broken, entered, guarded = _goals(chance), chance.choice((0.12, 1.0)), 0, 0, 0
    for _ in range(ticks):
        goals = {**goals, **{name: goal for name, goal in _goals(chance).items() if chance.random() < 0.03}}
        after = steered(motions, goals, limits, pairs, dt, ease)
        broken += any(_broken(motions[name], after[name], limits[name], dt, ease) for name in JOINTS)
        entered += any(_entered(pair, motions, after, limits) for pair in pairs)
        guarded += after != steered(motions, goals, limits, (), dt, ease)
        motions, ease = after, min(1.0, ease + 0.03)
    return broken, entered, guarded


def _limits(chance: random.Random) -> Limits:
    low = chance.uniform(-120, 0)
    return Limits(low, low + chance.uniform(20, 200), chance.uniform(5, 400), chance.uniform(20, 4000))


def _pairs(chance: random.Random, limits: dict[str, Limits]) -> list[Avoid]:
    """One to three regions, each of which can be left."""
    made = []
    for _ in range(chance.randint(1, 3)):
        names = chance.sample(JOINTS, 2)
        spans = [_span(chance, limits[name]) for name in names]
        made.append(Avoid((names[0], names[1]), (spans[0], spans[1])))
    return made


def _span(chance: random.Random, limits: Limits) -> tuple[float, float]:
    middle, width = chance.uniform(limits.lowest, limits.highest), limits.width * 0.4
    return middle - chance.uniform(0.05, 1) * width, middle + chance.uniform(0.05, 1) * width


def _goals(chance: random.Random) -> dict[str, float]:
    return {name: chance.uniform(-300, 300) for name in JOINTS}


def _broken(before: Motion, after: Motion, limits: Limits, dt: float, ease: float) -> bool:
    """Whether a joint left its range, or went or sped up faster than it may."""
    outside = not limits.lowest - SLACK <= after.position <= limits.highest + SLACK
    too_fast = abs(after.velocity) > limits.velocity * ease + SLACK
    return outside or too_fast or abs(after.velocity - before.velocity) > limits.acceleration * ease * dt + SLACK


def _entered(pair: Avoid, before: dict[str, Motion], after: dict[str, Motion], limits: dict[str, Limits]) -> bool:
    """Whether a pair came into its region, passed through it, or went deeper where it began inside."""
    if (was := _inside(pair, before, limits)) > 0:
        return _inside(pair, after, limits) > was + SLACK
    steps = ({name: _between(before[name], after[name], share / 4) for name in pair.joints} for share in range(1, 5))
    return any(_inside(pair, step, limits) > 0 for step in steps)


def _between(before: Motion, after: Motion, share: float) -> Motion:
    return Motion(before.position + share * (after.position - before.position))


def _inside(pair: Avoid, at: dict[str, Motion], limits: dict[str, Limits]) -> float:
    """Seconds at full speed to the nearest edge within reach; 0 outside."""
    ways = []
    for name, (low, high) in zip(pair.joints, pair.region, strict=True):
        position = at[name].position
        if not low + 2 * EDGE < position < high - 2 * EDGE:
            return 0.0
        reach = limits[name]
        ways += [abs(edge - position) / reach.velocity for edge in (low, high) if reach.lowest <= edge <= reach.highest]
    return min(ways, default=0.0)
