"""Another sample rate, by a polyphase windowed-sinc filter (Crochiere and Rabiner, 1983, ch. 2)."""

from __future__ import annotations

from functools import lru_cache
from math import gcd

import numpy as np
from numpy.typing import NDArray

ZERO_CROSSINGS = 16
KAISER_BETA = 8.0  # about 80 dB of stop band


def resample(samples: NDArray[np.int16], rate: int, target: int) -> NDArray[np.int16]:
    """`samples` (n,) at `rate` Hz as (ceil(n * target / rate),) at `target` Hz, in time with the original."""
    if rate == target:
        return samples
    return np.clip(np.rint(resample_float(samples.astype(np.float32), rate, target)), -32768, 32767).astype(np.int16)


def resample_float(samples: NDArray[np.float32], rate: int, target: int) -> NDArray[np.float32]:
    """`resample` for samples that are not rounded: (n,) at `rate` Hz as (ceil(n * target / rate),)."""
    if rate == target or not len(samples):
        return samples
    common = gcd(rate, target)
    up, down = target // common, rate // common
    half = int(np.ceil(ZERO_CROSSINGS * max(1.0, down / up)))
    padded = np.pad(samples, half)
    windows = np.lib.stride_tricks.sliding_window_view(padded, 2 * half + 1)
    result = np.empty(-(-len(samples) * up // down), np.float32)
    for first in range(min(up, len(result))):
        places = np.arange(first, len(result), up)
        taps = _taps(first * down % up / up, half, min(1.0, up / down))
        result[places] = windows[places * down // up] @ taps
    return result


class Resampler:
    """`resample` for a sound that comes in pieces: without a seam, later by half the width of the filter."""

    def __init__(self, rate: int, target: int) -> None:
        common = gcd(rate, target)
        self._rate, self._target = rate, target
        self._up, self._down = target // common, rate // common
        half = int(np.ceil(ZERO_CROSSINGS * max(1.0, self._down / self._up)))
        self._context = -(-half // self._down) * self._down if rate != target else 0
        """Samples on both sides of what is asked for, so many that every piece begins at the same place of the grid."""
        self._kept = np.zeros(2 * self._context, np.int16)

    @property
    def late_s(self) -> float:
        """How far what came out is behind what went in by now."""
        return (len(self._kept) - self._context) / self._rate

    def take(self, samples: NDArray[np.int16]) -> NDArray[np.int16]:
        """What is ready, (n,), of all that was taken; what makes no whole step of the two rates waits."""
        kept = np.concatenate([self._kept, samples])
        count = (len(kept) - 2 * self._context) // self._down * self._down
        piece, self._kept = kept[: count + 2 * self._context], kept[count:]
        begin = self._context * self._up // self._down
        return resample(piece, self._rate, self._target)[begin : begin + count * self._up // self._down]


@lru_cache(maxsize=2048)
def _taps(offset: float, half: int, cutoff: float) -> NDArray[np.float32]:
    """The low-pass filter (2 half + 1,) for an output that lies `offset` input samples after the window's centre."""
    distance = np.arange(-half, half + 1) - offset
    inside = np.clip(1.0 - (distance / (half + 1)) ** 2, 0.0, None)
    taps = np.sinc(distance * cutoff) * np.i0(KAISER_BETA * np.sqrt(inside))
    return np.asarray(taps / taps.sum(), np.float32)
