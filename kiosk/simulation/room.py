"""How the kiosk's own voice comes back to its microphone: a small loudspeaker in a room of hard floors and shelves."""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

from kiosk.simulation.sound import RATE, Air, Samples

ECHO_GAIN = 10 ** (-10 / 20)
"""10 dB below what is played: the microphone points at the shopper, the loudspeaker does too."""
REVERB_S = 0.15
DIRECT_S = 0.003
"""A metre of air between loudspeaker and microphone."""
REFLECTED = 0.35
"""All reflections together, beside the direct sound of 1."""
BENT = 0.15
"""The cubic part of what a small loudspeaker makes of a full-scale wave: 4 % of third harmonic."""


@cache
def impulse_response(seed: int) -> NDArray[np.float64]:
    """(n,) at 16 kHz of unit energy: the direct sound, then noise that falls by 60 dB in `REVERB_S` (Moorer 1979)."""
    count, direct = round(REVERB_S * RATE), round(DIRECT_S * RATE)
    tail = np.random.default_rng(seed).standard_normal(count) * np.exp(-6.9 * np.arange(count) / count)
    tail[: 2 * direct] = 0.0  # the nearest wall
    tail *= REFLECTED / np.sqrt(np.sum(tail**2))
    tail[direct] = 1.0
    return np.asarray(tail / np.sqrt(np.sum(tail**2)))


class Loudspeaker:
    """Lets be heard what it is given, one sound at a time, until the next one, or piece by piece."""

    def __init__(self, air: Air) -> None:
        self._air = air
        self._played = self._echo = np.zeros(0, np.int16)
        self._starts = 0.0

    def play(self, sound: Samples, at: float) -> None:
        """From `at` on this sounds, and what sounded before dies away; an empty sound is a stop."""
        until = round((at - self._starts) * RATE)
        if until < len(self._played):
            self._air.hush(self._echo)
            self._air.say(heard(self._played[: max(0, until)]), self._starts)
        self._played, self._starts, self._echo = sound, at, heard(sound)
        self._air.say(self._echo, at)

    def more(self, sound: Samples, at: float) -> None:
        """From `at` on this sounds, beside what has not ended yet."""
        self._played, self._starts, self._echo = sound, at, heard(sound)
        self._air.say(self._echo, at)


def heard(played: Samples, seed: int = 1, gain: float = ECHO_GAIN) -> Samples:
    """What of `played` (n,) arrives at the microphone, (n + reverberation,) in time with it; 16 kHz."""
    if not played.size:
        return played
    wave = played / 32768.0
    room = impulse_response(seed)
    count = len(wave) + len(room) - 1
    size = 1 << (count - 1).bit_length()
    spectrum = np.fft.rfft(wave - BENT * wave**3, size) * np.fft.rfft(room, size)
    found = np.fft.irfft(spectrum, size)[:count] * gain * 32768
    return np.clip(np.rint(found), -32768, 32767).astype(np.int16)
