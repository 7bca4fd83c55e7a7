"""How loud a sound is: mono, int16."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

FULL = 32768.0
CEILING = 32_700
"""From here on a converter has no more to give; some clip a little below their full scale."""
FLOOR_DB = -120.0


@dataclass(frozen=True, slots=True)
class Level:
    """Mean and highest level, dB of full scale; the share of clipped samples; whether all samples are equal."""

    mean_db: float
    peak_db: float
    clipped: float
    dead: bool


def level(samples: NDArray[np.int16]) -> Level:
    """Of at least one sample. A constant offset is no sound."""
    wave = samples.astype(np.float64)
    centred = wave - wave.mean()
    return Level(
        decibels(float(np.sqrt(np.mean(centred**2))) / FULL),
        decibels(float(np.abs(wave).max()) / FULL),
        float(np.mean(np.abs(wave) >= CEILING)),
        bool(np.all(samples == samples[0])),
    )


def decibels(ratio: float) -> float:
    """20 log10, not below -120."""
    return max(FLOOR_DB, 20 * float(np.log10(ratio))) if ratio > 0 else FLOOR_DB


def joined(blocks: Sequence[NDArray[np.int16]]) -> NDArray[np.int16]:
    """Blocks one after the other."""
    return np.concatenate(blocks) if blocks else np.zeros(0, np.int16)
