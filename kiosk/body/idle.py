"""What a body does of itself: it breathes, is never quite still, blinks, and looks about while nobody is there."""

from __future__ import annotations

import random

from avatars.idle import breath, drift
from hardware.motion.trajectory import Pose
from kiosk.body.blink import Blinks

SWAY_DEG = {"headYaw": (1.6, 7.3), "headPitch": (0.9, 5.1), "headRoll": (1.2, 9.7), "torsoYaw": (1.0, 13.0)}
"""How far each wanders, and the period of its slower half, s: sums of two sines with an irrational ratio."""
ARMS_DEG, ARMS_S = 1.5, 11.0
BREATH_DEG = 0.7
"""How far trunk and shoulders go with a breath."""
GLANCE_GAP_S, GLANCE_S = (5.0, 17.0), (0.7, 2.6)
GLANCE_DEG, GLANCE_UP_DEG = (8.0, 22.0), (-6.0, 4.0)

Angles = tuple[float, float]


class Idle:
    """The lowest signs of life, the same for the same seed. `liveliness` 0 keeps all but the lids still.

    Ask for rising times.
    """

    def __init__(self, seed: int, liveliness: float) -> None:
        self.blinks = Blinks(seed)
        self._glances = Glances(seed + 1)
        self._liveliness = liveliness
        self._phase = (seed % 89) / 89 * 6.28

    def pose(self, now: float) -> Pose:
        """Breath, sway and lids."""
        closed = self.blinks.closed(now)
        lids = {"eyeBlinkLeft": closed, "eyeBlinkRight": closed} if closed > 0 else {}
        return {**self._posture(now), **lids} if self._liveliness else lids

    def _posture(self, now: float) -> Pose:
        chest = breath(now)
        pose = {name: deg * drift(now, self._phase + deg, s) for name, (deg, s) in SWAY_DEG.items()}
        pose["headPitch"] += BREATH_DEG * chest / 2
        pose["torsoPitch"] = -BREATH_DEG * chest
        for side, phase in (("Left", 1.0), ("Right", 2.7)):
            pose[f"shoulderPitch{side}"] = ARMS_DEG * drift(now, self._phase + phase, ARMS_S)
            pose[f"shoulderRoll{side}"] = BREATH_DEG * chest
            pose[f"elbow{side}"] = ARMS_DEG * (1 + drift(now, self._phase + 2 * phase, ARMS_S))
        return {name: self._liveliness * value for name, value in pose.items()} | {"breath": chest}

    def glance(self, now: float, *, alone: bool) -> Angles:
        """Where it looks of itself, degrees to the right of the picture and up."""
        aside, up = self._glances.offset(now, alone=alone)
        return self._liveliness * aside, self._liveliness * up


class Glances:
    """Looks aside at moments drawn from a seed, each for a while."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)
        self._begins: float | None = None
        self._ends = 0.0
        self._place: Angles = (0.0, 0.0)

    def offset(self, now: float, *, alone: bool) -> Angles:
        """(yaw, pitch) at `now`; straight out while somebody is there."""
        if self._begins is None or now >= self._ends or not alone:
            self._plan(now)
        return self._place if self._begins is not None and alone and now >= self._begins else (0.0, 0.0)

    def _plan(self, now: float) -> None:
        self._begins = now + self._random.uniform(*GLANCE_GAP_S)
        self._ends = self._begins + self._random.uniform(*GLANCE_S)
        side = self._random.choice((-1.0, 1.0))
        self._place = (side * self._random.uniform(*GLANCE_DEG), self._random.uniform(*GLANCE_UP_DEG))
