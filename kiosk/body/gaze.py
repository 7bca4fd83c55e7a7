"""Where a body looks: smoothly after a face that is told ten times a second; where it has eyes, they jump ahead."""

from __future__ import annotations

from avatars.gaze import EYE_RANGE_DEG, EYE_RANGE_UP_DEG, towards
from hardware.motion.trajectory import Pose

HEAD_S = 0.18
"""Time constant of the head."""
EYES_S = 0.03
HEAD_SHARE = 0.8
"""Of the way where there are eyes to go the rest."""
STEADY_DEG = 1.2
"""A face moves so much of itself: the head does not follow that."""
LONGEST_STEP_S = 0.2

Angles = tuple[float, float]


class HeadGaze:
    """Yaw and pitch, degrees towards the right of the picture and up. Ask for rising times.

    With `eyes` (joints that follow gazeX and gazeY) the eyes are on the target at once, and the head comes after them.
    """

    def __init__(self, *, eyes: bool = False) -> None:
        self._eyes = eyes
        self._target: Angles | None = None
        self._aim: Angles = (0.0, 0.0)
        self._head: Angles = (0.0, 0.0)
        self._glance: Angles = (0.0, 0.0)
        self._time: float | None = None

    @property
    def busy(self) -> bool:
        """Whether there is somebody to look at."""
        return self._target is not None

    def look(self, yaw_deg: float, pitch_deg: float) -> float:
        """Look there; by how many degrees that is a turn."""
        turn = abs(yaw_deg - (self._target or self._head)[0])
        self._target = (yaw_deg, pitch_deg)
        return turn

    def away(self) -> None:
        """Nobody to look at: straight out again."""
        self._target = None

    def pose(self, now: float, glance: Angles = (0.0, 0.0)) -> Pose:
        """Head, and eyes if there are any, at `now`; a `glance` is where it looks of itself while there is nobody."""
        step = 0.0 if self._time is None else min(max(now - self._time, 0.0), LONGEST_STEP_S)
        self._time = now
        wanted = self._target or glance
        if self._target is None or _apart(wanted, self._aim) > STEADY_DEG:
            self._aim = wanted
        share = HEAD_SHARE if self._eyes and self._target is None else 1.0
        self._head = _approach(self._head, (self._aim[0] * share, self._aim[1] * share), towards(step, HEAD_S))
        pose = {"headYaw": self._head[0], "headPitch": self._head[1]}
        if self._eyes:
            left = wanted[0] - self._head[0], wanted[1] - self._head[1]
            self._glance = _approach(self._glance, left, towards(step, EYES_S))
            pose["gazeX"] = _unit(self._glance[0] / EYE_RANGE_DEG)
            pose["gazeY"] = _unit(self._glance[1] / EYE_RANGE_UP_DEG)
        return pose


def _apart(one: Angles, other: Angles) -> float:
    return max(abs(one[0] - other[0]), abs(one[1] - other[1]))


def _approach(now: Angles, target: Angles, share: float) -> Angles:
    return now[0] + (target[0] - now[0]) * share, now[1] + (target[1] - now[1]) * share


def _unit(value: float) -> float:
    return min(1.0, max(-1.0, value))
