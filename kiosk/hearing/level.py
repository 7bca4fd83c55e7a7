"""How loud a sound is: mean and highest level, clipping, and how far a voice is above the noise. Mono, int16."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

RATE: Final = 16_000
FULL: Final = 32768.0
CEILING: Final = 32_700
"""From here on a converter has no more to give; some clip a little below their full scale."""
FLOOR_DB: Final = -120.0
FRAME: Final = RATE // 50
NOISE_SHARE: Final = 0.2
"""The quietest fifth of the frames is taken for the noise: in the shortest utterance there is as much around it."""
VOICE_DB: Final = 15.0
"""Frames that are this close to the loudest tenth make up a voice; pauses and soft endings do not."""

Samples = NDArray[np.int16]


@dataclass(frozen=True, slots=True)
class Level:
    """Mean and highest level, dB of full scale; the share of clipped samples; whether all samples are equal."""

    mean_db: float
    peak_db: float
    clipped: float
    dead: bool


@dataclass(frozen=True, slots=True)
class Speech:
    """How loud a voice is and the noise around it, dB of full scale; the share of clipped samples."""

    voice_db: float
    noise_db: float
    clipped: float

    @property
    def snr_db(self) -> float:
        """How far the voice is above the noise."""
        return self.voice_db - self.noise_db


def level(samples: Samples) -> Level:
    """Of at least one sample. A constant offset is no sound."""
    wave = samples.astype(np.float64)
    centred = wave - wave.mean()
    return Level(
        decibels(float(np.sqrt(np.mean(centred**2))) / FULL),
        decibels(float(np.abs(wave).max()) / FULL),
        clipped(samples),
        bool(np.all(samples == samples[0])),
    )


def speech(samples: Samples) -> Speech:
    """Of a voice with some noise before, in or after it, at 16 kHz; at least 20 ms."""
    levels = frame_levels(samples)
    loud = float(np.percentile(levels, 90))
    return Speech(
        _mean(levels[levels >= loud - VOICE_DB]), _mean(np.sort(levels)[: _share(len(levels))]), clipped(samples)
    )


def noise_db(samples: Samples) -> float:
    """The level of a room, dB of full scale: the median of its 20 ms, so that a door that slams does not count."""
    return float(np.median(frame_levels(samples)))


def frame_levels(samples: Samples) -> NDArray[np.float64]:
    """The level of each 20 ms, dB of full scale, (n,)."""
    frames = samples[: len(samples) // FRAME * FRAME].astype(np.float64).reshape(-1, FRAME)
    power = ((frames - frames.mean(axis=1, keepdims=True)) ** 2).mean(axis=1)
    return np.asarray(np.maximum(FLOOR_DB, 10 * np.log10(power / FULL**2 + 1e-13)))


def clipped(samples: Samples) -> float:
    """The share of samples that the converter could not hold."""
    return float(np.mean(np.abs(samples.astype(np.int32)) >= CEILING))


def decibels(ratio: float) -> float:
    """20 log10, not below -120."""
    return max(FLOOR_DB, 20 * float(np.log10(ratio))) if ratio > 0 else FLOOR_DB


def joined(blocks: Sequence[Samples]) -> Samples:
    """Blocks one after the other."""
    return np.concatenate(blocks) if blocks else np.zeros(0, np.int16)


def _mean(levels: NDArray[np.float64]) -> float:
    """The level of the mean power."""
    return float(10 * np.log10(np.mean(10 ** (levels / 10))))


def _share(count: int) -> int:
    return max(1, round(count * NOISE_SHARE))
