"""The loudspeaker of the configuration over time: opened, pulled while it sounds, plugged in again, or another one."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Final

from hardware.errors import HardwareError
from hardware.sound.mirror import Mirror
from hardware.sound.sound_devices import outputs
from hardware.sound.speaker import Speaker
from kiosk.settings import Voice
from kiosk.voice.speakers import open_loudspeaker

LOOK_S: Final = 0.5
SEEK_S: Final = 2.0
"""A look for devices where none was asks the sound server: not while anything sounds."""


class Outlet:
    """Where the voice comes out. `auto` stands in with a silent clock until there is a device, and then keeps to it."""

    def __init__(self, voice: Voice, run_dir: Path, mirror: Mirror | None) -> None:
        self._voice, self._run_dir, self._mirror = voice, run_dir, mirror
        self._source = voice.speaker
        self._look_at = self._seek_at = 0.0

    def open(self, sample_rate: int) -> Speaker:
        """The loudspeaker.

        Raises:
            HardwareError: `speaker.off`, or what `open_loudspeaker` raises.
        """
        if self._source == "none":
            raise HardwareError("speaker.off", "The speaker is switched off.", "Set voice.speaker to auto.")
        latency_s = self._voice.latency_ms / 1000
        speaker = open_loudspeaker(self._source, self._run_dir, sample_rate, self._mirror, latency_s)
        if self._source == "auto" and not speaker.simulated:
            self._source = "device"
        return speaker

    def lost(self, speaker: Speaker) -> HardwareError | None:
        """What is wrong with the device, at most every half second."""
        now = time.monotonic()
        if now < self._look_at:
            return None
        self._look_at = now + LOOK_S
        return speaker.fault()

    def found(self, speaker: Speaker) -> bool:
        """Whether there is a device now for which this speaker only stands in. Takes some milliseconds."""
        now = time.monotonic()
        if self._source != "auto" or not speaker.simulated or now < self._seek_at:
            return False
        self._seek_at = now + SEEK_S
        return bool(outputs())
