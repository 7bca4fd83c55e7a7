"""What is true of every loudspeaker: one sound at a time, and when it starts, changes and ends. Drivers build on it."""

from __future__ import annotations

import threading
import time
from abc import ABC, abstractmethod
from collections.abc import Callable
from functools import partial
from typing import final

import numpy as np
from numpy.typing import NDArray

from hardware.errors import HardwareError
from hardware.sound.mirror import Mirror
from hardware.sound.scheduled_sound import LEVEL_S, Sound

TRIES = 5
"""A busy machine may miss the moment of a change so often; then the sound gets a step, and changes all the same."""


class ScheduledSpeaker(ABC):
    """A speaker of which a driver has to say how a sound starts, and how it changes in the middle."""

    simulated = True
    audible = False
    mirror: Mirror | None = None
    latency_s = 0.0
    _speed = 1.0

    def __init__(self, name: str, sample_rate: int) -> None:
        self.name, self.sample_rate = name, sample_rate
        self._ends = 0.0
        self._gain = 1.0
        self._sound = Sound(np.zeros(0, np.int16), 0.0, sample_rate, 1.0)
        self._lock = threading.RLock()
        self._feeding = False
        """Whether the newest sound is one that comes in pieces."""
        self._fed_gain = 1.0

    @final
    def play(self, pcm: NDArray[np.int16], at: float) -> None:
        """See `Speaker.play`."""
        _check(pcm)
        with self._lock:
            self.stop()
            self._sound = Sound(pcm, max(at, time.monotonic()), self.sample_rate, self._gain)
            if self.mirror is not None:  # first: who listens along needs it before it is heard
                self.mirror.sound(pcm, self.sample_rate, self._sound.starts, self._gain)
            self._begin()
            self._ends = self._sound.starts + pcm.size / self.sample_rate / self._speed

    @final
    def feed(self, pcm: NDArray[np.int16], at: float) -> None:
        """See `Speaker.feed`."""
        _check(pcm)
        with self._lock:
            first = not (self._feeding and self.playing())
            if first:
                self.stop()
            self._feeding = True
            pcm = self._levelled(pcm, first=first)
            self._sound = Sound(pcm, at, self.sample_rate, 1.0)
            self._sound.starts = self._more(self._sound, first=first)
            if self.mirror is not None:
                self.mirror.piece(pcm, self.sample_rate, self._sound.starts, 1.0)
            self._ends = self._sound.starts + pcm.size / self.sample_rate

    def _levelled(self, pcm: NDArray[np.int16], *, first: bool) -> NDArray[np.int16]:
        """A piece as loud as it should be: from the loudness of the one before it towards that of now."""
        before = self._gain if first else self._fed_gain
        most = pcm.size / self.sample_rate / LEVEL_S
        self._fed_gain = before + min(max(self._gain - before, -most), most)
        return (pcm * np.linspace(before, self._fed_gain, pcm.size)).astype(np.int16)

    def _begin(self) -> None:
        """Start; whoever listens along hears of a sound that could not be."""
        try:
            self._start(self._sound)
        except HardwareError:
            if self.mirror is not None:
                self.mirror.end(self._sound.starts)
            raise

    @final
    def stop(self) -> None:
        """See `Speaker.stop`."""
        with self._lock:
            fed, self._feeding = self._feeding, False
            if fed or self.playing():
                self._ends = 0.0
                at = self._hush() if fed else self._change(self._sound.end)
                if self.mirror is not None:
                    self.mirror.end(at)

    @final
    def set_gain(self, gain: float) -> None:
        """See `Speaker.set_gain`."""
        with self._lock:
            before, self._gain = self._gain, min(max(gain, 0.0), 1.0)
            if before != self._gain and self.playing() and not self._feeding:
                at = self._change(partial(self._sound.level, self._gain))
                if self.mirror is not None:
                    self.mirror.level(self._gain, at)

    @final
    def duck(self, *, down: bool) -> None:
        """See `Speaker.duck`."""
        with self._lock:
            if self.playing() and not self._feeding and self._sound.ducked is not down:
                at = self._change(partial(self._sound.duck, down=down))
                if self.mirror is not None:
                    self.mirror.duck(at, down=down)

    def _change(self, change: Callable[[float], None]) -> float:
        """Change the sound from the soonest moment on that the device takes; the moment."""
        before = self._sound.state()
        for left in reversed(range(TRIES)):
            at = self._soonest(self._sound)
            self._sound.restore(before)
            change(at)
            if self._changed(self._sound, at, late=not left):
                break
        return at

    @final
    def playing(self) -> bool:
        """See `Speaker.playing`; told by the clock, so that a device that hangs cannot make a sound endless."""
        return time.monotonic() < self._ends

    @final
    def close(self) -> None:
        """See `Speaker.close`."""
        self.stop()
        self._release()

    @property
    def delay_s(self) -> float:
        """See `Speaker.delay_s`."""
        return self.latency_s

    def fault(self) -> HardwareError | None:
        """See `Speaker.fault`; what is no device has none."""
        return None

    def _soonest(self, sound: Sound) -> float:  # noqa: ARG002 - a device has its own now
        """When a change that is made now can be heard first, on the time line of the sound."""
        return time.monotonic() + self.latency_s

    @abstractmethod
    def _start(self, sound: Sound) -> None:
        """Let it sound; its start has not passed."""

    def _more(self, sound: Sound, *, first: bool) -> float:  # noqa: ARG002 - a clock has no place to put it
        """A piece of a sound that comes in pieces, and whether it is the first; when it will be heard."""
        self._start(sound)
        return sound.starts

    def _hush(self) -> float:
        """Stop in the middle of pieces, or after the last; from when on it is silent."""
        return self._change(self._sound.end)

    @abstractmethod
    def _changed(self, sound: Sound, at: float, *, late: bool) -> bool:
        """From `at` on it is rendered otherwise than before: louder, softer, or not at all.

        False if that moment has passed meanwhile, and nothing was changed; with `late` it is changed even then.
        """

    @abstractmethod
    def _release(self) -> None:
        """Give back what the driver holds."""


def _check(pcm: NDArray[np.int16]) -> None:
    if pcm.dtype != np.int16 or pcm.ndim != 1:
        raise HardwareError("speaker.format", "The sound is not mono 16-bit PCM.", "Convert it first.")
