"""What lags behind a head that turns: hair and shoulders as damped springs, the same for the same frames."""

from __future__ import annotations

import math
from collections.abc import Sequence

from avatars.pose import Pose, clamp
from avatars.schema import Spring

STEP_S = 1 / 240
"""Longest step of the integration: a twentieth of the quickest spring's swing."""
LONGEST_GAP_S = 0.5
"""After a longer gap everything hangs at rest: nobody saw how it got there."""


class Springs:
    """The springs of one avatar, asked frame by frame in rising time."""

    def __init__(self, springs: Sequence[Spring]) -> None:
        self._masses = [_Mass(spring) for spring in springs]
        self._time: float | None = None

    def after(self, t_s: float, pose: Pose) -> Pose:
        """The pose at `t_s` seconds with what hangs on it."""
        gap = t_s - self._time if self._time is not None else math.inf
        self._time = t_s
        moved: dict[str, float] = {}
        for mass in self._masses:
            by = mass.follow(pose, gap)
            moved[mass.moves] = moved.get(mass.moves, 0.0) + by
        return {**pose, **{name: clamp(name, pose.get(name, 0.0) + by) for name, by in moved.items()}}


class _Mass:
    """A weight on a spring, in units of the parameter that it moves."""

    def __init__(self, spring: Spring) -> None:
        self.moves = spring.moves
        self._spring = spring
        self._stiffness = (2 * math.pi * spring.frequency_hz) ** 2
        self._friction = 2 * spring.damping * math.sqrt(self._stiffness)
        self._anchor = self._place = self._speed = 0.0

    def follow(self, pose: Pose, gap: float) -> float:
        """Swing for `gap` seconds while the anchor moves evenly to where the pose puts it."""
        before, now = self._anchor, sum(pose.get(name, 0.0) * pull for name, pull in self._spring.pull.items())
        self._anchor = now
        if not 0 <= gap <= LONGEST_GAP_S:
            self._place, self._speed = now, 0.0
        else:
            self._swing(before, now, gap)
        return self._place - now if self._spring.kind == "lags" else self._place

    def _swing(self, before: float, now: float, gap: float) -> None:
        """Semi-implicit Euler, which keeps a weakly damped spring from gaining energy."""
        steps = max(1, math.ceil(gap / STEP_S))
        step = gap / steps
        for i in range(1, steps + 1):
            anchor = before + (now - before) * i / steps
            self._speed += step * (self._stiffness * (anchor - self._place) - self._friction * self._speed)
            self._place += step * self._speed
