"""Speech at another sample rate, with its events."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from kiosk.voice.espeak import Speech


def resampled(speech: Speech, rate: int) -> Speech:
    """The same speech at `rate`: exactly band-limited, by its spectrum."""
    if speech.sample_rate == rate or not speech.pcm.size:
        return replace(speech, sample_rate=rate)
    ratio = rate / speech.sample_rate
    size = round(speech.pcm.size * ratio)
    spectrum = np.fft.rfft(speech.pcm.astype(np.float64))
    kept = np.zeros(size // 2 + 1, complex)
    kept[: min(kept.size, spectrum.size)] = spectrum[: kept.size]
    pcm = np.clip(np.fft.irfft(kept, size) * ratio, -32768, 32767).astype(np.int16)
    return Speech(
        pcm,
        rate,
        tuple(replace(event, sample=min(size, round(event.sample * ratio))) for event in speech.phonemes),
        tuple(replace(event, sample=min(size, round(event.sample * ratio))) for event in speech.words),
    )
