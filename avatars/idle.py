"""Rhythms of a living face as functions of time: blinks, breath, wandering eyes, a head that is never quite still."""

from __future__ import annotations

import math
import random
from bisect import bisect_right

from avatars.easing import smoothstep

BREATH_IN_S, BREATH_HELD_S, BREATH_OUT_S, BREATH_REST_S = 1.2, 0.5, 1.0, 0.9
BREATH_S = BREATH_IN_S + BREATH_HELD_S + BREATH_OUT_S + BREATH_REST_S
CLOSING = 0.35
"""Share of a blink in which the lid falls; it rises more slowly."""
SHORTEST_BLINK_GAP_S, LONGEST_BLINK_GAP_S = 1.2, 7.0
SACCADE_S = 0.05
REMEMBERED = 64
"""Past blinks and fixations that are kept: a kiosk runs for months."""


def breath(t: float) -> float:
    """Filling of the chest, 0 to 1: 1.2 s in, half a second held, 1.0 s out, and a rest."""
    phase = t % BREATH_S
    if phase < BREATH_IN_S:
        return smoothstep(phase / BREATH_IN_S)
    return 1 - smoothstep((phase - BREATH_IN_S - BREATH_HELD_S) / BREATH_OUT_S)


def drift(t: float, phase: float, period_s: float) -> float:
    """A slow wander between -1 and 1 that does not repeat itself soon."""
    turn = 2 * math.pi * t / period_s
    return 0.6 * math.sin(turn + phase) + 0.4 * math.sin(turn * 1.618 + 2.1 * phase)


class Blinks:
    """When the lids fall: gamma-distributed gaps, drawn from a seed as time goes on."""

    def __init__(self, seed: int, mean_s: float, spread: float, length_s: float) -> None:
        self._random = random.Random(seed)
        self._mean, self._shape, self._length = mean_s, 1 / spread**2, length_s
        self._starts = [self._gap()]

    def _gap(self) -> float:
        gap = self._random.gammavariate(self._shape, self._mean / self._shape)
        return min(max(gap, SHORTEST_BLINK_GAP_S), LONGEST_BLINK_GAP_S)

    def closed(self, t: float) -> float:
        """How far the lids are down at `t`, 0 to 1."""
        while self._starts[-1] <= t:
            self._starts = [*self._starts[-REMEMBERED:], self._starts[-1] + self._gap()]
        index = bisect_right(self._starts, t) - 1
        return lid((t - self._starts[index]) / self._length) if index >= 0 else 0.0


def lid(x: float) -> float:
    """The course of one blink over 0 to 1."""
    if not 0 <= x <= 1:
        return 0.0
    return smoothstep(x / CLOSING) if x < CLOSING else 1 - smoothstep((x - CLOSING) / (1 - CLOSING))


class Saccades:
    """Small jumps of the gaze between fixations of at least 0.2 s, from a seed; values are shares of the reach."""

    def __init__(self, seed: int, fixation_s: float) -> None:
        self._random = random.Random(seed)
        self._fixation = fixation_s
        self._starts = [0.0]
        self._places = [(0.0, 0.0)]

    def offset(self, t: float) -> tuple[float, float]:
        """(x, y) of the gaze at `t`, each -1 to 1."""
        while self._starts[-1] <= t:
            fixation = 0.2 + self._random.expovariate(1 / max(self._fixation - 0.2, 0.05))
            place = (self._random.uniform(-1, 1), self._random.uniform(-0.6, 0.6))
            self._starts = [*self._starts[-REMEMBERED:], self._starts[-1] + fixation]
            self._places = [*self._places[-REMEMBERED:], place]
        index = max(bisect_right(self._starts, t) - 1, 0)
        way = smoothstep((t - self._starts[index]) / SACCADE_S)
        before, now = self._places[max(index - 1, 0)], self._places[index]
        return before[0] + (now[0] - before[0]) * way, before[1] + (now[1] - before[1]) * way
