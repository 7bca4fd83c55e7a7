"""Where sound leaves the machine: a device through SDL, a silent clock, or a recording of what would be heard.

PCM is mono int16 at the speaker's own rate; times are CLOCK_MONOTONIC seconds. A speaker plays one sound at a time.
"""

from __future__ import annotations

import math
import threading
import time
from abc import ABC, abstractmethod
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Protocol, final

import numpy as np
from numpy.typing import NDArray

from hardware.errors import HardwareError
from hardware.mirror import Mirror
from hardware.sound import Sound

TRIES = 5
"""A busy machine may miss the moment of a change so often; then the sound gets a step, and changes all the same."""


class Speaker(Protocol):
    """One loudspeaker. `name` is for people; `simulated` if nobody can hear it."""

    mirror: Mirror | None
    """Who is told what is played, if anybody."""
    latency_s: float
    """How much later a sound is heard than it is given out, as it was measured: it is given out sooner by that."""

    @property
    def delay_s(self) -> float:
        """How long before it is to be heard a sound must be here, s."""
        ...

    def fault(self) -> HardwareError | None:
        """What is wrong with the device now, such as `speaker.lost`; it cannot be used then. Takes no time."""
        ...

    @property
    def audible(self) -> bool:
        """Whether what it plays reaches a microphone, be it a simulated one."""
        ...

    @property
    def name(self) -> str:
        """What it is, in a word or two."""
        ...

    @property
    def simulated(self) -> bool:
        """Whether no device stands behind it."""
        ...

    @property
    def sample_rate(self) -> int:
        """Samples a second."""
        ...

    def play(self, pcm: NDArray[np.int16], at: float) -> None:
        """Let the first sample sound at `at`, or now if that has passed; what still sounded is stopped first.

        Raises:
            HardwareError: `speaker.format` or `speaker.play`.
        """
        ...

    def stop(self) -> None:
        """Fall silent: within a few buffers, with a fade and without a click."""
        ...

    def set_gain(self, gain: float) -> None:
        """Multiply all samples by `gain`, 0 to 1, from now on; what sounds goes there in `LEVEL_S`, without a click."""
        ...

    def duck(self, *, down: bool) -> None:
        """Lower what is scheduled or sounding by 14 dB in 25 ms, or bring it up again in 200; the next sound is not."""
        ...

    def playing(self) -> bool:
        """Whether a sound is scheduled or sounding."""
        ...

    def close(self) -> None:
        """Stop, and give the device or file back."""
        ...


class ScheduledSpeaker(ABC):
    """What is true of every speaker: one sound at a time, and when it starts, changes and ends. A driver plays it."""

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

    @final
    def play(self, pcm: NDArray[np.int16], at: float) -> None:
        """See `Speaker.play`."""
        if pcm.dtype != np.int16 or pcm.ndim != 1:
            raise HardwareError("speaker.format", "The sound is not mono 16-bit PCM.", "Convert it first.")
        with self._lock:
            self.stop()
            self._sound = Sound(pcm, max(at, time.monotonic()), self.sample_rate, self._gain)
            if self.mirror is not None:  # first: who listens along needs it before it is heard
                self.mirror.sound(pcm, self.sample_rate, self._sound.starts, self._gain)
            self._begin()
            self._ends = self._sound.starts + pcm.size / self.sample_rate / self._speed

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
            if self.playing():
                self._ends = 0.0
                at = self._change(self._sound.end)
                if self.mirror is not None:
                    self.mirror.end(at)

    @final
    def set_gain(self, gain: float) -> None:
        """See `Speaker.set_gain`."""
        with self._lock:
            before, self._gain = self._gain, min(max(gain, 0.0), 1.0)
            if before != self._gain and self.playing():
                at = self._change(partial(self._sound.level, self._gain))
                if self.mirror is not None:
                    self.mirror.level(self._gain, at)

    @final
    def duck(self, *, down: bool) -> None:
        """See `Speaker.duck`."""
        with self._lock:
            if self.playing() and self._sound.ducked is not down:
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

    @abstractmethod
    def _changed(self, sound: Sound, at: float, *, late: bool) -> bool:
        """From `at` on it is rendered otherwise than before: louder, softer, or not at all.

        False if that moment has passed meanwhile, and nothing was changed; with `late` it is changed even then.
        """

    @abstractmethod
    def _release(self) -> None:
        """Give back what the driver holds."""


class ClockSpeaker(ScheduledSpeaker):
    """Silent, and exactly on time: for machines without a sound card and for tests.

    With a `speed` above 1 a sound is over as many times sooner: for drills, in which nobody listens to the end.
    """

    def __init__(self, sample_rate: int, speed: float = 1.0) -> None:
        super().__init__("clock" if speed == 1.0 else f"clock, {speed:g} times as fast", sample_rate)
        self._speed = speed

    def _start(self, sound: Sound) -> None:
        """The clock of `ScheduledSpeaker` is all there is."""

    def _changed(self, sound: Sound, at: float, *, late: bool) -> bool:  # noqa: ARG002 - nothing sounds
        """Always in time."""
        return True

    def _release(self) -> None:
        """Nothing is held."""


def open_speaker(source: str, folder: Path | None, sample_rate: int) -> Speaker:
    """The speaker that a setting names.

    `auto` a device if there is one, else the clock; `device` or `device:NAME`; `clock`, or `none` which is the same
    under its own name, or `clock:8`, at eight times the speed; `record`, which writes to `folder`.

    Raises:
        HardwareError: `speaker.none`, `speaker.source` or `speaker.folder`.
    """
    kind, _, name = source.partition(":")
    match kind:
        case "auto":
            return _device_or_clock(sample_rate)
        case "device":
            return _device(sample_rate, name or None)
        case "clock":
            return ClockSpeaker(sample_rate, _speed(source, name))
        case "none":
            silent = ClockSpeaker(sample_rate)
            silent.name = "none"
            return silent
        case "record":
            return _recording(folder, sample_rate)
    raise HardwareError(
        "speaker.source",
        f"There is no speaker {source!r}.",
        "Use auto, device, device:NAME, clock, record or none.",
    )


def _speed(source: str, text: str) -> float:
    """The speed in `clock:SPEED`; 1 without one."""
    try:
        speed = float(text or 1)
    except ValueError:
        speed = math.nan
    if 0 < speed < math.inf:
        return speed
    raise HardwareError(
        "speaker.source", f"There is no speaker {source!r}.", "Use clock, or clock:8 for 8 times as fast."
    )


def _device(sample_rate: int, name: str | None = None) -> Speaker:
    from hardware.mixer import MixerSpeaker

    return MixerSpeaker(sample_rate, name)


def _device_or_clock(sample_rate: int) -> Speaker:
    try:
        return _device(sample_rate)
    except HardwareError:
        return ClockSpeaker(sample_rate)


def _recording(folder: Path | None, sample_rate: int) -> Speaker:
    from hardware.recording import RecordingSpeaker

    if folder is None:
        raise HardwareError("speaker.folder", "A recording needs a folder.", "Name one.")
    return RecordingSpeaker(folder, sample_rate)
