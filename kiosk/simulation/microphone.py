"""The simulated shop's sound: a client of its socket, behind the same seam as a sound card."""

from __future__ import annotations

import select
import socket
import time
from pathlib import Path

import numpy as np

from hardware.microphone import BACKLOG_S, BLOCK, RATE, Block, SampleClock

RETRY_S = 0.25
BLOCK_BYTES = BLOCK * 2
BACKLOG_BYTES = int(BACKLOG_S * RATE) * 2


class ShopMicrophone:
    """16 kHz mono from `socket_path`; waits for the shop, and connects again when it goes away."""

    def __init__(self, socket_path: Path) -> None:
        self._path = socket_path
        self._socket: socket.socket | None = None
        self._pending = bytearray()
        self._stamp = SampleClock()
        self._retry_at = 0.0
        self.ended = False
        self.detail = "simulated shop"

    def read(self, timeout_s: float) -> Block | None:
        """The next 20 ms, or None when none came in `timeout_s`."""
        if len(self._pending) < BLOCK_BYTES and not self.ended:
            self._receive(timeout_s)
        if len(self._pending) < BLOCK_BYTES:
            return None
        samples = np.frombuffer(bytes(self._pending[:BLOCK_BYTES]), np.int16)
        behind = len(self._pending) // BLOCK_BYTES - 1
        del self._pending[:BLOCK_BYTES]
        return Block(samples, self._stamp.first_sample(BLOCK, time.monotonic() - behind * BLOCK / RATE))

    def _receive(self, timeout_s: float) -> None:
        shop = self._socket or self._connect()
        if shop is None:
            time.sleep(timeout_s)
        elif select.select([shop], [], [], timeout_s)[0]:
            self._drain(shop)

    def _drain(self, shop: socket.socket) -> None:
        """All that has arrived; when nobody read for a while the oldest whole blocks are dropped."""
        while True:
            try:
                data = shop.recv(1 << 16)
            except BlockingIOError:
                break
            except OSError:
                data = b""
            if not data:
                self._disconnect()
                return
            self._pending += data
        excess = max(0, len(self._pending) - BACKLOG_BYTES)
        del self._pending[: -(-excess // BLOCK_BYTES) * BLOCK_BYTES]

    def _connect(self) -> socket.socket | None:
        if time.monotonic() < self._retry_at:
            return None
        self._retry_at = time.monotonic() + RETRY_S
        shop = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            shop.connect(str(self._path))
            shop.sendall(b"microphone\n")
        except OSError:
            shop.close()
            return None
        shop.setblocking(False)
        self._socket, self._stamp = shop, SampleClock()
        return shop

    def _disconnect(self) -> None:
        if self._socket is not None:
            self._socket.close()
        self._socket = None
        self._pending.clear()

    def close(self) -> None:
        """Leave the shop."""
        self.ended = True
        self._disconnect()
