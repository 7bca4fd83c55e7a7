"""Signs that one is heard: small nods while the shopper speaks, and a long blink with a nod for "understood"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from avatars.easing import bump
from avatars.idle import lid
from avatars.pose import Pose

if TYPE_CHECKING:
    from avatars.behaviour import BehaviourState

WORDS_A_NOD, NOD_GAP_S = 4, 1.6
"""A nod after so many more words, and not sooner than so long after the last one."""
NOD_S, NOD_DEG = 0.55, 1.8
UNDERSTOOD_S, UNDERSTOOD_DEG, LONG_BLINK_S = 0.7, 3.2, 0.42


class Heeding:
    """Nods and the long blink, asked frame by frame; both are told from how the shopper's words grow."""

    def __init__(self, liveliness: float) -> None:
        self._liveliness = liveliness
        self._words = self._nodded_words = 0
        self._listening = False
        self._nod_at = self._understood_at = float("-inf")

    def pose(self, t: float, state: BehaviourState) -> Pose:
        """What is added to head and lids at `t`."""
        self._notice(t, state)
        nod = -NOD_DEG * bump((t - self._nod_at) / NOD_S)
        nod -= UNDERSTOOD_DEG * bump((t - self._understood_at) / UNDERSTOOD_S)
        closed = lid((t - self._understood_at) / LONG_BLINK_S)
        return {"headPitch": nod * self._liveliness, "eyeBlinkLeft": closed, "eyeBlinkRight": closed}

    def _notice(self, t: float, state: BehaviourState) -> None:
        if self._listening and not state.listening and self._words:
            self._understood_at = t
        if not state.listening:
            self._nodded_words = 0
        elif state.words_heard - self._nodded_words >= WORDS_A_NOD and t - self._nod_at >= NOD_GAP_S:
            self._nod_at, self._nodded_words = t, state.words_heard
        self._words, self._listening = state.words_heard, state.listening
