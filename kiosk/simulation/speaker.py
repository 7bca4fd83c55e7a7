"""The simulated shop's loudspeaker: a client of its socket; what it plays, the shop's microphones pick up."""

from __future__ import annotations

import json
import socket
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from hardware.errors import HardwareError
from hardware.resample import resample
from hardware.speaker import ScheduledSpeaker
from kiosk.simulation.sound import RATE

SEND_S = 1.0


class ShopSpeaker(ScheduledSpeaker):
    """A loudspeaker in the shop behind `socket_path`.

    Raises:
        HardwareError: `speaker.shop-missing`: there is no shop.
    """

    def __init__(self, socket_path: Path, sample_rate: int) -> None:
        super().__init__("simulated shop", sample_rate)
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

    def _start(self, pcm: NDArray[np.int16], starts: float) -> None:
        self._send(resample(np.asarray(pcm * self._gain, np.int16), self.sample_rate, RATE), starts)

    def _regain(self, before: float, now: float) -> None:
        """The rest of the sound takes the place of what was on its way."""
        begin = max(0, round((now - self._starts) * self.sample_rate))
        self._send(resample(self._louder(begin, before), self.sample_rate, RATE), max(now, self._starts))

    def _silence(self, now: float) -> None:
        self._send(np.zeros(0, np.int16), now)

    def _release(self) -> None:
        self._shop.close()

    def _send(self, samples: NDArray[np.int16], starts: float) -> None:
        head = json.dumps({"at": starts, "samples": samples.size}).encode()
        try:
            self._shop.sendall(head + b"\n" + samples.astype("<i2").tobytes())
        except OSError as fault:
            raise HardwareError(
                "speaker.shop-lost", f"The simulated shop has gone ({fault}).", "Start it again."
            ) from fault
