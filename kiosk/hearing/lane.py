"""One recogniser with its work, in order, in a thread of its own so that sound never waits; or at once, for files."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Literal, TypeVar

import numpy as np
from numpy.typing import NDArray

from kiosk.hearing.engines import Choice, Engine, Result, glance
from kiosk.hearing.supervised import Limits, SupervisedEngine
from kiosk.hearing.worker_frames import Loader

Kind = Literal["partial", "settled", "final"]
T = TypeVar("T")


class Lane:
    """Loads its engine; every method returns at once with what will come of it.

    With `limits` the engine works in a process of its own, without in this one, and each job is done before its method
    returns. An engine that could not be loaded reads nothing: `loaded` has its fault.
    """

    def __init__(self, loader: Loader, choice: Choice, limits: Limits | None) -> None:
        self.choice = choice
        self._thread = ThreadPoolExecutor(1, "recogniser") if limits is not None else None
        self._supervised = SupervisedEngine(loader, choice, limits) if limits is not None else None
        self._engine: Engine | None = None
        self._settled: Result | None = None
        self._told = 0  # pieces of sound, whether the engine has them yet or not
        self._last: Future[None] | Future[Result] = Future()
        self.loaded: Future[None] = self._do(lambda: self._load(loader))
        self._last = self.loaded

    @property
    def busy(self) -> bool:
        """Whether jobs are not done yet."""
        return not self._last.done()

    @property
    def failed(self) -> bool:
        """Whether loading has ended without an engine."""
        return self.loaded.done() and self.loaded.exception() is not None

    def begin(self, samples: NDArray[np.int16]) -> None:
        """A new utterance, with its first samples."""
        self._told += 1
        self._last = self._do(lambda: self._begin(samples))

    def feed(self, samples: NDArray[np.int16]) -> None:
        """More of it."""
        self._told += 1
        self._last = self._do(lambda: self._feed(samples))

    def read(self, kind: Kind) -> Future[Result]:
        """A reading of what there is: `settled` of all, at a pause; `final` is the same one when nothing came since.

        A pause that is over before its reading begins is not read.
        """
        told = self._told
        over = Result("")
        self._last = future = self._do(lambda: over if kind == "settled" and told != self._told else self._read(kind))
        return future

    def glance(self, samples: NDArray[np.int16]) -> Future[Result]:
        """The cheapest reading of a whole utterance."""
        self._last = future = self._do(lambda: self._glance(samples))
        return future

    def tend(self) -> None:
        """Nobody speaks: time to look after the engine's process."""
        if not self.busy:
            self._last = self._do(self._tend)

    def close(self) -> None:
        """Drop the jobs that were not begun, end the engine's process, and the thread."""
        if self._thread is not None:
            self._thread.shutdown(wait=False, cancel_futures=True)
        if self._supervised is not None:
            self._supervised.close()

    def _do(self, job: Callable[[], T]) -> Future[T]:
        if self._thread is not None:
            return self._thread.submit(job)
        done: Future[T] = Future()
        done.set_result(job())
        return done

    def _load(self, loader: Loader) -> None:
        if self._supervised is not None:
            self._supervised.start()
        self._engine = self._supervised or loader(self.choice)

    def _begin(self, samples: NDArray[np.int16]) -> None:
        if self._engine is not None:
            self._engine.reset()
        self._feed(samples)

    def _feed(self, samples: NDArray[np.int16]) -> None:
        self._settled = None
        if self._engine is not None:
            self._engine.accept(samples)

    def _read(self, kind: Kind) -> Result:
        if self._engine is None:
            return Result("")
        if kind == "partial":
            return Result(self._engine.partial())
        if self._settled is None:
            self._settled = self._engine.final()
        return self._settled

    def _glance(self, samples: NDArray[np.int16]) -> Result:
        return Result("") if self._engine is None else glance(self._engine, samples)

    def _tend(self) -> None:
        if self._supervised is not None and self._engine is not None:
            self._supervised.tend()
