"""What a `RecordingSpeaker` wrote, read back: what sounded from one moment to another. For tests and films."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

RAW, INDEX = "speaker.raw", "speaker.jsonl"


@dataclass(frozen=True, slots=True)
class Run:
    """Samples (n,) without a gap; the first one sounded at `at`, monotonic s."""

    at: float
    samples: NDArray[np.int16]
    sample_rate: int


def runs(folder: Path) -> list[Run]:
    """All that has sounded until now, in the order in which it began; a torn last line is left out."""
    raw = np.fromfile(folder / RAW, "<i2")
    found = []
    for text in (folder / INDEX).read_text(encoding="utf-8").splitlines(keepends=True):
        if text.endswith("\n"):
            line = json.loads(text)
            samples = raw[line["offset"] : line["offset"] + line["samples"]]
            found.append(Run(line["at"], samples, line["sample_rate"]))
    return found


def heard(folder: Path, begin: float, end: float) -> NDArray[np.int16]:
    """What sounded from `begin` to `end` (monotonic s), exact to the sample, with silence where nothing did.

    The end of a sound that fades may lie over the beginning of the next, as it does in the air.
    """
    every = runs(folder)
    rate = every[0].sample_rate if every else 1
    mix = np.zeros(max(0, round((end - begin) * rate)), np.int32)
    for run in every:
        first = round((run.at - begin) * rate)
        piece = run.samples[max(0, -first) : max(0, mix.size - first)]
        place = max(0, first)
        mix[place : place + piece.size] += piece
    return np.clip(mix, -32768, 32767).astype(np.int16)
