"""Blinks: 10 to 26 a minute, never a metronome, the same for the same seed."""

from __future__ import annotations

import random

from hardware.motion.trajectory import minimum_jerk

INTERVAL_S = (2.3, 6.0)
CLOSING_S, CLOSED_S, OPENING_S = 0.12, 0.06, 0.17


def lid(t_s: float) -> float:
    """How far the lids are closed `t_s` after a blink began, 0 to 1."""
    return minimum_jerk(t_s / CLOSING_S) - minimum_jerk((t_s - CLOSING_S - CLOSED_S) / OPENING_S)


class Blinks:
    """The lids of idle life. Ask for rising times."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)
        self._begin = -10.0
        self._next: float | None = None

    def blink(self, now: float) -> None:
        """Blink now, as one does with a large turn of the gaze."""
        self._begin = now
        self._next = now + self._random.uniform(*INTERVAL_S)

    def closed(self, now: float) -> float:
        """How far the lids are closed, 0 to 1."""
        if self._next is None:
            self._next = now + self._random.uniform(*INTERVAL_S)
        if now >= self._next:
            self.blink(now)
        return lid(now - self._begin)
