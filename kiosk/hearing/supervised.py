"""An engine whose work is done in another process, which may die, hang or grow without a word being lost.

The samples of the utterance in progress are kept here. A worker that is lost is replaced, given all of them again in
the same pieces, and asked the same question: what comes back comes back once.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from threading import Event
from typing import Final, TypeVar

import numpy as np
from numpy.typing import NDArray

from kiosk.errors import KioskError
from kiosk.hearing.engines import RATE, Choice, Result
from kiosk.hearing.worker_frames import Loader, Request, Verb
from kiosk.hearing.worker_process import LostError, WorkerProcess

TRIES = 3
"""Workers that one utterance may cost; one that ends every recogniser is not heard."""
GROWTH = 1.25
"""A ceiling below what a fresh worker takes would have it loaded anew for ever: it may always grow by a quarter."""
BESIDE = 1.2
"""The new worker is loaded beside the old one where the machine has this many times its memory to spare."""

ENDS: Final = "hearing.worker"
"""The code of a recogniser that ended with each worker; the next utterance may do better."""

T = TypeVar("T")
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Limits:
    """`memory_mb` at which a worker is replaced, between utterances; `reading_s` that it may take for a reading."""

    memory_mb: float = 900.0
    reading_s: float = 4.0


class SupervisedEngine:
    """`Engine` over a worker process; used from one thread, but for `close`.

    Workers die with the thread that started them (prctl(2), `PR_SET_PDEATHSIG`), and so with the part.
    """

    def __init__(self, loader: Loader, choice: Choice, limits: Limits) -> None:
        self._loader, self._choice, self._limits = loader, choice, limits
        self._pieces: list[bytes] = []
        self._unread_s = 0.0
        self._worker: WorkerProcess | None = None
        self._next: WorkerProcess | None = None
        self._ceiling_mb = limits.memory_mb
        self._closed = Event()

    @property
    def pid(self) -> int:
        """The worker's process id; 0 without one."""
        return self._worker.pid if self._worker is not None else 0

    def start(self) -> None:
        """Load it. Raises `KioskError`."""
        self._with_worker(lambda _: None)

    def accept(self, samples: NDArray[np.int16]) -> None:
        """See `Engine`."""
        self._pieces.append(samples.tobytes())
        self._unread_s += len(samples) / RATE
        self._tell(Request("accept", self._pieces[-1]))

    def partial(self) -> str:
        """See `Engine`."""
        return self._ask("partial").text

    def final(self) -> Result:
        """See `Engine`. Raises `KioskError` `hearing.worker`."""
        return self._ask("final")

    def glance(self, samples: NDArray[np.int16]) -> Result:
        """See `kiosk.hearing.engines.Glancer`."""
        self._pieces.clear()
        self._unread_s = len(samples) / RATE
        return self._ask("glance", samples.tobytes())

    def reset(self) -> None:
        """See `Engine`; a worker that was loaded meanwhile takes over here."""
        self._pieces.clear()
        self._unread_s = 0.0
        self._take_over()
        self._tell(Request("reset"))

    def tend(self) -> None:
        """Nobody speaks: see to it that the next utterance finds a worker that is there and not too large."""
        self._take_over()
        if self._worker is None:
            self.start()
        elif not self._worker.alive:
            self._lose("it has ended")
        elif self._next is None and (memory := self._worker.memory_mb) > self._ceiling_mb:
            self._renew(memory)

    def close(self) -> None:
        """End the processes; a thread that waits for one is told that it is lost."""
        self._closed.set()
        for worker in filter(None, (self._worker, self._next)):
            worker.kill()

    # --- losing and replacing -----------------------------------------------------------------------------------------

    def _tell(self, request: Request) -> None:
        """To the worker, if there is one; a new one is told everything."""
        try:
            if self._worker is not None:
                self._worker.tell(request)
        except LostError as fault:
            self._lose(str(fault))

    def _ask(self, verb: Verb, samples: bytes = b"") -> Result:
        request = Request(verb, samples)
        return self._with_worker(lambda worker: worker.ask(request, self._limits.reading_s + self._unread_s))

    def _with_worker(self, question: Callable[[WorkerProcess], T]) -> T:
        """The answer of a worker that has heard all, however many it takes; raises `KioskError` when it takes too many.

        A worker is told first what the lost one had heard.
        """
        reason = ""
        for _ in range(TRIES):
            try:
                answer = question(self._worker or self._taken())
            except LostError as fault:
                reason = str(fault)
                self._lose(reason)
            else:
                self._unread_s = 0.0
                return answer
        raise KioskError(
            ENDS,
            f"The recogniser {self._choice.model} ends again and again ({reason}).",
            "Check its model with `kiosk models verify`; `kiosk logs --part hearing` shows what it said.",
        )

    def _lose(self, reason: str) -> None:
        """Its place is taken by a new one, which loads while the voice goes on."""
        if self._worker is not None:
            self._worker.end()
            self._worker = None
        elif self._next is not None:
            self._next.end()
            self._next = None
        if not self._closed.is_set():
            log.warning("the recogniser %s is replaced: %s", self._choice.model, reason)
            self._next = self._next or self._spawned()

    def _taken(self) -> WorkerProcess:
        """The next worker, in place of the one that was; it hears the utterance from its first sample."""
        worker = self._next = self._next or self._spawned()
        try:
            worker.wait_loaded()
        except KioskError:
            worker.end()
            self._next = None
            raise
        for request in (Request("reset"), *(Request("accept", piece) for piece in self._pieces)):
            worker.tell(request)
        self._unread_s = sum(map(len, self._pieces)) / 2 / RATE
        self._ceiling_mb = max(self._limits.memory_mb, GROWTH * worker.memory_mb)
        self._worker, self._next = worker, None
        return worker

    def _spawned(self) -> WorkerProcess:
        if self._closed.is_set():
            raise LostError("it is being closed")
        worker = WorkerProcess(self._loader, self._choice)
        if self._closed.is_set():
            worker.kill()
        return worker

    def _renew(self, memory_mb: float) -> None:
        """Beside the old one where there is room for two, else in its place."""
        log.info("%s takes %.0f MB and is loaded anew", self._choice.model, memory_mb)
        if self._worker is not None and available_mb() < BESIDE * memory_mb:
            self._worker.end()
            self._worker = None
        self._next = self._spawned()

    def _take_over(self) -> None:
        """A worker that was loaded beside the old one takes its place."""
        if self._worker is None or self._next is None:
            return
        try:
            if not self._next.loaded():
                return
        except LostError:
            self._next.end()
            self._next = None
            return
        self._worker.end()
        self._worker = None
        self._taken()


def available_mb() -> float:
    """Memory that the machine has to spare, MB (10⁶ bytes)."""
    found = re.search(r"MemAvailable:\s+(\d+) kB", Path("/proc/meminfo").read_text())
    return int(found[1]) * 1.024e-3 if found else 0.0
