"""Keeps the head where it is until its movement would show: a head that drifts is bent anew a few times a second."""

from __future__ import annotations

import numpy as np

from avatars.pose import Pose
from avatars.rig import Rig
from avatars.view import Stance, View

HELD_PX = 0.4
"""A head that moved less than this anywhere is drawn where it was; all that lives on it goes along."""
SPOTS = np.array(
    [
        [x, y, z, hold]
        for x in (-230.0, 0.0, 230.0)
        for y in (-300.0, 0.0, 280.0)
        for z, hold in ((160.0, 0.0), (-60.0, 1.0))
    ]
)
"""Points around a head, [x, y, z, hold] in rig units, of which one moves at least as far as anything on it."""


class Steady:
    """Hands out the stance for each pose; the same object as before while the head is held."""

    def __init__(self, view: View, rig: Rig) -> None:
        self._view, self._rig = view, rig
        self._stance = Stance(view, rig, {})
        self._spots = np.full((2, len(SPOTS), 2), np.inf)

    def stance(self, pose: Pose) -> Stance:
        """The stance for a pose, or the last one if nothing would be seen to move."""
        new = Stance(self._view, self._rig, pose)
        spots = np.stack([new.head(SPOTS), new.torso(SPOTS)])
        if np.abs(spots - self._spots).max() >= HELD_PX:
            self._stance, self._spots = new, spots
        return self._stance
