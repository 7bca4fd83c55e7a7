"""Where sound leaves the machine: a device through SDL, a silent clock, or a recording of what would be heard.

PCM is mono int16 at the speaker's own rate; times are CLOCK_MONOTONIC seconds. A speaker plays one sound at a time.
"""

from __future__ import annotations

import math
import time
from abc import ABC, abstractmethod
from pathlib import Path
from typing import Protocol, final

import numpy as np
from numpy.typing import NDArray

from hardware.errors import HardwareError

FADE_S = 0.12
"""A change of loudness takes so long: a sudden one is heard as a click."""


class Speaker(Protocol):
    """One loudspeaker. `name` is for people; `simulated` if nobody can hear it."""

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
        """Multiply all samples by `gain`, 0 to 1, from now on; what sounds goes there in `FADE_S`, without a click."""
        ...

    def playing(self) -> bool:
        """Whether a sound is scheduled or sounding."""
        ...

    def close(self) -> None:
        """Stop, and give the device or file back."""
        ...


class ScheduledSpeaker(ABC):
    """What is true of every speaker: one sound at a time, and when it starts and ends. A driver makes the sound."""

    simulated = True
    _speed = 1.0

    def __init__(self, name: str, sample_rate: int) -> None:
        self.name, self.sample_rate = name, sample_rate
        self._ends = self._starts = 0.0
        self._gain = 1.0
        self._pcm = np.zeros(0, np.int16)

    @final
    def play(self, pcm: NDArray[np.int16], at: float) -> None:
        """See `Speaker.play`."""
        if pcm.dtype != np.int16 or pcm.ndim != 1:
            raise HardwareError("speaker.format", "The sound is not mono 16-bit PCM.", "Convert it first.")
        self.stop()
        starts = max(at, time.monotonic())
        self._pcm, self._starts = pcm, starts
        self._start(pcm, starts)
        self._ends = starts + pcm.size / self.sample_rate / self._speed

    @final
    def stop(self) -> None:
        """See `Speaker.stop`."""
        now = time.monotonic()
        if now < self._ends:
            self._ends = 0.0
            self._silence(now)

    @final
    def set_gain(self, gain: float) -> None:
        """See `Speaker.set_gain`."""
        before, self._gain = self._gain, min(max(gain, 0.0), 1.0)
        if before != self._gain and self.playing():
            self._regain(before, time.monotonic())

    def _louder(self, begin: int, before: float) -> NDArray[np.int16]:
        """What is left of the sound from sample `begin` on, going from a gain to the present one."""
        left = self._pcm[begin:]
        gains = np.full(left.size, self._gain, np.float32)
        fade = min(left.size, round(FADE_S * self.sample_rate))
        gains[:fade] = np.linspace(before, self._gain, fade)
        return np.asarray(left * gains, np.int16)

    @final
    def playing(self) -> bool:
        """See `Speaker.playing`; told by the clock, so that a device that hangs cannot make a sound endless."""
        return time.monotonic() < self._ends

    @final
    def close(self) -> None:
        """See `Speaker.close`."""
        self.stop()
        self._release()

    @abstractmethod
    def _start(self, pcm: NDArray[np.int16], starts: float) -> None:
        """Let `pcm` sound at `_gain` from `starts`, which has not passed."""

    @abstractmethod
    def _regain(self, before: float, now: float) -> None:
        """Take what is scheduled or sounding from the gain `before` to `_gain`."""

    @abstractmethod
    def _silence(self, now: float) -> None:
        """End the sound that is scheduled or sounding."""

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

    def _start(self, pcm: NDArray[np.int16], starts: float) -> None:
        """The clock of `ScheduledSpeaker` is all there is."""

    def _regain(self, before: float, now: float) -> None:
        """Nothing sounds."""

    def _silence(self, now: float) -> None:
        """Nothing sounds."""

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
