"""A body that sleeps while nobody is there, and wakes when somebody is noticed."""

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


class Sleep:
    """When it sleeps. `after_s` 0 is never. Times rise; it begins awake."""

    def __init__(self, after_s: float) -> None:
        self._after_s = after_s
        self._stirred: float | None = None
        self._share = 0.0
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
        return minimum_jerk(self._share)

    def limp(self, now: float) -> bool:
        """Whether it has slept for so long that its motors may let go."""
        return self._share >= 1.0 and self._due(now - FALL_S - LIMP_S)

    def _due(self, now: float) -> bool:
        return self._after_s > 0 and self._stirred is not None and now - self._stirred >= self._after_s


def asleep(awake: Pose, share: float, posture: Pose) -> Pose:
    """Between a pose and the one of sleep; what that does not name is held as ever."""
    if share <= 0:
        return awake
    rest = {**posture, **ASLEEP}
    return {name: (1 - share) * awake.get(name, 0.0) + share * rest.get(name, 0.0) for name in {**awake, **rest}}
