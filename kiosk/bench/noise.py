"""What drowns a voice in a shop, at an exact distance from it: white noise, babble, and the hum of the mains.

Every noise is float32 at 16 kHz with a root mean square of 1; `mixed` brings it to the level that is wanted.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kiosk.simulation.sound import RATE, VOICED_SHARE, Samples, shop_noise

Floats = NDArray[np.float32]
HUM_HZ, HARMONICS = 100.0, 12
"""A rectified mains frequency of 50 Hz, as transformers and cheap power supplies give it."""
CLEAN_DB = 40.0
"""What is called clean still has the floor of a quiet room: no microphone gives zeros."""
FRAME = RATE // 100
LEAD_S, TAIL_S = 0.6, 0.9


def white(seconds: float, seed: int = 1) -> Floats:
    """The same power at every frequency."""
    return _unit(np.random.default_rng(seed).normal(0, 1, round(seconds * RATE)))


def hum(seconds: float) -> Floats:
    """100 Hz and its harmonics, each half as strong in power as the one before it, in fixed phases."""
    at = np.arange(round(seconds * RATE)) / RATE
    tones = [
        2 ** (-number / 2) * np.sin(2 * np.pi * HUM_HZ * (number + 1) * at + number**2) for number in range(HARMONICS)
    ]
    return _unit(np.sum(tones, axis=0))


def babble(voices: Sequence[Samples], seconds: float, seed: int = 1) -> Floats:
    """All voices at once, equally loud, each without its pauses and again and again from a place by chance."""
    rng, count = np.random.default_rng(seed), round(seconds * RATE)
    mix = np.zeros(count)
    for voice in voices:
        said = _without_pauses(voice)
        mix += np.resize(np.roll(said, int(rng.integers(len(said)))), count) / max(1.0, rms(said))
    return _unit(mix)


def room(seconds: float, seed: int = 1) -> Floats:
    """The ventilation and the cooler of the simulated shop."""
    return _unit(np.resize(shop_noise(seed, 1.0), round(seconds * RATE)))


def rms(sound: NDArray[Any]) -> float:
    """Root mean square."""
    return float(np.sqrt(np.mean(np.square(sound, dtype=np.float64)))) if len(sound) else 0.0


def voice_rms(voice: Samples) -> float:
    """Root mean square of the 10 ms frames of a recording that are voiced: within 28 dB of its peak."""
    return rms(_without_pauses(voice))


def mixed(
    voice: Samples, noise: Floats, snr_db: float, lead_s: float = LEAD_S, tail_s: float = TAIL_S, place: int = 0
) -> Samples:
    """A voice with noise before, under and behind it: as loud as it is, `snr_db` above the noise where it is voiced.

    The noise begins at its sample `place`, and goes round. Where both would be too loud for the microphone both are
    made quieter.
    """
    first, length = round(lead_s * RATE), len(voice) + round((lead_s + tail_s) * RATE)
    under = np.resize(np.roll(noise, -place), length)
    sound = under * (voice_rms(voice) / 10 ** (snr_db / 20) / max(1e-9, rms(under)))
    sound[first : first + len(voice)] += voice
    loudest = float(np.abs(sound).max(initial=1.0))
    whole: Samples = np.asarray(sound * min(1.0, 32767 / loudest), np.int16)
    return whole


def _without_pauses(voice: Samples) -> NDArray[np.float64]:
    whole = np.asarray(voice[: len(voice) // FRAME * FRAME], np.float64).reshape(-1, FRAME)
    peaks = np.abs(whole).max(axis=1, initial=0.0)
    voiced = whole[peaks > VOICED_SHARE * peaks.max(initial=1.0)]
    return voiced.reshape(-1) if voiced.size else np.zeros(FRAME)


def _unit(noise: NDArray[np.float64] | Floats) -> Floats:
    return np.asarray(noise / max(1e-9, rms(noise)), np.float32)
