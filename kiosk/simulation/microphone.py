"""The simulated shop's sound: a client of its socket, behind the same seam as a sound card."""

from __future__ import annotations

import time
from pathlib import Path

import numpy as np

from hardware.errors import HardwareError
from hardware.sound.microphone import BACKLOG_S, BLOCK, LOST_S, RATE, Block, SampleClock
from kiosk.simulation.client import ShopClient

BLOCK_BYTES = BLOCK * 2
BACKLOG_BYTES = int(BACKLOG_S * RATE) * 2


class ShopMicrophone:
    """16 kHz mono from `socket_path`; waits for the shop, and connects again when it goes away.

    Raises `HardwareError` microphone.shop-lost from `read` when no sound came for a while.
    """

    def __init__(self, socket_path: Path) -> None:
        self._shop = ShopClient(socket_path, "microphone")
        self._pending = bytearray()
        self._heard_at = time.monotonic()
        self._stamp = SampleClock()
        self.ended = False
        self.detail = "simulated shop"

    def read(self, timeout_s: float) -> Block | None:
        """The next 20 ms, or None when none came in `timeout_s`."""
        if len(self._pending) < BLOCK_BYTES and not self.ended:
            self._receive(timeout_s)
        if len(self._pending) < BLOCK_BYTES:
            self._complain()
            return None
        self._heard_at = time.monotonic()
        samples = np.frombuffer(bytes(self._pending[:BLOCK_BYTES]), np.int16)
        behind = len(self._pending) // BLOCK_BYTES - 1
        del self._pending[:BLOCK_BYTES]
        return Block(samples, self._stamp.first_sample(BLOCK, time.monotonic() - behind * BLOCK / RATE))

    def _complain(self) -> None:
        """A device that goes silent is lost, as a sound card is whose plug is pulled."""
        if not self.ended and time.monotonic() - self._heard_at > LOST_S:
            raise HardwareError(
                "microphone.shop-lost", "The simulated shop's microphone went silent.", "Wait for the shop."
            )

    def _receive(self, timeout_s: float) -> None:
        """Take in all that has arrived; when nobody read for a while the oldest whole blocks are dropped."""
        data = self._shop.receive(timeout_s)
        if data is None:
            self._pending.clear()
            self._stamp = SampleClock()
            return
        self._pending += data
        excess = max(0, len(self._pending) - BACKLOG_BYTES)
        del self._pending[: -(-excess // BLOCK_BYTES) * BLOCK_BYTES]

    def close(self) -> None:
        """Leave the shop."""
        self.ended = True
        self._pending.clear()
        self._shop.close()
