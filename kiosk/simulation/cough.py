"""A cough, made by code: a burst of breath, its noise, and a short hoarse tone, a few times over.

The three phases and their lengths: Korpáš, Sadloňová, Vrabec, "Analysis of the cough sound: an overview", Pulmonary
Pharmacology 9, 1996.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from kiosk.simulation.sound import RATE, Samples, levelled

BURST_S: Final = 0.05
NOISE_S: Final = 0.16
TONE_S: Final = 0.14
PITCH_HZ: Final = 170.0
THROAT_HZ: Final = (620.0, 1150.0, 2500.0)
"""Resonances of an open throat."""
SEED: Final = 7


def cough(times: int = 2, pause_s: float = 0.16) -> Samples:
    """So many coughs, at a shopper's level; always the same."""
    rng = np.random.default_rng(SEED)
    pause = np.zeros(int(pause_s * RATE))
    return levelled(
        (np.concatenate([part for _ in range(times) for part in (_one(rng), pause)]) * 9000).astype(np.int16)
    )


def _one(rng: np.random.Generator) -> NDArray[np.float64]:
    count = int((BURST_S + NOISE_S + TONE_S) * RATE)
    t = np.arange(count) / RATE
    breath = rng.standard_normal(count) * np.where(t < BURST_S, 1.0, 0.45 * np.exp(-(t - BURST_S) / 0.12))
    glottis = np.where((t * PITCH_HZ) % 1.0 < 1.5 * PITCH_HZ / RATE, 6.0, 0.0)
    tone = glottis * np.clip((t - BURST_S - NOISE_S) / 0.02, 0.0, 1.0) * np.clip((t[-1] - t) / 0.06, 0.0, 1.0)
    return _throat(breath + tone) * np.minimum(t / 0.004, 1.0)


def _throat(sound: NDArray[np.float64]) -> NDArray[np.float64]:
    """Through the resonances, by the spectrum; peak 1."""
    hertz = np.fft.rfftfreq(len(sound), 1 / RATE)
    gain = sum(
        (1.0 / (1.0 + ((hertz - centre) / (0.12 * centre)) ** 2) for centre in THROAT_HZ), np.full(len(hertz), 0.08)
    )
    shaped = np.fft.irfft(np.fft.rfft(sound) * gain, len(sound))
    return np.asarray(shaped / np.abs(shaped).max(), np.float64)
