"""The files of a simulated colleague as camera and microphone of the call's engine: they begin when they are opened."""

from __future__ import annotations

import time
import wave
from pathlib import Path

import numpy as np

from kiosk.call.engine.media import RATE, Picture, Sound
from kiosk.simulation.motion_jpeg import Reel


class Camera:
    """Frames at their time, begun anew at the end; the time runs from the first that is asked for."""

    def __init__(self, file: Path) -> None:
        self._reel = Reel(file)
        self._began: float | None = None
        self._last: Picture | None = None

    def newest(self) -> Picture:
        """See `VideoSource`."""
        now = time.monotonic()
        self._began = now if self._began is None else self._began
        number = self._reel.number(now - self._began)
        if self._last is None or self._last.number != number:
            self._last = Picture(number, now, self._reel.at(now - self._began)[1])
        return self._last


class Microphone:
    """The sound once, then silence; the time runs from the first that is asked for."""

    def __init__(self, file: Path) -> None:
        with wave.open(str(file), "rb") as stream:
            self._pcm = np.frombuffer(stream.readframes(stream.getnframes()), "<i2").astype(np.int16)
        self._began: float | None = None
        self._next = 0

    def take(self, samples: int) -> Sound | None:
        """See `AudioSource`."""
        now = time.monotonic()
        self._began = now if self._began is None else self._began
        if (now - self._began) * RATE < self._next + samples:
            return None
        pcm = np.zeros(samples, np.int16)
        rest = self._pcm[self._next : self._next + samples]
        pcm[: len(rest)] = rest
        at = self._began + self._next / RATE
        self._next += samples
        return Sound(at, pcm)
