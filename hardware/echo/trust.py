"""Whether an echo is really taken out: seen from what is left of it, before anybody relies on it.

A loudspeaker that sounds much later than it says, or distorts, is not what the canceller was told of. Powers are mean
squares of 10 ms, of a full scale of 1.
"""

from __future__ import annotations

from collections import deque

import numpy as np

LOUD = 1e-4
"""A loudspeaker that gives out less shows nothing."""
ENOUGH, HOPELESS = 80, 600
"""Hops of a loud loudspeaker: so many show whether it works, and after so many without it never will."""
SEEN = 300
TAKEN, TAKEN_NO_MORE = 10**-0.4, 10**-0.2
NOTHING_LEFT, MUCH_LEFT = 2.5, 4.0
"""Over the noise of the room."""


class EchoTrust:
    """Medians over 3 s, so that a shopper who speaks for one of them changes nothing."""

    def __init__(self) -> None:
        self._near: deque[float] = deque(maxlen=SEEN)
        self._left: deque[float] = deque(maxlen=SEEN)
        self._quiet: deque[float] = deque(maxlen=SEEN)
        self._in_vain = 0
        self.trusted = False
        """Whether what is left may be listened to."""

    @property
    def hopeless(self) -> bool:
        """Whether the loudspeaker was loud for long, and its echo was never taken out."""
        return self._in_vain >= HOPELESS

    def quiet(self, near: float) -> None:
        """10 ms in which nothing is played."""
        self._quiet.append(near)

    def note(self, played: float, near: float, left: float) -> None:
        """10 ms in which something is played: that, what is heard, and what is left of it."""
        if played < LOUD:
            return
        self._near.append(near)
        self._left.append(left)
        if len(self._left) >= ENOUGH:
            self._judge(float(np.median(self._near)), float(np.median(self._left)))
        self._in_vain = 0 if self.trusted else self._in_vain + 1

    def _judge(self, near: float, left: float) -> None:
        noise = float(np.percentile(self._quiet, 20)) if self._quiet else 0.0
        if left <= max(NOTHING_LEFT * noise, TAKEN * near):
            self.trusted = True
        elif left > max(MUCH_LEFT * noise, TAKEN_NO_MORE * near):
            self.trusted = False
