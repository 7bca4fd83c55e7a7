"""Where a call reads the kiosk's picture and sound: two small stores that a part fills. The newest wins, always."""

from __future__ import annotations

import threading
from typing import Final

import numpy as np

from kiosk.call.engine.media import RATE, Image, Pcm, Picture, Sound

KEPT_S: Final = 0.2
"""Sound that waits at most: more would be a delay for the rest of the call."""


class PictureSource:
    """The newest frame; safe between threads."""

    def __init__(self) -> None:
        self._picture: Picture | None = None
        self._count = 0

    def put(self, image: Image, at: float) -> None:
        """A new frame, (height, width, 3) RGB, taken at `at`; it is not copied."""
        self._count += 1
        self._picture = Picture(self._count, at, image)

    def clear(self) -> None:
        """No frame any more."""
        self._picture = None

    def newest(self) -> Picture | None:
        """See `VideoSource`."""
        return self._picture


class SoundSource:
    """The newest `KEPT_S` of sound; safe between threads."""

    def __init__(self) -> None:
        self._kept: Pcm = np.zeros(0, np.int16)
        self._end, self._unread = 0.0, False
        self._lock = threading.Lock()

    def put(self, pcm: Pcm, at: float) -> None:
        """Samples, mono at `RATE`, the first of which was taken at `at`."""
        with self._lock:
            kept = np.concatenate([self._kept, pcm])
            self._kept = kept[-int(KEPT_S * RATE) :]
            self._unread = self._unread or len(kept) > len(self._kept)
            self._end = at + len(pcm) / RATE

    def clear(self) -> None:
        """No sound any more."""
        with self._lock:
            self._kept = self._kept[:0]

    def take(self, samples: int) -> Sound | None:
        """See `AudioSource`."""
        with self._lock:
            self._shorten(samples)
            if len(self._kept) < samples:
                return None
            at = self._end - len(self._kept) / RATE
            taken, self._kept = self._kept[:samples], self._kept[samples:]
            return Sound(at, taken)

    def _shorten(self, samples: int) -> None:
        """Nobody read for a while: what has waited longest is a delay for nothing."""
        if self._unread:
            self._kept = self._kept[-(samples + samples // 2) :]
        self._unread = False
