"""What tests of several parts share: a link without a core, and where the public test data lies."""

from __future__ import annotations

import os
import queue
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TypeVar

import pytest

from kiosk.events import Event
from kiosk.ports import LinkClosed, Message
from kiosk.runtime.memory import tree
from kiosk.settings import Settings

Kind = TypeVar("Kind")


def data_dir() -> Path:
    """The public test data: KIOSK_TEST_DATA, else `shared/data` beside the checkout; skips the test without it."""
    place = Path(os.environ.get("KIOSK_TEST_DATA", Path(__file__).parents[2] / "shared" / "data"))
    if not place.is_dir():
        pytest.skip(f"no public test data: {place} is no folder (set KIOSK_TEST_DATA)")
    return place


def kept_waiting_s(pids: Iterable[int | str] = ("self",)) -> float:
    """How long all threads of processes have waited for a processor so far, s; 0 where the kernel does not tell.

    Source: Documentation/scheduler/sched-stats.rst of the Linux kernel, /proc/<pid>/task/<tid>/schedstat.
    """
    total = 0
    for file in (each for pid in pids for each in Path(f"/proc/{pid}/task").glob("*/schedstat")):
        with suppress(OSError):  # a thread that ended meanwhile
            total += int(file.read_text(encoding="ascii").split()[1])
    return total / 1e9 + _stolen_s() + _stalled_s()


def _stolen_s() -> float:
    """How long the processors of a virtual machine worked for its neighbours, which no thread is told of.

    Source: proc_stat(5), the eighth figure of the line `cpu`.
    """
    first = Path("/proc/stat").read_text(encoding="ascii").split("\n", 1)[0].split()
    return int(first[8]) / os.sysconf("SC_CLK_TCK") if len(first) > 8 else 0.0


def _stalled_s() -> float:
    """How long work on this machine stood still for a disk or for memory.

    Source: Documentation/accounting/psi.rst of the Linux kernel, the totals of `some` in us.
    """
    total = 0
    for file in (Path("/proc/pressure/io"), Path("/proc/pressure/memory")):
        with suppress(OSError):  # a kernel without these figures
            total += int(file.read_text(encoding="ascii").split("total=", 1)[1].split()[0])
    return total / 1e6


class Stopwatch:
    """The time since it was made, and how much of it a busy machine took: by that a promise in seconds may be late.

    What processes that this one started had to wait counts, too.
    """

    def __init__(self) -> None:
        self._waited = kept_waiting_s(tree(os.getpid()))
        self.began = time.monotonic()

    @property
    def seconds(self) -> float:
        """Since it was made, by the clock on the wall."""
        return time.monotonic() - self.began

    @property
    def late_s(self) -> float:
        """How long all threads together could not work because of others or of a disk."""
        return max(0.0, kept_waiting_s(tree(os.getpid())) - self._waited)


class FakeLink:
    """A part's link whose other end is the test: `give` what the core would send, look at what the part `sent`.

    `on_event` is called with each event, in the part's thread; `close` makes the part return.
    """

    def __init__(self, run_dir: Path, on_event: Callable[[Event], None] | None = None) -> None:
        self.run_dir = run_dir
        self.sent: list[Event] = []
        self.sent_at: list[float] = []
        self.received = 0
        self.counts: Counter[str] = Counter()
        self._on_event = on_event
        self._inbox: queue.Queue[Message] = queue.Queue()
        self._closed = False
        self.left = threading.Event()

    def give(self, *messages: Message) -> None:
        """What the core sends."""
        for message in messages:
            self._inbox.put(message)

    def close(self) -> None:
        """The core goes."""
        self._closed = True

    def leave(self, within_s: float = 30.0) -> None:
        """The core goes, and the part has returned: what it writes is written."""
        self.close()
        assert self.left.wait(within_s), "the part did not return when the link closed"

    def receive(self, timeout_s: float) -> Message | None:
        """See `kiosk.ports.Link`."""
        if self._closed:
            raise LinkClosed
        self.received += 1
        try:
            return self._inbox.get(timeout=timeout_s) if timeout_s > 0 else self._inbox.get_nowait()
        except queue.Empty:
            return None

    def send(self, event: Event) -> None:
        """See `kiosk.ports.Link`."""
        if self._closed:
            raise LinkClosed
        self.sent.append(event)
        self.sent_at.append(time.monotonic())
        if self._on_event is not None:
            self._on_event(event)

    def count(self, **more: int) -> None:
        """See `kiosk.ports.Link`."""
        self.counts.update(more)

    def taken(self) -> bool:
        """Whether the part has received all that was given."""
        return self._inbox.empty()

    def of(self, kind: type[Kind]) -> list[Kind]:
        """The events of one type that were sent, in order."""
        return [event for event in self.sent if isinstance(event, kind)]

    def wait(self, kind: type[Kind], timeout_s: float = 30.0) -> Kind:
        """The first event of a type, as soon as it is sent; fails the test when it does not come."""
        return next(self._awaited(kind, timeout_s))

    def _awaited(self, kind: type[Kind], timeout_s: float) -> Iterator[Kind]:
        until = time.monotonic() + timeout_s
        while time.monotonic() < until:
            yield from self.of(kind)
            time.sleep(0.005)
        pytest.fail(f"no {kind.__name__} within {timeout_s} s; sent: {self.sent}")


def until(condition: Callable[[], object], within_s: float = 30.0) -> None:
    """Return as soon as something is so; fails the test when it does not come."""
    ends = time.monotonic() + within_s
    while not condition():
        assert time.monotonic() < ends, "it did not happen"
        time.sleep(0.005)


@contextmanager
def running(
    part: Callable[[FakeLink, Settings], None], link: FakeLink, settings: Settings, within_s: float = 30.0
) -> Iterator[FakeLink]:
    """A part in a thread, with this link; it must return when the core goes."""

    def run() -> None:
        try:
            part(link, settings)
        finally:
            link.left.set()

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    try:
        yield link
    finally:
        link.close()
        thread.join(within_s)
    assert not thread.is_alive(), "the part did not return when the link closed"
