"""The simulated shop's loudspeaker: a client of its socket; what it plays, the shop's microphones pick up."""

from __future__ import annotations

import json
import socket
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from hardware.errors import HardwareError
from hardware.sound.resample import Resampler, resample
from hardware.sound.scheduled_sound import Sound
from hardware.sound.scheduled_speaker import ScheduledSpeaker
from kiosk.simulation.sound import RATE

SEND_S = 1.0


class ShopSpeaker(ScheduledSpeaker):
    """A loudspeaker in the shop behind `socket_path`.

    Raises:
        HardwareError: `speaker.shop-missing`: there is no shop.
    """

    audible = True

    def __init__(self, socket_path: Path, sample_rate: int) -> None:
        super().__init__("simulated shop", sample_rate)
        self._pieces = Resampler(sample_rate, RATE)
        self._shop = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self._shop.settimeout(SEND_S)
        try:
            self._shop.connect(str(socket_path))
            self._shop.sendall(b"loudspeaker\n")
        except OSError as fault:
            self._shop.close()
            raise HardwareError(
                "speaker.shop-missing",
                "There is no simulated shop to sound in.",
                "Start it with the kiosk, or set voice.speaker to another one.",
            ) from fault

    def _start(self, sound: Sound) -> None:
        self._send(sound, 0)

    def _changed(self, sound: Sound, at: float, *, late: bool) -> bool:  # noqa: ARG002 - the shop takes any moment
        """The rest of the sound takes the place of what was on its way."""
        self._send(sound, sound.index(at))
        return True

    def _more(self, sound: Sound, *, first: bool) -> float:
        """It joins what is on its way."""
        if first:
            self._pieces = Resampler(self.sample_rate, RATE)
        samples = self._pieces.take(sound.rendered(0, sound.ends))
        begins = sound.time(sound.ends) - self._pieces.late_s - samples.size / RATE
        self._hand({"at": begins - self.latency_s, "samples": samples.size, "more": not first}, samples)
        return sound.starts

    def _release(self) -> None:
        self._shop.close()

    def _send(self, sound: Sound, begin: int) -> None:
        """What is heard from a sample on; nothing for a sound that is over."""
        samples = resample(sound.rendered(begin, sound.ends), self.sample_rate, RATE)
        self._hand({"at": sound.time(begin) - self.latency_s, "samples": samples.size}, samples)

    def _hand(self, head: dict[str, float], samples: NDArray[np.int16]) -> None:
        try:
            self._shop.sendall(json.dumps(head).encode() + b"\n" + samples.astype("<i2").tobytes())
        except OSError as fault:
            raise HardwareError(
                "speaker.shop-lost", f"The simulated shop has gone ({fault}).", "Start it again."
            ) from fault
