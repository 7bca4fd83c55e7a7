"""Sound in: 16 kHz mono from a sound card or a recording, in blocks that carry their own time."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from threading import Condition
from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray

from hardware.errors import HardwareError
from hardware.sound import sound_devices
from hardware.sound.resample import resample
from hardware.sound.wave_file import read_wave

if TYPE_CHECKING:
    from pygame._sdl2.audio import AudioDevice

__all__ = [
    "BACKLOG_S",
    "BLOCK",
    "RATE",
    "Block",
    "DeviceMicrophone",
    "FileMicrophone",
    "Microphone",
    "SampleClock",
    "device_names",
    "open_microphone",
    "resample",
]

RATE = 16_000
BLOCK = 320
BACKLOG_S = 3.0  # more than this unread and the oldest is dropped: old sound is worse than none
JITTER_S = 0.1
CAUGHT_UP_S = 0.25  # a machine that stood still takes what waited within this: only what is late for longer was lost
LOST_S = 3.0  # the monitor of PulseAudio's null sink was silent for 1.75 s, and went on


@dataclass(frozen=True, slots=True)
class Block:
    """`samples` (n,), mono at 16 kHz; `at` is the monotonic time of the first one, s."""

    samples: NDArray[np.int16]
    at: float


class Microphone(Protocol):
    """An open source of sound. `ended` is true once a recording has been read to its end; `detail` names the source."""

    @property
    def ended(self) -> bool:
        """Whether no block will come any more."""
        ...

    @property
    def detail(self) -> str:
        """The device or file, for people."""
        ...

    def read(self, timeout_s: float) -> Block | None:
        """The next block, or None when none came in `timeout_s`. Raises `HardwareError` when the device is lost."""
        ...

    def close(self) -> None:
        """Take no sound in any more; closing twice is allowed."""
        ...


class SampleClock:
    """Even times for blocks that arrive unevenly: a steady run of samples, until it stays off by more than the jitter.

    Blocks that come together after a stall were taken one after the other all the same.
    """

    def __init__(self, rate: int = RATE) -> None:
        self._rate = rate
        self._end: float | None = None
        self._late_since: float | None = None

    def first_sample(self, count: int, arrived: float) -> float:
        """When the first of `count` samples was taken, given the time at which the last one had arrived."""
        duration = count / self._rate
        expected = arrived if self._end is None else self._end + duration
        late = arrived - expected > JITTER_S
        self._late_since = (self._late_since or arrived) if late else None
        lost = self._late_since is not None and arrived - self._late_since >= CAUGHT_UP_S
        self._end = arrived if lost or expected - arrived > JITTER_S else min(expected, arrived)
        return self._end - duration


class FileMicrophone:
    """A recording, played in at its own pace from the moment it is opened, or as fast as it is read."""

    def __init__(self, path: Path, *, paced: bool = True, clock: Callable[[], float] = time.monotonic) -> None:
        self._samples = read_wave(path, RATE)
        self._paced, self._clock = paced, clock
        self._began = clock() if paced else 0.0
        self._place = 0
        self.detail = path.name

    @property
    def ended(self) -> bool:
        """Whether the last sample has been read, or the recording was closed."""
        return self._place >= len(self._samples)

    @property
    def began(self) -> float:
        """The time of the first sample, s."""
        return self._began

    def read(self, timeout_s: float) -> Block | None:
        """The next 20 ms; paced, not before its last sample would have been heard."""
        if self.ended:
            return None
        if self._paced and not self._wait(timeout_s):
            return None
        place = self._place
        self._place = min(place + BLOCK, len(self._samples))
        return Block(self._samples[place : self._place], self._began + place / RATE)

    def _wait(self, timeout_s: float) -> bool:
        now = self._clock()
        oldest = int((now - self._began - BACKLOG_S) * RATE) // BLOCK * BLOCK
        self._place = max(self._place, min(oldest, len(self._samples) - 1))
        due = self._began + min(self._place + BLOCK, len(self._samples)) / RATE
        if due - now > timeout_s:
            time.sleep(max(0.0, timeout_s))
            return False
        time.sleep(max(0.0, due - now))
        return True

    def close(self) -> None:
        """Skip to the end."""
        self._place = len(self._samples)


def device_names() -> tuple[str, ...]:
    """The capture devices that SDL finds; empty when there is no sound system."""
    return sound_devices.device_names(capture=True)


class DeviceMicrophone:
    """A capture device through SDL, which resamples to 16 kHz mono itself."""

    def __init__(self, name: str) -> None:
        import pygame
        from pygame._sdl2.audio import AUDIO_S16, AudioDevice

        self.detail, self.ended = name, False
        self._blocks: deque[Block] = deque(maxlen=int(BACKLOG_S * RATE / BLOCK))
        self._arrival = Condition()
        self._stamp = SampleClock()
        self._heard_at = time.monotonic()
        try:
            with sound_devices.switched_on():
                self._device: AudioDevice | None = AudioDevice(name, True, RATE, AUDIO_S16, 1, BLOCK, 0, self._take)
                sound_devices.switch_on()
            self._device.pause(0)
        except pygame.error as fault:
            raise HardwareError(
                "microphone.unusable",
                f"The microphone {name} cannot be opened ({fault}).",
                "Check its plug, and that no other program holds it.",
            ) from fault

    def _take(self, _device: AudioDevice, memory: memoryview) -> None:
        samples = np.frombuffer(bytes(memory), np.int16)
        with self._arrival:
            self._blocks.append(Block(samples, self._stamp.first_sample(len(samples), time.monotonic())))
            self._arrival.notify()

    def read(self, timeout_s: float) -> Block | None:
        """The oldest block that was not read yet. SDL goes on for a device that was pulled, with silence."""
        with self._arrival:
            if not self._blocks:
                self._arrival.wait(timeout_s)
            block = self._blocks.popleft() if self._blocks else None
        if self._device is not None and sound_devices.stopped(self._device.deviceid):
            raise self._lost("was unplugged")
        if block is not None:
            self._heard_at = time.monotonic()
        elif not self.ended and time.monotonic() - self._heard_at > LOST_S:
            raise self._lost("went silent")
        return block

    def _lost(self, what: str) -> HardwareError:
        return HardwareError(
            "microphone.lost", f"The microphone {self.detail} {what}.", "Check its plug; it is opened again by itself."
        )

    def close(self) -> None:
        """Stop the capture and give the device back."""
        if self._device is not None and sound_devices.close(self._device):
            sound_devices.switch_off()
        self._device, self.ended = None, True


def open_microphone(source: str) -> Microphone:
    """A microphone from `auto` (the first device), `device:NAME` (a part of the name is enough) or `file:PATH`.

    Raises:
        HardwareError: `microphone.missing`, `microphone.unusable`, `microphone.source`, `recording.*`.
    """
    kind, _, name = source.partition(":")
    if kind == "file":
        return FileMicrophone(Path(name))
    if kind not in {"auto", "device"}:
        raise HardwareError("microphone.source", f"{source!r} is no microphone.", "Use auto, device:NAME or file:PATH.")
    found = [device for device in device_names() if name.casefold() in device.casefold()]
    if not found:
        what = f"There is no microphone named {name!r}." if name else "No microphone was found."
        raise HardwareError("microphone.missing", what, "Plug one in, or play in a recording with file:PATH.")
    return DeviceMicrophone(found[0])
