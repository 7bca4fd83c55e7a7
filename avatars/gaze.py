"""Where the eyes go: to the shopper, aside while thinking and on taking the turn, and back on yielding it."""

from __future__ import annotations

import math
import random
from typing import TYPE_CHECKING

from avatars.idle import Saccades
from avatars.pose import Pose

if TYPE_CHECKING:
    from avatars.behaviour import BehaviourState
    from avatars.schema import BehaviourFile

Angles = tuple[float, float]
"""Degrees to the right of the picture, and up."""

EYE_RANGE_DEG, EYE_RANGE_UP_DEG = 25.0, 20.0
HEAD_RANGE_DEG, HEAD_RANGE_UP_DEG = 15.0, 6.0
EYES_S, HEAD_S, HEAD_DELAY_S = 0.07, 0.25, 0.1
"""Time constants: the eyes jump, the head sets off later and takes its time."""
AWAY_DEG: Angles = (13.0, 8.0)
"""Where the eyes go while thinking: aside and up."""
LARGE_SHIFT_DEG = 12.0
"""A shift of gaze beyond this comes with a blink."""
FIRST_GLANCE_S, GLANCE_GAP_S, GLANCE_S = (0.1, 0.3), (2.8, 5.5), (0.45, 0.8)
"""Who speaks looks aside on beginning and now and then afterwards, for so long."""
GLANCE_DEG = 7.0


class Gaze:
    """Eyes first, then the head. Ask `turn` once a frame."""

    def __init__(self, settings: BehaviourFile, seed: int, liveliness: float) -> None:
        self._share = settings.idle.head_share
        self._reach = settings.saccade.reach * liveliness
        self._saccades = Saccades(seed + 1, settings.saccade.fixation_s)
        self._glances = Glances(seed + 2, GLANCE_DEG * liveliness)
        self._side = 1.0 if seed % 2 else -1.0
        self._eyes: Angles = (0.0, 0.0)
        self._head: Angles = (0.0, 0.0)
        self._target: Angles = (0.0, 0.0)
        self._target_since = self.shifted_at = float("-inf")

    def turn(self, t: float, state: BehaviourState, step: float) -> Pose:
        """The gaze at `t`, `step` seconds after the last one; `shifted_at` is when it last went far."""
        self._aim(t, self._wanted(t, state))
        moving = towards(step, HEAD_S) if t - self._target_since >= HEAD_DELAY_S else 0.0
        head = _approach(self._head, (self._target[0] * self._share, self._target[1] * self._share), moving)
        self._head = (_within(head[0], HEAD_RANGE_DEG), _within(head[1], HEAD_RANGE_UP_DEG))
        self._eyes = _approach(self._eyes, self._target, towards(step, EYES_S))
        return self._pose(t, state)

    def _wanted(self, t: float, state: BehaviourState) -> Angles:
        yaw, pitch = state.gaze_yaw_deg or 0.0, state.gaze_pitch_deg if state.gaze_yaw_deg is not None else 0.0
        if state.thinking:
            return yaw + self._side * AWAY_DEG[0], pitch + AWAY_DEG[1]
        aside, up = self._glances.offset(t, speaking=state.speaking)
        return yaw + aside, pitch + up

    def _aim(self, t: float, target: Angles) -> None:
        shift = max(abs(target[0] - self._target[0]), abs(target[1] - self._target[1]))
        if shift > LARGE_SHIFT_DEG:
            self.shifted_at = t
        if shift > 1.0:
            self._target_since = t
        self._target = target

    def _pose(self, t: float, state: BehaviourState) -> Pose:
        """What the head does not turn, the eyes do, with small jumps around it; calmer while listening."""
        reach = self._reach * (0.6 if state.listening else 1.0)
        jump_x, jump_y = self._saccades.offset(t)
        return {
            "headYaw": self._head[0],
            "headPitch": self._head[1],
            "gazeX": (self._eyes[0] - self._head[0]) / EYE_RANGE_DEG + jump_x * reach,
            "gazeY": (self._eyes[1] - self._head[1]) / EYE_RANGE_UP_DEG + jump_y * reach,
        }


class Glances:
    """Short looks aside of somebody who speaks, from a seed."""

    def __init__(self, seed: int, degrees: float) -> None:
        self._random = random.Random(seed)
        self._degrees = degrees
        self._speaking = False
        self._begin = self._end = float("inf")
        self._place: Angles = (0.0, 0.0)

    def offset(self, t: float, *, speaking: bool) -> Angles:
        """Degrees away from the shopper at `t`; nobody looks away who has nothing to say."""
        if speaking and not self._speaking:
            self._plan(t + self._random.uniform(*FIRST_GLANCE_S))
        self._speaking = speaking
        if speaking and t >= self._end:
            self._plan(t + self._random.uniform(*GLANCE_GAP_S))
        return self._place if speaking and self._begin <= t < self._end else (0.0, 0.0)

    def _plan(self, begin: float) -> None:
        self._begin, self._end = begin, begin + self._random.uniform(*GLANCE_S)
        side = self._random.choice((-1.0, 1.0))
        self._place = (side * self._degrees, self._degrees * self._random.uniform(-0.5, 0.3))


def towards(step: float, constant_s: float) -> float:
    """Share of the way to go in `step` seconds."""
    return 1 - math.exp(-step / constant_s)


def _approach(now: Angles, target: Angles, share: float) -> Angles:
    return now[0] + (target[0] - now[0]) * share, now[1] + (target[1] - now[1]) * share


def _within(angle: float, most: float) -> float:
    return min(max(angle, -most), most)
