"""A chime that is easy to find in a shop's noise: a rising sweep. It stands out by 33 dB more than it sounds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from kiosk.hearing.level import Level, level
from kiosk.sweep import Sweep

LENGTH_S: Final = 0.6
SWEEP: Final = Sweep(500.0, 3900.0, LENGTH_S, 0.05)
FOUND_DB = 21.0
"""Height of the filter's peak over its mean: 48 000 samples of noise alone reach 13 dB, and speech 15 to 18."""
FAINT_DB = 6.0
"""Sweep over noise in its own band; a recogniser needs as much."""
CLIPPED = 0.01

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
    return SWEEP.sound(rate, volume)


def find(heard: Samples, rate: int) -> Heard:
    """Look for the chime in a sound of at least twice its length."""
    filtered = SWEEP.filtered(heard, rate)
    place = int(np.argmax(np.abs(filtered)))
    during = slice(place, place + round(LENGTH_S * rate))
    loud = SWEEP.snr_db(heard, place, rate)
    return Heard(place, SWEEP.peak_db(filtered, place, rate), loud, level(heard[during]))
