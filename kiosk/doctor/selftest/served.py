"""A part of the kiosk in a process of its own, with the test in the place of the core."""

from __future__ import annotations

import queue
import threading
import time
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import Any, Literal

from kiosk.doctor.selftest.bench import Bench
from kiosk.doctor.site import Site
from kiosk.doctor.worker import Channel, Hung, Worker
from kiosk.events import Event, PartFailed
from kiosk.ports import LinkClosed, Message
from kiosk.runtime import wire

Name = Literal["voice", "hearing"]


class Served:
    """A running part. `receive` raises `KioskError`, `Died`."""

    def __init__(self, bench: Bench, part: Name) -> None:
        self._worker = Worker("kiosk.doctor.selftest.served:serve", bench.site, run_dir=str(bench.run_dir), part=part)

    def send(self, message: Message) -> None:
        """What the core would send."""
        self._worker.send(message={"type": type(message).__name__, **wire.to_data(message)})

    def receive(self, timeout_s: float) -> Message | None:
        """What it tells next, or None when nothing came."""
        with suppress(Hung):
            told = dict(self._worker.receive("event", max(0.0, timeout_s)))
            return wire.from_data(told.pop("type"), told)
        return None

    def until(self, kind: type[Event], timeout_s: float) -> list[Message]:
        """All that it tells until something of a kind, or a fault, or until the time is over."""
        ends, told = time.monotonic() + timeout_s, list[Message]()
        while (left := ends - time.monotonic()) > 0:
            message = self.receive(left)
            if message is not None:
                told.append(message)
            if isinstance(message, kind | PartFailed):
                break
        return told

    def close(self) -> None:
        """End it."""
        self._worker.close()


class _Link:
    """See `kiosk.ports.Link`."""

    def __init__(self, channel: Channel, run_dir: Path) -> None:
        self.run_dir, self._channel = run_dir, channel
        self._inbox: queue.SimpleQueue[dict[str, Any]] = queue.SimpleQueue()
        threading.Thread(target=self._read, name="link", daemon=True).start()

    def receive(self, timeout_s: float) -> Message | None:
        try:
            told = self._inbox.get(timeout=timeout_s) if timeout_s > 0 else self._inbox.get_nowait()
        except queue.Empty:
            return None
        if not told:
            raise LinkClosed
        data = dict(told["message"])
        return wire.from_data(data.pop("type"), data)

    def send(self, event: Event) -> None:
        self._channel.tell(event={"type": type(event).__name__, **wire.to_data(event)})

    def count(self, **more: int) -> None:
        """Nobody counts."""

    def _read(self) -> None:
        while told := self._channel.hear():
            self._inbox.put(told)
        self._inbox.put({})


def serve(site: Site, channel: Channel, run_dir: str, part: Name) -> None:
    """The job: the part's own entry, until the test goes."""
    import_module(f"kiosk.{part}.part").run(_Link(channel, Path(run_dir)), site.settings)
