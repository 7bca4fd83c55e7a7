"""Sound for the tests of hearing: public clips, and a synthetic voice in a noisy shop."""

from __future__ import annotations

import csv
import wave
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from support import data_dir

from hardware.sound.microphone import RATE, resample
from kiosk.simulation.sound import VOICE_RMS, levelled, shop_noise
from kiosk.voice.synthesis import Synthesiser

LEAD_S = 0.7


def clips(lang: str, *sets: str) -> list[tuple[Path, str]]:
    """Recordings of the public data, with what is said in them."""
    folder = data_dir() / "speech"
    with (folder / "MANIFEST.tsv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream, delimiter="\t"))
    return [
        (folder / row["file"], row["transcript or slots"])
        for row in rows
        if row["lang"] == lang and (not sets or row["set"] in sets)
    ]


@cache
def synthesiser() -> Synthesiser:
    """One for all tests: espeak-ng is loaded once in a process."""
    return Synthesiser()


def spoken(text: str, lang: str, voice: str, *, snr_db: float = 20.0, tail_s: float = 1.5) -> NDArray[np.int16]:
    """A shopper's sentence in shop noise, `LEAD_S` s after the beginning; (n,) at 16 kHz."""
    said = synthesiser().speak(text, lang, voice=voice)
    words = levelled(resample(said.pcm, said.timeline.sample_rate, RATE))
    mix = np.zeros(len(words) + round((LEAD_S + tail_s) * RATE), np.float32)
    first = round(LEAD_S * RATE)
    mix[first : first + len(words)] = words
    mix += np.resize(shop_noise(1, VOICE_RMS / 10 ** (snr_db / 20)), len(mix))
    return np.clip(mix, -32768, 32767).astype(np.int16)


def save(path: Path, samples: NDArray[np.int16]) -> Path:
    """A WAV recording at 16 kHz."""
    with wave.open(str(path), "wb") as out:
        out.setparams((1, 2, RATE, 0, "NONE", ""))
        out.writeframes(samples.tobytes())
    return path
