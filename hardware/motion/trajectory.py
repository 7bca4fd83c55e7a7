"""Motion without devices: poses in layers, minimum-jerk paths, and the limit follower that always comes last.

A pose is values by parameter name, in the units of the parameter (degrees, or 0 to 1). All functions are pure.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass

Pose = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Limits:
    """Range, greatest velocity (units/s) and greatest acceleration (units/s²) of one joint."""

    lowest: float
    highest: float
    velocity: float
    acceleration: float

    @property
    def width(self) -> float:
        """From one end of the range to the other."""
        return self.highest - self.lowest

    def clip(self, value: float) -> float:
        """The nearest value that is within the range."""
        return min(self.highest, max(self.lowest, value))


@dataclass(frozen=True, slots=True)
class Motion:
    """Where a joint is, and how fast it goes."""

    position: float
    velocity: float = 0.0


def braking_velocity(distance: float, change: float, dt: float) -> float:
    """The greatest velocity from which a joint still stops within `distance`.

    It slows by `change` in each tick of `dt`, so the distance is a sum over ticks; the v²/2a of the continuous case
    overshoots.
    """
    ticks = distance / (change * dt)
    whole = math.floor((math.sqrt(1 + 8 * ticks) - 1) / 2)
    return change * (whole + (ticks - whole * (whole + 1) / 2) / (whole + 1))


def follow(motion: Motion, goal: float, limits: Limits, dt: float, ease: float = 1.0) -> Motion:
    """One tick towards `goal`, which is clipped to the range. Never breaks a limit, and overshoots no goal at rest.

    `ease` (0 to 1) scales velocity and acceleration, to begin gently; it may grow from tick to tick, but shrink only at
    rest, because a joint in motion needs the braking it was promised.
    """
    distance = limits.clip(goal) - motion.position
    change = limits.acceleration * ease * dt
    fastest = min(limits.velocity * ease, braking_velocity(abs(distance), change, dt))
    wanted = math.copysign(fastest, distance)
    velocity = min(motion.velocity + change, max(motion.velocity - change, wanted))
    position = motion.position + velocity * dt
    return Motion(limits.clip(position), velocity)


def minimum_jerk(progress: float) -> float:
    """How far a movement of minimum jerk has come, 0 to 1, at `progress` (0 to 1) of its time.

    Source: Flash and Hogan, "The coordination of arm movements", Journal of Neuroscience 5(7), 1985.
    """
    t = min(1.0, max(0.0, progress))
    return t * t * t * (10 + t * (6 * t - 15))


def over(below: Pose, above: Pose) -> Pose:
    """The upper layer decides on the parameters it names."""
    return {**below, **above}


def added(below: Pose, offsets: Pose) -> Pose:
    """The upper layer moves the parameters it names away from what the lower one wants."""
    return {**below, **{name: below.get(name, 0.0) + offset for name, offset in offsets.items()}}


def ahead(path: Callable[[float], Pose], t_s: float, leads: Mapping[str, float]) -> Pose:
    """A path at `t_s`, each parameter by its lead (s) further on: it is told so much before it shall be there."""
    pose: dict[str, float] = {}
    for lead_s in {0.0, *leads.values()}:
        later = path(t_s + lead_s)
        pose |= {name: value for name, value in later.items() if leads.get(name, 0.0) == lead_s}
    return pose


@dataclass(frozen=True, slots=True)
class Layers:
    """What each source of motion wants now; the later ones win.

    Gestures are offsets, so that one can nod at a shopper whom one looks down to; all else are values.
    """

    base: Pose
    idle: Pose
    gaze: Pose
    gesture: Pose
    mouth: Pose
    safety: Pose

    def pose(self) -> Pose:
        """One pose of all layers."""
        seen = over(over(self.base, self.idle), self.gaze)
        return over(over(added(seen, self.gesture), self.mouth), self.safety)
