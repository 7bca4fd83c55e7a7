"""Automatic gain: soft and loud shoppers at the level at which detector and recogniser do best.

The hardware's gain is not touched. The gain for the recogniser is fixed where an utterance begins and only ever falls
while it goes on, so that nothing pumps; between utterances nobody hears a gain.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

Samples = NDArray[np.int16]

SOFT_DB: Final = -35.0
LOUD_DB: Final = -18.0
"""Between these a voice is left as it is. Moonshine misreads commands above -10 dB (36 words of 100 at -3 dB, 31 with
this gain, 21 at -26 dB); Vosk's Korean is at its best from -40 to -25 dB and deaf at -50 dB. WebRTC's gain controller
made loud voices worse: 65 words of 100 were wrong at -3 dB."""
MOST_DB: Final = 30.0
LEAST_DB: Final = -15.0
PEAK_DB: Final = -1.0
FLOOR_DB: Final = -60.0
"""The detector is given at least so much noise: of 130 voices at -50 dB it missed 4 and found 22 late
without that, 2 and 6 with it; noise, clatter and beeps set it off no more often."""
DETECTOR_DB: Final = 24.0
"""More than this makes it find 14 of 58 voices of ordinary loudness late."""
SLIDE: Final = 80
FULL: Final = 32768.0


def for_voice(onset_db: float) -> float:
    """The gain for an utterance whose first voiced frames have this level, dB."""
    target = min(max(onset_db, SOFT_DB), LOUD_DB)
    return min(max(target - onset_db, LEAST_DB), MOST_DB)


def for_detector(noise_db: float) -> float:
    """The gain for the voice detector, by the noise between utterances, dB."""
    return min(max(FLOOR_DB - noise_db, 0.0), DETECTOR_DB)


def amplified(samples: Samples, gain_db: float) -> Samples:
    """Louder or softer; what does not fit is cut off."""
    if gain_db == 0.0:
        return samples
    wave = samples * np.float32(10 ** (gain_db / 20))
    return _whole(wave)


class UtteranceGain:
    """The gain of one utterance, from its first voiced frames on: it falls as far as its peaks ask, and never rises."""

    def __init__(self, onset_db: float) -> None:
        self.db = for_voice(onset_db)

    def apply(self, samples: Samples) -> Samples:
        """The next samples, (n,); where they would not fit the gain slides down in the first of them."""
        peak = int(np.abs(samples.astype(np.int32)).max(initial=1))
        fits_db = PEAK_DB - 20 * float(np.log10(peak / FULL))
        if self.db <= max(0.0, fits_db):
            return amplified(samples, self.db)
        before, self.db = self.db, max(0.0, fits_db)
        slope = np.full(len(samples), self.db)
        slope[:SLIDE] = np.linspace(before, self.db, SLIDE)[: len(samples)]
        return _whole(samples * 10 ** (slope / 20))


def _whole(wave: NDArray[np.floating[Any]]) -> Samples:
    return np.asarray(np.clip(np.rint(wave), -FULL, FULL - 1), np.int16)
