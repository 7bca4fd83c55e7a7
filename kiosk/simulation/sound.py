"""The sound of a shop: noise that never stops, and a shopper's voice over it. 16 kHz mono."""

from __future__ import annotations

import threading

import numpy as np
from numpy.typing import NDArray

RATE = 16_000
BLOCK = 320
VOICE_RMS = 2300.0
NOISE_LOOP_S = 24
VOICED_SHARE = 0.04

Samples = NDArray[np.int16]


def shop_noise(seed: int, rms: float) -> NDArray[np.float32]:
    """Seconds of steady shop noise that loop without a seam: a 1/f ventilation rumble and a cooler's hum."""
    rng = np.random.default_rng(seed)
    count = RATE * NOISE_LOOP_S
    frequency = np.fft.rfftfreq(count, 1 / RATE)
    shape = 1 / np.sqrt(np.maximum(frequency, 60.0)) * (frequency > 40)
    spectrum = shape * np.exp(2j * np.pi * rng.random(len(frequency)))
    noise = np.fft.irfft(spectrum, count)
    noise /= np.sqrt(np.mean(noise**2))
    noise += 0.15 * np.sin(2 * np.pi * 100 * np.arange(count) / RATE)
    return np.asarray(noise * rms, dtype=np.float32)


def levelled(voice: Samples) -> Samples:
    """A voice at the level at which a shopper arrives at the microphone."""
    wave = voice.astype(np.float32)
    loud = wave[np.abs(wave) > VOICED_SHARE * np.abs(wave).max(initial=1)]
    gain = VOICE_RMS / max(1.0, float(np.sqrt(np.mean(loud**2))) if loud.size else 1.0)
    level: Samples = np.clip(wave * gain, -32768, 32767).astype(np.int16)
    return level


def last_voiced_s(voice: Samples) -> float:
    """Seconds from the first sample to the last that is voiced: 10 ms frames above 4 % of the peak."""
    frames = np.abs(voice[: len(voice) // 160 * 160].astype(np.float32)).reshape(-1, 160).max(axis=1)
    voiced = np.flatnonzero(frames > VOICED_SHARE * frames.max(initial=1.0))
    return float(voiced[-1] + 1) * 0.01 if voiced.size else 0.0


class Air:
    """What the microphone of the shop picks up at any time."""

    def __init__(self, seed: int, snr_db: float) -> None:
        self._noise = shop_noise(seed, VOICE_RMS / 10 ** (snr_db / 20))
        self._voices: list[tuple[float, Samples]] = []
        self._lock = threading.Lock()

    def say(self, voice: Samples, at: float) -> None:
        """Let a voice begin at a monotonic time."""
        with self._lock:
            self._voices.append((at, voice))

    def hush(self, voice: Samples) -> None:
        """End a voice before its time; one that is over, or never began, is no fault."""
        with self._lock:
            self._voices = [(start, other) for start, other in self._voices if other is not voice]

    def block(self, at: float) -> Samples:
        """The 20 ms that begin at a monotonic time."""
        first = int(at * RATE) % len(self._noise)
        mix = np.take(self._noise, range(first, first + BLOCK), mode="wrap")
        with self._lock:
            self._voices = [(start, voice) for start, voice in self._voices if start + len(voice) / RATE > at]
            for start, voice in self._voices:
                offset = round((at - start) * RATE)
                piece = voice[max(0, offset) : max(0, offset + BLOCK)]
                begin = max(0, -offset)
                mix[begin : begin + len(piece)] += piece
        heard: Samples = np.clip(mix, -32768, 32767).astype(np.int16)
        return heard
