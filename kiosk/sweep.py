"""Rising sweeps that are easy to find in a shop's noise, by a matched filter. Mono, int16.

A sweep of bandwidth B and length T stands out of noise by B·T more than it sounds, and its place is known to a
fraction of a sample (Turin, "An introduction to matched filters", IRE Trans. Information Theory 6, 1960).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

AMPLITUDE: Final = 0.5
BEST_DB: Final = 90.0

Samples = NDArray[np.int16]
Wave = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Sweep:
    """From `low_hz` to `high_hz` in `length_s`, with soft ends of `fade_s`."""

    low_hz: float
    high_hz: float
    length_s: float
    fade_s: float

    def sound(self, rate: int, volume: float = 1.0) -> Samples:
        """The samples (n,)."""
        t = np.arange(round(self.length_s * rate)) / rate
        phase = 2 * np.pi * (self.low_hz * t + (self.high_hz - self.low_hz) / (2 * self.length_s) * t**2)
        fade = np.minimum(1.0, np.minimum(t, self.length_s - t) / self.fade_s)
        return np.asarray(32767 * AMPLITUDE * volume * fade * np.sin(phase), np.float64).astype(np.int16)

    def filtered(self, heard: Samples, rate: int) -> Wave:
        """How much each place in a sound is like the beginning of the sweep, with the sign of the wave."""
        pattern, wave = self.sound(rate).astype(np.float64), heard.astype(np.float64)
        size = 1 << int(np.ceil(np.log2(len(wave) + len(pattern))))
        spectrum = np.fft.rfft(wave, size) * np.conj(np.fft.rfft(pattern, size))
        return np.asarray(np.fft.irfft(spectrum, size)[: max(1, len(wave) - len(pattern) + 1)])

    def peak_db(self, filtered: Wave, place: int, rate: int) -> float:
        """The value at `place` over the mean square of those that are not near it: an echo near it is no noise."""
        away = np.abs(np.arange(len(filtered)) - place) > self.length_s / 2 * rate
        noise = float(np.sqrt(np.mean(filtered[away] ** 2))) if away.any() else 0.0
        return ratio_db(float(filtered[place]) ** 2, noise**2)

    def snr_db(self, heard: Samples, place: int, rate: int) -> float:
        """Power in the sweep's band while it sounds from `place` on over that before it, without the noise in it."""
        wave = heard.astype(np.float64)
        during = slice(place, place + round(self.length_s * rate))
        before = wave[max(0, during.start - (during.stop - during.start)) : during.start]
        if len(before) < rate // 10:
            before = wave[during.stop :]
        noise = self._power(before, rate)
        return ratio_db(self._power(wave[during], rate) - noise, noise)

    def _power(self, wave: Wave, rate: int) -> float:
        """Mean power between the lowest and the highest frequency."""
        if not len(wave):
            return 0.0
        frequency = np.fft.rfftfreq(len(wave), 1 / rate)
        band = (frequency >= self.low_hz) & (frequency <= self.high_hz)
        return float(2 * np.sum(np.abs(np.fft.rfft(wave)[band]) ** 2)) / len(wave) ** 2


def first_arrival(filtered: Wave, rate: int) -> float:
    """The sample at which the sound came first, to a fraction: the way past a wall may be the louder one.

    It is the highest value within half a millisecond of the first that is half as high as the highest of all.
    """
    heights = np.abs(filtered)
    first = int(np.argmax(heights >= heights.max() / 2))
    top = first + int(np.argmax(heights[first : first + max(1, rate // 2000)]))
    if not 0 < top < len(heights) - 1:
        return float(top)
    left, middle, right = heights[top - 1 : top + 2]
    bend = left - 2 * middle + right
    return top + float((left - right) / (2 * bend)) if bend else float(top)


def ratio_db(signal: float, noise: float) -> float:
    """10 log10, between -90 and 90 dB."""
    if signal <= 0:
        return -BEST_DB
    return float(np.clip(10 * np.log10(signal / noise), -BEST_DB, BEST_DB)) if noise > 0 else BEST_DB
