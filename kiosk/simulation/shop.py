"""The simulated shop as a server: cameras and microphones connect to `shop.sock` and are fed at their own pace.

A client sends `camera` and gets a JSON line a frame, or `microphone` and gets 20 ms blocks of s16le mono 16 kHz PCM.
"""

from __future__ import annotations

import json
import logging
import socket
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from kiosk.simulation.sound import BLOCK, RATE, Air

SOCKET = "shop.sock"
FRAME_S = 1 / 30
BLOCK_S = BLOCK / RATE
BEHIND_S = 0.5
BUFFER = 1 << 14

People = Callable[[], list[dict[str, object]]]
log = logging.getLogger(__name__)


class ShopServer:
    """Feeds any number of cameras and microphones, each in a thread of its own."""

    def __init__(self, run_dir: Path, air: Air, people: People) -> None:
        self._air, self._people = air, people
        path = run_dir / SOCKET
        path.unlink(missing_ok=True)
        self._socket = socket.socket(socket.AF_UNIX)
        self._socket.bind(str(path))
        self._socket.listen()
        threading.Thread(target=self._accept, name="shop", daemon=True).start()

    def close(self) -> None:
        """Take no more clients."""
        self._socket.close()

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._socket.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client: socket.socket) -> None:
        client.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, BUFFER)
        with client, client.makefile("rb") as lines:
            wanted = lines.readline().strip()
            feed = {b"camera": self._frames, b"microphone": self._blocks}.get(wanted)
            if feed is None:
                return
            try:
                for data in feed():
                    client.sendall(data)
            except OSError:
                log.info("a %s has gone", wanted.decode())

    def _frames(self) -> Iterator[bytes]:
        for at in _paced(FRAME_S):
            yield json.dumps({"t": at, "people": self._people()}).encode() + b"\n"

    def _blocks(self) -> Iterator[bytes]:
        for at in _paced(BLOCK_S):
            yield self._air.block(at - BLOCK_S).tobytes()


def _paced(period_s: float) -> Iterator[float]:
    """Monotonic times, a period apart; who is held up for long goes on from now, as a device drops what nobody took."""
    at = time.monotonic()
    while True:
        at += period_s
        late = time.monotonic() - at
        if late > BEHIND_S:
            at += late
        elif late < 0:
            time.sleep(-late)
        yield at
