"""One link of a part, shared by several devices in threads of their own: each has a `kiosk.ports.Link` to itself."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable

from kiosk.events import Event, PartFailed, PartReady
from kiosk.ports import Link, LinkClosed, Message

Told = Callable[[str, PartReady | PartFailed], None]


class Branch:
    """A device's link: what it says of itself goes to `told`, all else on to the core.

    Its `receive` ends with `LinkClosed` after `close`, as that of a part ends when the core has gone.
    """

    def __init__(self, name: str, trunk: Link, told: Told) -> None:
        self._name, self._trunk, self._told = name, trunk, told
        self._inbox: queue.SimpleQueue[Message | None] = queue.SimpleQueue()
        self._closed = threading.Event()
        self.run_dir = trunk.run_dir / name
        self.run_dir.mkdir(exist_ok=True)

    def give(self, message: Message) -> None:
        """Hand in what the core sends."""
        self._inbox.put(message)

    def close(self) -> None:
        """Let the device go."""
        self._closed.set()
        self._inbox.put(None)

    def receive(self, timeout_s: float) -> Message | None:
        """See `kiosk.ports.Link`."""
        try:
            message = self._inbox.get(timeout=timeout_s) if timeout_s > 0 else self._inbox.get_nowait()
        except queue.Empty:
            message = None
        if self._closed.is_set():
            raise LinkClosed
        return message

    def send(self, event: Event) -> None:
        """See `kiosk.ports.Link`."""
        if isinstance(event, PartReady | PartFailed):
            self._told(self._name, event)
        else:
            self._trunk.send(event)

    def count(self, **more: int) -> None:
        """See `kiosk.ports.Link`."""
        self._trunk.count(**more)
