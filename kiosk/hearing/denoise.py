"""Takes steady noise out of an utterance: a Wiener filter with the decision-directed estimate (Ephraim, Malah 1984)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Samples = NDArray[np.int16]
Floats = NDArray[np.float64]

WINDOW = 512
HOP = 128
NOISE_FRAMES = 36  # frames that begin an utterance, before its voice: 0.32 s
QUIET_SHARE = 0.5  # of them the quieter ones are noise, should the voice have begun in them …
QUIET_BIAS = 1.3  # … and so are quieter than the noise is
SMOOTH = 0.9
FLOOR = 0.3  # noise is lowered by 10 dB at most: silence under a voice is read worse than a noise floor
_SHAPE = np.sqrt(np.hanning(WINDOW + 1)[:WINDOW])
_SUM = float(np.sum(_SHAPE**2) / HOP)


class Denoiser:
    """Filters an utterance as it comes, 24 ms behind. What it begins with, before the voice, is taken as the noise."""

    def __init__(self) -> None:
        self.reset()

    def reset(self) -> None:
        """A new utterance."""
        self._input: Floats = np.zeros(WINDOW - HOP)
        self._output: Floats = np.zeros(WINDOW - HOP)
        self._noise: Floats | None = None
        self._heard: Floats = np.zeros(WINDOW // 2 + 1)
        self._skip = WINDOW - HOP

    def feed(self, samples: Samples) -> Samples:
        """What is ready of the utterance with these samples, (n,) each at 16 kHz."""
        self._input = np.concatenate([self._input, samples])
        count = (len(self._input) - WINDOW) // HOP + 1
        if count <= 0 or (self._noise is None and count < NOISE_FRAMES):
            return np.zeros(0, np.int16)
        return self._filtered(count)

    def flush(self) -> Samples:
        """The rest of the utterance; after it comes `reset`."""
        rest = len(self._input) - (WINDOW - HOP)
        self._input = np.append(self._input, np.zeros(WINDOW - HOP + -rest % HOP))
        return self._filtered((len(self._input) - WINDOW) // HOP + 1)[: rest + WINDOW - HOP]

    def _filtered(self, count: int) -> Samples:
        frames = np.lib.stride_tricks.sliding_window_view(self._input, WINDOW)[: count * HOP : HOP]
        spectra = np.fft.rfft(frames * _SHAPE, axis=1)
        pieces = np.fft.irfft(spectra * self._gains(np.abs(spectra) ** 2), WINDOW, axis=1) * (_SHAPE / _SUM)
        self._input = self._input[count * HOP :]
        sound = np.zeros(count * HOP + WINDOW - HOP)
        sound[: WINDOW - HOP] = self._output
        for number, piece in enumerate(pieces):
            sound[number * HOP : number * HOP + WINDOW] += piece
        self._output = sound[count * HOP :]
        ready = sound[self._skip : count * HOP]
        self._skip = max(0, self._skip - count * HOP)
        return np.clip(np.rint(ready), -32768, 32767).astype(np.int16)

    def _gains(self, powers: Floats) -> Floats:
        if self._noise is None:
            self._noise = _quiet(powers[:NOISE_FRAMES])
        gains = np.empty_like(powers)
        for number, ratio in enumerate(powers / self._noise):
            prior = SMOOTH * self._heard + (1 - SMOOTH) * np.maximum(ratio - 1, 0)
            gains[number] = np.maximum(prior / (1 + prior), FLOOR)
            self._heard = gains[number] ** 2 * ratio
        return gains


def _quiet(powers: Floats) -> Floats:
    """The noise, (WINDOW / 2 + 1,), by the quieter frames; the first ones hold zeros and are left out."""
    whole = powers[WINDOW // HOP - 1 :] if len(powers) > WINDOW // HOP else powers
    order = np.argsort(whole.sum(axis=1))
    chosen = whole[order[: max(1, round(len(order) * QUIET_SHARE))]]
    return np.asarray(QUIET_BIAS * chosen.mean(axis=0) + 1e-3)
