"""A body that sleeps in a closed store or while nobody is there, and wakes when it opens or somebody is noticed."""

from __future__ import annotations

from hardware.motion.trajectory import Pose, minimum_jerk

ASLEEP: Pose = {
    "headPitch": -14.0,
    "headYaw": 3.0,
    "headRoll": 2.0,
    "torsoPitch": 6.0,
    "eyeBlinkLeft": 1.0,
    "eyeBlinkRight": 1.0,
    "shoulderPitchLeft": 3.0,
    "shoulderPitchRight": 3.0,
}
"""The head sinks, the lids are shut, the arms hang: a pose that a body without torque keeps of itself."""
FALL_S, RISE_S = 3.0, 0.9
LONGEST_STEP_S = 0.2
LIMP_S = 4.0
"""So long after it came to rest in this pose its motors may let go."""
CLOSED_S = 60.0
"""So long after somebody was there it sleeps in a store that is closed."""


class Sleep:
    """When it sleeps. `after_s` 0 is never. Times rise; it begins awake.

    `open`: whether the store is, by its hours; while it is, it does not sleep. None where they are not known.
    """

    def __init__(self, after_s: float) -> None:
        self._after_s = after_s
        self.open: bool | None = None
        self._stirred: float | None = None
        self._share = 0.0
        self._sunk: float | None = None
        self._time: float | None = None

    def stir(self, now: float) -> None:
        """Something is going on."""
        self._stirred = now

    def share(self, now: float) -> float:
        """How much it sleeps, 0 awake to 1."""
        if self._stirred is None:
            self._stirred = now
        step = 0.0 if self._time is None else min(max(0.0, now - self._time), LONGEST_STEP_S)
        self._time = now
        way = step / FALL_S if self._due(now) else -step / RISE_S
        self._share = min(1.0, max(0.0, self._share + way))
        if self._share < 1.0:
            self._sunk = None
        elif self._sunk is None:
            self._sunk = now
        return minimum_jerk(self._share)

    def limp(self, now: float) -> bool:
        """Whether it has slept for so long that its motors may let go."""
        return self._sunk is not None and now - self._sunk >= LIMP_S and self._due(now)

    def _due(self, now: float) -> bool:
        if self.open or self._stirred is None or not self._after_s:
            return False
        return now - self._stirred >= (self._after_s if self.open is None else min(self._after_s, CLOSED_S))


def asleep(awake: Pose, share: float, posture: Pose) -> Pose:
    """Between a pose and the one of sleep; what that does not name is held as ever."""
    if share <= 0:
        return awake
    rest = {**posture, **ASLEEP}
    return {name: (1 - share) * awake.get(name, 0.0) + share * rest.get(name, 0.0) for name in {**awake, **rest}}
