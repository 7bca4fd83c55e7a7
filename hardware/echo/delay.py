"""Where an echo is, when it is not where it was: what is heard compared with what is played, up to 0.4 s around.

A sound system starts a sound when its own buffers come round, and a machine that stood still starts it later yet. The
lag is that of the highest peak of the generalised cross-correlation (Knapp and Carter: The generalized correlation
method for estimation of time delay, IEEE Trans. ASSP 24, 1976).
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

RATE = 16_000
HEARD = 8192
"""Half a second of what is heard tells one place from all others."""
BEFORE_S, AFTER_S = 0.1, 0.4
EVERY = 1600
"""Samples between two looks."""
WHITENING = 0.7
"""Of PHAT: whole whitening lets the noise of a room in."""
CLEAR = 1.8
"""So much higher than all others must a peak be, and twice in the same place."""
SEEN, REACH = 1920, 4000
"""Where the room is known, 120 ms tell the place, up to 250 ms before and after the one that is expected."""
HOP = 160
LOUD = 0.1
"""Of the loudest 120 ms of what is expected: what is softer is alike by chance."""
BESIDE = 32
"""Samples around a peak that belong to it; two looks that differ less agree."""

Samples = NDArray[np.int16]
Far = Callable[[float, int], Samples]


class EchoPlace:
    """`far(at, count)` gives the samples that are played from a time on."""

    def __init__(self, far: Far) -> None:
        self._far = far
        self._heard = np.zeros(HEARD)
        self._wait = EVERY
        self._before: float | None = None
        self._near_before: float | None = None

    def hear(self, near: NDArray[np.float64]) -> None:
        """More of what is heard, (n,), n < 8192."""
        self._heard = np.concatenate([self._heard[len(near) :], near])
        self._wait -= len(near)

    def forget(self) -> None:
        """Another sound begins: what was seen of the one before says nothing of it."""
        self._before, self._wait = None, HEARD
        self._near_before = None

    def loudest(self, room: NDArray[np.float64] | None, until: float) -> float:
        """The mean power of the loudest 10 ms that were played so lately that they may be heard now.

        Through `room` (taps,); as loud as it is played where none is known.
        """
        begins = until - AFTER_S - (0 if room is None else len(room) / RATE)
        played = self._far(begins, round((until - begins) * RATE)) / 32768.0
        if not played.any():
            return 0.0
        heard = played if room is None else _through(played, room)[len(room) :]
        return float(np.mean(heard[: len(heard) // HOP * HOP].reshape(-1, HOP) ** 2, axis=1).max())

    def in_room(self, room: NDArray[np.float64], until: float, ahead_s: float) -> tuple[float, float, bool]:
        """By how much the echo through a room is later than expected, s, how alike it is there, up to 1, and if twice.

        `room` (taps,) is heard with what is played `ahead_s` from then. Two looks that agree are twice.
        """
        count = SEEN + 2 * REACH
        begins = until + ahead_s - (SEEN + REACH + len(room)) / RATE
        expected = _through(self._far(begins, count + len(room)) / 32768.0, room)[-count:]
        alike = _alike(np.diff(self._heard[-SEEN:]), np.diff(expected))
        best = int(alike.argmax())
        late = (REACH - best) / RATE
        again = self._near_before is not None and abs(late - self._near_before) * RATE <= 1.5
        self._near_before = late
        return late, float(alike[best]), again

    def late_s(self, until: float) -> float | None:
        """By how much the echo comes after its sound, if that is clear; `until` is when the last sample was heard."""
        if self._wait > 0:
            return None
        self._wait = EVERY
        found = self._peak(until)
        again = found is not None and self._before is not None and abs(found - self._before) * RATE < BESIDE
        self._before = found
        return found if again else None

    def _peak(self, until: float) -> float | None:
        lags = round((BEFORE_S + AFTER_S) * RATE)
        begins = until - HEARD / RATE - AFTER_S
        played = self._far(begins, HEARD + lags) / 32768.0
        if not played.any():
            return None
        size = 2 * HEARD + lags
        cross = np.conj(np.fft.rfft(self._heard, size)) * np.fft.rfft(played, size)
        alike = np.abs(np.fft.irfft(cross / (np.abs(cross) ** WHITENING + 1e-12), size)[: lags + 1])
        best = int(alike.argmax())
        others = np.delete(alike, np.arange(max(0, best - BESIDE), min(lags, best + BESIDE)))
        return AFTER_S - best / RATE if alike[best] > CLEAR * others.max() else None


def _through(sound: NDArray[np.float64], room: NDArray[np.float64]) -> NDArray[np.float64]:
    """A sound as it is heard in a room, (n,) as the sound."""
    size = len(sound) + len(room)
    return np.fft.irfft(np.fft.rfft(sound, size) * np.fft.rfft(room, size), size)[: len(sound)]


def _alike(heard: NDArray[np.float64], expected: NDArray[np.float64]) -> NDArray[np.float64]:
    """The correlation of `heard` (n,) with each n samples of `expected` (m,), -1 to 1, (m - n + 1,)."""
    cross = np.fft.irfft(np.conj(np.fft.rfft(heard, len(expected))) * np.fft.rfft(expected), len(expected))
    sums = np.cumsum(np.concatenate([[0.0], expected**2]))
    powers = sums[len(heard) :] - sums[: -len(heard)]
    floor = max(LOUD * float(powers.max()), 1e-12)
    return np.asarray(cross[: len(powers)] / np.sqrt(np.maximum(powers, floor) * max(float(np.sum(heard**2)), 1e-12)))
