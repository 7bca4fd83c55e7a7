"""Stress made visible: brows and a small nod with the words that carry a sentence, brows up where it asks.

Beats of head and brow fall on the stressed vowel; the head is down when it sounds and has begun to move before it.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from avatars.easing import smoothstep
from avatars.pose import Pose

ATTACK_S, DECAY_S = 0.13, 0.36
NOD_DEG, BROW = 1.9, 0.24
RISE = 0.32
RISE_IN_S, RISE_OUT_S = 0.18, 0.35


@dataclass(frozen=True, slots=True)
class Beat:
    """A stressed vowel at `at_s` seconds after the first sample; `strength` 0 to 1."""

    at_s: float
    strength: float


@dataclass(frozen=True, slots=True)
class Rise:
    """The end of a question: the brows go up from `start_s` and come down after `end_s`."""

    start_s: float
    end_s: float


class Emphasis:
    """The beats of one utterance. `beats` in rising time."""

    def __init__(self, beats: Sequence[Beat] = (), rises: Sequence[Rise] = ()) -> None:
        self._beats, self._rises = tuple(beats), tuple(rises)
        self._times = [beat.at_s for beat in self._beats]

    def pose(self, t_s: float, liveliness: float = 1.0) -> Pose:
        """What is added to head and brows `t_s` seconds after the first sample; `liveliness` 0 keeps still."""
        beat = liveliness * max((_shape(t_s - beat.at_s) * beat.strength for beat in self._near(t_s)), default=0.0)
        rise = liveliness * max((_held(t_s, rise) for rise in self._rises), default=0.0)
        if not beat and not rise:
            return {}
        up = BROW * beat + RISE * rise
        return {"headPitch": -NOD_DEG * beat + 0.8 * rise, "browUpLeft": up, "browUpRight": 0.92 * up}

    def _near(self, t_s: float) -> Sequence[Beat]:
        return self._beats[bisect_right(self._times, t_s - DECAY_S) : bisect_left(self._times, t_s + ATTACK_S)]


def _shape(since_s: float) -> float:
    """0 to 1: quickly down before the vowel, slowly back after it."""
    return smoothstep(1 + since_s / ATTACK_S) if since_s < 0 else 1 - smoothstep(since_s / DECAY_S)


def _held(t_s: float, rise: Rise) -> float:
    return smoothstep((t_s - rise.start_s) / RISE_IN_S) * (1 - smoothstep((t_s - rise.end_s) / RISE_OUT_S))
