"""What would be heard before the kiosk: its own voice and the shopper's, mixed on one time line."""

from __future__ import annotations

import json
import wave
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hardware.sound.resample import resample_float
from kiosk.report.turns import shop_log

RATE = 22_050
SHOPPER_GAIN = 1.6


@dataclass(frozen=True, slots=True)
class Piece:
    """Mono samples at `RATE` that sound from a monotonic time on."""

    at: float
    samples: NDArray[np.float32]


def write(run_dir: Path, out: Path, begin: float, end: float) -> None:
    """Write a WAV of the time from `begin` to `end`, in monotonic seconds."""
    save(mix((*kiosk_voice(run_dir), *shopper_voice(run_dir)), begin, end), out)


def mix(pieces: Iterable[Piece], begin: float, end: float) -> NDArray[np.float32]:
    """What sounds from `begin` to `end`, in monotonic seconds, at `RATE`."""
    mixed = np.zeros(round((end - begin) * RATE), np.float32)
    for piece in pieces:
        first = round((piece.at - begin) * RATE)
        samples = piece.samples[max(0, -first) : max(0, len(mixed) - first)]
        mixed[max(0, first) : max(0, first) + len(samples)] += samples
    return mixed


def save(samples: NDArray[np.float32], out: Path) -> None:
    """Write a mono 16-bit WAV at `RATE`."""
    with wave.open(str(out), "wb") as stream:
        stream.setparams((1, 2, RATE, 0, "NONE", ""))
        stream.writeframes(np.clip(samples, -32768, 32767).astype("<i2").tobytes())


def kiosk_voice(run_dir: Path) -> Iterator[Piece]:
    """What the recording speaker wrote (see `hardware.sound.recording`)."""
    index = run_dir / "speaker.jsonl"
    if not index.is_file():
        return
    raw = np.fromfile(run_dir / "speaker.raw", "<i2")
    for line in index.read_text(encoding="utf-8").splitlines():
        run = json.loads(line)
        samples = raw[run["offset"] : run["offset"] + run["samples"]]
        yield Piece(run["at"], at_rate(samples, run["sample_rate"]))


def shopper_voice(run_dir: Path) -> Iterator[Piece]:
    """What the simulated shopper said, and coughed."""
    for entry in shop_log(run_dir):
        if "file" in entry:
            with wave.open(str(run_dir / entry["file"]), "rb") as stream:
                samples = np.frombuffer(stream.readframes(stream.getnframes()), "<i2")
                yield Piece(entry["at"], at_rate(samples * SHOPPER_GAIN, stream.getframerate()))


def at_rate(samples: NDArray[Any], rate: int) -> NDArray[np.float32]:
    """Samples of another rate at `RATE`."""
    return resample_float(np.asarray(samples, np.float32), rate, RATE)
