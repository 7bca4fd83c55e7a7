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


@lru_cache(maxsize=2048)
def _taps(offset: float, half: int, cutoff: float) -> NDArray[np.float32]:
    """The low-pass filter (2 half + 1,) for an output that lies `offset` input samples after the window's centre."""
    distance = np.arange(-half, half + 1) - offset
    inside = np.clip(1.0 - (distance / (half + 1)) ** 2, 0.0, None)
    taps = np.sinc(distance * cutoff) * np.i0(KAISER_BETA * np.sqrt(inside))
    return np.asarray(taps / taps.sum(), np.float32)
