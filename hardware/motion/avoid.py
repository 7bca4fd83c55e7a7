"""Pairs of joints that must not be in a region together, such as a hand and the head that it would hit.

In a profile:

    [[avoid]]
    joints = ["shoulder", "elbow"]
    region = [[60.0, 90.0], [100.0, 140.0]]    # the first joint within its span, and the second within its own
    because = "the hand would hit the head"

The guard keeps one promise from tick to tick: wherever the joints come to stand if all of them brake now, no pair is in
its region, nor passes through it. So braking is always a way out, and a joint may only move on if the promise still
holds afterwards; where both joints of a pair want into the region, the one that comes first goes and the other waits at
the edge, and of two that come at once the first of the pair goes. A joint arrives at an edge gently. A pair that begins
inside, because that is where the device was found, only moves out, by the nearest edge. Ways around a region are not
looked for.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from hardware.motion.trajectory import Limits, Motion, follow

Span = tuple[float, float]
Motions = Mapping[str, Motion]
EDGE = 1e-6
"""So little inside a region is its edge: sums of floats do not end on the dot."""


class AvoidTable(BaseModel):
    """`[[avoid]]` of a profile."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    joints: tuple[str, str]
    region: tuple[Span, Span]
    because: Annotated[str, Field(min_length=1)]

    @model_validator(mode="after")
    def _rises(self) -> Self:
        if self.joints[0] == self.joints[1]:
            raise ValueError("joints needs two different joints")
        if not all(low + 2 * EDGE < high for low, high in self.region):
            raise ValueError("region needs two spans that rise")
        return self


@dataclass(frozen=True, slots=True)
class Avoid:
    """Two joints by name, and the open region (a span of each, in its own units) that they may not be in together."""

    joints: tuple[str, str]
    region: tuple[Span, Span]


def pairs_of(tables: Collection[AvoidTable], limits: Mapping[str, Limits], neutral: Motions) -> tuple[Avoid, ...]:
    """The pairs of a profile.

    Raises:
        ValueError: a joint is unknown, a pair cannot leave its region, or it rests in it.
    """
    pairs = tuple(Avoid(table.joints, table.region) for table in tables)
    for pair in pairs:
        if unknown := [name for name in pair.joints if name not in limits]:
            raise ValueError(f"avoid names {unknown[0]!r}, and there is no such joint")
        if not list(_ways_out(pair, neutral, limits)):
            raise ValueError(f"avoid leaves {' and '.join(pair.joints)} nowhere to be")
        if depth(pair, neutral, limits) > 0:
            raise ValueError(f"avoid has {' and '.join(pair.joints)} rest where they must not be")
    return pairs


def depth(pair: Avoid, motions: Motions, limits: Mapping[str, Limits]) -> float:
    """Seconds at full speed to the nearest edge that can be reached; 0 outside the region."""
    inside = all(_within(motions[name].position, span) for name, span in zip(pair.joints, pair.region, strict=True))
    return min((seconds for seconds, _, _ in _ways_out(pair, motions, limits)), default=math.inf) if inside else 0.0


def steered(
    motions: Motions,
    goals: Mapping[str, float],
    limits: Mapping[str, Limits],
    pairs: Collection[Avoid],
    dt: float,
    ease: float = 1.0,
) -> dict[str, Motion]:
    """One tick of all joints towards their goals, as `follow` moves each, with no pair coming into its region.

    Starts at rest may lie inside; `ease` may grow from tick to tick, but shrink only at rest.
    """
    goals = dict(goals)
    for pair in pairs:
        _cut_back(pair, motions, goals, limits, dt, ease)
    after = {name: follow(motion, goals[name], limits[name], dt, ease) for name, motion in motions.items()}
    braked: set[str] = set()
    while late := next((name for pair in pairs for name in _late(pair, motions, after, limits, dt, ease, braked)), ""):
        after[late] = _brake(motions[late], limits[late], dt, ease)
        braked.add(late)
    return after


def _within(value: float, span: Span) -> bool:
    return span[0] + EDGE < value < span[1] - EDGE


def _ways_out(pair: Avoid, motions: Motions, limits: Mapping[str, Limits]) -> Iterator[tuple[float, str, float]]:
    """Seconds, joint and edge of each way out of the region that is within the joint's range."""
    for name, span in zip(pair.joints, pair.region, strict=True):
        for edge in span:
            if limits[name].lowest <= edge <= limits[name].highest:
                yield abs(edge - motions[name].position) / limits[name].velocity, name, edge


def _cut_back(
    pair: Avoid, motions: Motions, goals: dict[str, float], limits: Mapping[str, Limits], dt: float, ease: float
) -> None:
    """Goals that do not lead into the region; inside it, the one that leads out."""
    if depth(pair, motions, limits) > 0:
        _, leaving, edge = min(_ways_out(pair, motions, limits))
        goals.update({name: motions[name].position for name in pair.joints} | {leaving: edge})
        return
    (first, second), (one, other) = pair.joints, pair.region
    for name, span, beside, their in ((first, one, second, other), (second, other, first, one)):
        position = motions[name].position
        if _meets(_swept(motions[beside], motions[beside], limits[beside], dt, ease), their):
            if position <= span[0] + EDGE:
                goals[name] = min(goals[name], span[0])
            elif position >= span[1] - EDGE:
                goals[name] = max(goals[name], span[1])


def _late(
    pair: Avoid,
    before: Motions,
    after: Motions,
    limits: Mapping[str, Limits],
    dt: float,
    ease: float,
    braked: Collection[str],
) -> Iterator[str]:
    """The joints of a pair that must brake, the second one first; none if the promise holds."""
    was = depth(pair, before, limits)
    if was > 0:
        broken = depth(pair, after, limits) > was + 1e-12
    else:
        spans = zip(pair.joints, pair.region, strict=True)
        broken = all(_meets(_swept(before[name], after[name], limits[name], dt, ease), span) for name, span in spans)
    if broken:
        yield from (name for name in reversed(pair.joints) if name not in braked)


def _meets(swept: Span, span: Span) -> bool:
    return swept[0] < span[1] - EDGE and swept[1] > span[0] + EDGE


def _swept(before: Motion, after: Motion, limits: Limits, dt: float, ease: float) -> Span:
    """All positions from `before` to where a joint stands still if it brakes after `after`."""
    change = limits.acceleration * ease * dt
    ticks = math.floor(abs(after.velocity) / change)
    way = dt * (ticks * abs(after.velocity) - change * ticks * (ticks + 1) / 2)
    stop = limits.clip(after.position + math.copysign(way, after.velocity))
    return min(before.position, after.position, stop), max(before.position, after.position, stop)


def _brake(motion: Motion, limits: Limits, dt: float, ease: float) -> Motion:
    slower = max(0.0, abs(motion.velocity) - limits.acceleration * ease * dt)
    velocity = math.copysign(slower, motion.velocity)
    return Motion(limits.clip(motion.position + velocity * dt), velocity)
