"""The process of a part: `python -m kiosk.runtime.child NAME MODULE FD`, with one socket to the core.

The first line that it reads is `{"settings": …, "run_dir": …}`; after that both ways carry vocabulary lines.
A line without a type, such as `{}` or `{"frames": 310}`, is a heartbeat with what the part has counted so far.
What the process writes to its standard output and error reaches the core as well, which keeps it in the log.
"""

from __future__ import annotations

import ctypes
import faulthandler
import importlib
import json
import logging
import queue
import signal
import socket
import sys
import threading
import time
from collections import Counter
from pathlib import Path

from kiosk.events import Event
from kiosk.logs import jsonl
from kiosk.ports import LinkClosed, Message, Part
from kiosk.runtime import wire
from kiosk.settings import Settings

BEAT_S = 0.5
PR_SET_PDEATHSIG = 1


class SocketLink:
    """`kiosk.ports.Link` over a stream socket; a reader thread feeds a queue, so that a part may wait on it."""

    def __init__(self, channel: socket.socket) -> None:
        self._channel = channel
        self._lines = channel.makefile("rb")
        self._queue: queue.SimpleQueue[Message | None] = queue.SimpleQueue()
        self._sending = threading.Lock()
        self._beaten = 0.0
        self._counts: Counter[str] = Counter()
        hello = json.loads(self._lines.readline())
        self.settings = Settings.model_validate(hello["settings"])
        self.run_dir = Path(hello["run_dir"])
        threading.Thread(target=self._read, name="link", daemon=True).start()

    def receive(self, timeout_s: float) -> Message | None:
        """See `kiosk.ports.Link`; waits in slices, so that a long wait beats too."""
        until = time.monotonic() + timeout_s
        while True:
            self._beat()
            wait = min(max(0.0, until - time.monotonic()), BEAT_S)
            try:
                message = self._queue.get(timeout=wait) if wait > 0 else self._queue.get_nowait()
            except queue.Empty:
                if time.monotonic() >= until:
                    return None
                continue
            if message is None:
                raise LinkClosed
            return message

    def send(self, event: Event) -> None:
        """See `kiosk.ports.Link`."""
        self._write(wire.encode(event))

    def count(self, **more: int) -> None:
        """See `kiosk.ports.Link`."""
        self._counts.update(more)

    def _beat(self) -> None:
        now = time.monotonic()
        if now - self._beaten >= BEAT_S:
            self._beaten = now
            self._write(json.dumps(self._counts).encode() + b"\n")

    def _write(self, line: bytes) -> None:
        try:
            with self._sending:
                self._channel.sendall(line)
        except OSError as fault:
            raise LinkClosed from fault

    def _read(self) -> None:
        try:
            for line in self._lines:
                self._queue.put(wire.decode(line))
        except OSError:
            logging.getLogger(__name__).info("the core has gone")
        self._queue.put(None)


def die_with_parent() -> None:
    """No orphan, even if the core is killed while this process is inside a library."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def main() -> None:
    """Run the part until the core goes."""
    name, module, descriptor = sys.argv[1], sys.argv[2], int(sys.argv[3])
    faulthandler.enable()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    die_with_parent()
    link = SocketLink(socket.socket(fileno=descriptor))
    jsonl.to_core(name, link.settings.logs.level, words=link.settings.logs.words)
    run: Part = importlib.import_module(module).run
    try:
        run(link, link.settings)
    except LinkClosed:
        return


if __name__ == "__main__":
    main()
