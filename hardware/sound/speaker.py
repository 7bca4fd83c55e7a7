"""Where sound leaves the machine: a device through SDL, a silent clock, or a recording of what would be heard.

PCM is mono int16 at the speaker's own rate; times are CLOCK_MONOTONIC seconds. A speaker plays one sound at a time.
"""

from __future__ import annotations

import math
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from hardware.errors import HardwareError
from hardware.sound.mirror import Mirror
from hardware.sound.scheduled_sound import Sound
from hardware.sound.scheduled_speaker import ScheduledSpeaker


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

    def feed(self, pcm: NDArray[np.int16], at: float) -> None:
        """Let `pcm` sound at `at`, right after the pieces that were fed before it: a voice that comes as it is spoken.

        A sound that was played before is stopped; a piece that comes too late loses what has passed.

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
    from hardware.sound.mixer import MixerSpeaker

    return MixerSpeaker(sample_rate, name)


def _device_or_clock(sample_rate: int) -> Speaker:
    try:
        return _device(sample_rate)
    except HardwareError:
        return ClockSpeaker(sample_rate)


def _recording(folder: Path | None, sample_rate: int) -> Speaker:
    from hardware.sound.recording import RecordingSpeaker

    if folder is None:
        raise HardwareError("speaker.folder", "A recording needs a folder.", "Name one.")
    return RecordingSpeaker(folder, sample_rate)
