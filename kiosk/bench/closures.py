"""Where the mouth closes for p, t and k: a timeline against the silence in the sound itself."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from kiosk.timeline import Phoneme
from kiosk.voice import visemes

VOICELESS_STOPS = frozenset("ptk")
WINDOW_S, HOP_S = 0.003, 0.0005
SILENT_SHARE = 0.1
SHORTEST_CLOSURE_S = 0.015


def errors_ms(pcm: NDArray[np.int16], rate: int, phonemes: Sequence[Phoneme]) -> list[float]:
    """For each p, t and k after a sound that is no stop: from where that falls silent to where the phonemes close.

    The silence is looked for in the sound alone, by other means than the timeline's; a stop without one is left out.
    """
    envelope = _envelope(pcm, rate)
    errors = []
    for before, stop in pairwise(phonemes):
        joined = stop.start_ms == before.end_ms and not visemes.is_stop(before.ipa)
        if joined and visemes.plain(stop.ipa) in VOICELESS_STOPS:
            closed = _falls_silent_ms(envelope, before.start_ms, before.end_ms, stop.end_ms)
            errors += [] if closed is None else [stop.start_ms - closed]
    return errors


def _envelope(pcm: NDArray[np.int16], rate: int) -> NDArray[np.float64]:
    """Root mean square around each `HOP_S`."""
    width = round(WINDOW_S * rate)
    power = np.convolve(pcm.astype(np.float64) ** 2, np.ones(width) / width, mode="same")
    centres = (np.arange(int(pcm.size / rate / HOP_S)) * HOP_S * rate).astype(int)
    loudness: NDArray[np.float64] = np.sqrt(np.maximum(power[centres], 0.0))
    return loudness


def _falls_silent_ms(
    envelope: NDArray[np.float64], start_ms: float, before_end_ms: float, end_ms: float
) -> float | None:
    """Where the near-silence between the loudest moments of a sound and of the stop behind it begins, or None."""
    first, middle, last = (int(ms / 1000 / HOP_S) for ms in (start_ms, before_end_ms, end_ms))
    peak = first + int(np.argmax(envelope[first : middle + 1]))
    behind = min(middle + round(SHORTEST_CLOSURE_S / HOP_S), last)
    burst = behind + int(np.argmax(envelope[behind : last + 1]))
    quiet = np.concatenate([[False], envelope[peak:burst] < SILENT_SHARE * envelope[peak], [False]])
    edges = np.flatnonzero(np.diff(quiet.astype(int)))
    runs = zip(edges[::2], edges[1::2], strict=True)
    closures = (int(begin) for begin, end in runs if (end - begin) * HOP_S >= SHORTEST_CLOSURE_S)
    begin = next(closures, None)
    return None if begin is None else (peak + begin) * HOP_S * 1000
