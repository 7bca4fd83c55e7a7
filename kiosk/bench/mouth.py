"""Somebody in the simulated shop who speaks when the bench wants it, whatever the kiosk does."""

from __future__ import annotations

import json
import socket
from pathlib import Path

from kiosk.simulation.shop import SOCKET
from kiosk.simulation.sound import Samples


class Mouth:
    """A voice in the shop of a run."""

    def __init__(self, run_dir: Path) -> None:
        self._shop = socket.socket(socket.AF_UNIX)
        self._shop.connect(str(run_dir / SOCKET))
        self._shop.sendall(b"voice\n")

    def say(self, sound: Samples, at: float) -> None:
        """Let the first sample (16 kHz) arrive at the microphone at a monotonic time."""
        head = json.dumps({"at": at, "samples": sound.size}).encode()
        self._shop.sendall(head + b"\n" + sound.astype("<i2").tobytes())

    def close(self) -> None:
        """Leave."""
        self._shop.close()
