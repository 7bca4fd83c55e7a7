"""A client of the simulated shop's socket: waits for the shop, and connects again when it goes away."""

from __future__ import annotations

import select
import socket
import time
from pathlib import Path

RETRY_S = 0.25
CHUNK = 1 << 16


class ShopClient:
    """Asks for `wanted` (see `kiosk.simulation.shop`) and takes in what is sent, without ever blocking for long."""

    def __init__(self, path: Path, wanted: str) -> None:
        self._path, self._wanted = path, wanted
        self._socket: socket.socket | None = None
        self._retry_at = 0.0

    def receive(self, timeout_s: float) -> bytes | None:
        """All that has arrived, waiting at most `timeout_s` for it; None while the shop is away, or has just gone."""
        shop = self._socket or self._connect()
        if shop is None:
            time.sleep(min(timeout_s, RETRY_S))
            return None
        return self._drain(shop) if select.select([shop], [], [], timeout_s)[0] else b""

    def send(self, data: bytes) -> bool:
        """Hand data to the shop; false if it is away, or does not take it."""
        shop = self._socket or self._connect()
        if shop is None:
            return False
        try:
            shop.sendall(data)
        except OSError:  # nobody takes it in, or the shop has gone: half a line is of no use, so begin anew
            self.close()
            return False
        return True

    def close(self) -> None:
        """Leave the shop."""
        if self._socket is not None:
            self._socket.close()
        self._socket = None

    def _drain(self, shop: socket.socket) -> bytes | None:
        found = bytearray()
        while True:
            try:
                data = shop.recv(CHUNK)
            except BlockingIOError:
                return bytes(found)
            except OSError:
                data = b""
            if not data:
                self.close()
                return None
            found += data

    def _connect(self) -> socket.socket | None:
        if time.monotonic() < self._retry_at:
            return None
        self._retry_at = time.monotonic() + RETRY_S
        shop = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            shop.connect(str(self._path))
            shop.sendall(f"{self._wanted}\n".encode())
        except OSError:
            shop.close()
            return None
        shop.setblocking(False)
        self._socket = shop
        return shop
