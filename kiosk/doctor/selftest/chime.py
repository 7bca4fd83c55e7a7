"""A chime that is easy to find in a shop's noise: a rising sweep, found by a matched filter.

A sweep of bandwidth B and length T stands out of noise by B·T (here 3 400 Hz × 0.6 s, or 33 dB) more than it sounds,
and its place is known to some samples (Turin, "An introduction to matched filters", IRE Trans. 1960).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from kiosk.hearing.level import Level, level

LOW_HZ, HIGH_HZ = 500.0, 3900.0
LENGTH_S, FADE_S = 0.6, 0.05
AMPLITUDE = 0.5
FOUND_DB = 21.0
"""Height of the filter's peak over its mean: 48 000 samples of noise alone reach 13 dB, and speech 15 to 18."""
FAINT_DB = 6.0
"""Sweep over noise in its own band; a recogniser needs as much."""
CLIPPED = 0.01
BEST_DB = 90.0

Samples = NDArray[np.int16]
Verdict = Literal["heard", "faint", "clipped", "nothing", "dead"]


@dataclass(frozen=True, slots=True)
class Heard:
    """What became of the chime. `peak_db` is the filter's, `snr_db` that of the sound in the sweep's band.

    `place` is the chime's first sample in what was heard.
    """

    place: int
    peak_db: float
    snr_db: float
    level: Level

    @property
    def verdict(self) -> Verdict:
        """The worst that is wrong."""
        if self.level.dead:
            return "dead"
        if self.peak_db < FOUND_DB:
            return "nothing"
        if self.level.clipped > CLIPPED:
            return "clipped"
        return "faint" if self.snr_db < FAINT_DB else "heard"


def chime(rate: int, volume: float = 1.0) -> Samples:
    """The sweep, mono, with soft ends."""
    t = np.arange(round(LENGTH_S * rate)) / rate
    phase = 2 * np.pi * (LOW_HZ * t + (HIGH_HZ - LOW_HZ) / (2 * LENGTH_S) * t**2)
    fade = np.minimum(1.0, np.minimum(t, LENGTH_S - t) / FADE_S)
    return np.asarray(32767 * AMPLITUDE * volume * fade * np.sin(phase), np.float64).astype(np.int16)


def find(heard: Samples, rate: int) -> Heard:
    """Look for the chime in a sound of at least twice its length."""
    pattern = chime(rate).astype(np.float64)
    wave = heard.astype(np.float64)
    size = 1 << int(np.ceil(np.log2(len(wave) + len(pattern))))
    spectrum = np.fft.rfft(wave, size) * np.conj(np.fft.rfft(pattern, size))
    filtered = np.abs(np.fft.irfft(spectrum, size)[: max(1, len(wave) - len(pattern) + 1)])
    place = int(np.argmax(filtered))
    during = slice(place, place + len(pattern))
    return Heard(place, _peak_db(filtered, place, rate), _snr_db(wave, during, rate), level(heard[during]))


def _peak_db(filtered: NDArray[np.float64], place: int, rate: int) -> float:
    """The highest value over the mean square of those that are not near it: an echo near it is no noise."""
    away = np.abs(np.arange(len(filtered)) - place) > LENGTH_S / 2 * rate
    noise = float(np.sqrt(np.mean(filtered[away] ** 2))) if away.any() else 0.0
    return _ratio_db(float(filtered[place]) ** 2, noise**2)


def _snr_db(wave: NDArray[np.float64], during: slice, rate: int) -> float:
    """Power in the sweep's band while it sounds over that before it, without the noise that it is heard with."""
    before = wave[max(0, during.start - (during.stop - during.start)) : during.start]
    if len(before) < rate // 10:
        before = wave[during.stop :]
    noise = _power(before, rate)
    return _ratio_db(_power(wave[during], rate) - noise, noise)


def _power(wave: NDArray[np.float64], rate: int) -> float:
    """Mean power between the sweep's lowest and highest frequency."""
    if not len(wave):
        return 0.0
    frequency = np.fft.rfftfreq(len(wave), 1 / rate)
    band = (frequency >= LOW_HZ) & (frequency <= HIGH_HZ)
    return float(2 * np.sum(np.abs(np.fft.rfft(wave)[band]) ** 2)) / len(wave) ** 2


def _ratio_db(signal: float, noise: float) -> float:
    """10 log10, between -90 and 90 dB."""
    if signal <= 0:
        return -BEST_DB
    return float(np.clip(10 * np.log10(signal / noise), -BEST_DB, BEST_DB)) if noise > 0 else BEST_DB
