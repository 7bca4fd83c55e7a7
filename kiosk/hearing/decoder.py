"""The recogniser's work, in order, in a thread of its own so that sound never waits; or at once, for files."""

from __future__ import annotations

import time
from collections import OrderedDict, deque
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from kiosk.hearing.engines import Choice, Engine, Result

Kind = Literal["partial", "settled", "final"]
Loader = Callable[[Choice], Engine]
MOST_ENGINES = 2


@dataclass(frozen=True, slots=True)
class Reading:
    """What the recogniser made of `utterance` so far; a partial reading has text only. `ms` is what it took."""

    utterance: int
    kind: Kind
    result: Result
    ms: float


@dataclass(frozen=True, slots=True)
class Loaded:
    """A recogniser is ready."""

    choice: Choice


Outcome = Reading | Loaded
Job = Callable[[], Outcome | None]


class Decoder:
    """Keeps at most two engines. Every method returns at once; what comes of it is taken from `poll`.

    With `threaded=False` each job is done before its method returns.
    """

    def __init__(self, loader: Loader, *, threaded: bool = True) -> None:
        self._loader = loader
        self._engines: OrderedDict[Choice, Engine] = OrderedDict()
        self._engine: Engine | None = None
        self._settled: Result | None = None
        self._jobs: deque[Future[Outcome | None]] = deque()
        self._thread = ThreadPoolExecutor(1, "decoder") if threaded else None

    @property
    def busy(self) -> bool:
        """Whether jobs are not done yet."""
        return bool(self._jobs) and not self._jobs[-1].done()

    def poll(self) -> Outcome | None:
        """The next outcome, if there is one. Raises what the job raised, such as `KioskError` while loading."""
        while self._jobs and self._jobs[0].done():
            outcome = self._jobs.popleft().result()
            if outcome is not None:
                return outcome
        return None

    def use(self, choice: Choice) -> None:
        """From now on this recogniser; loads it if need be and lets the one go that was used longest ago."""
        self._do(lambda: self._use(choice))

    def begin(self, samples: NDArray[np.int16]) -> None:
        """A new utterance, with its first samples."""
        self._do(lambda: self._begin(samples))

    def feed(self, samples: NDArray[np.int16]) -> None:
        """More of it."""
        self._do(lambda: self._feed(samples))

    def read(self, utterance: int, kind: Kind) -> None:
        """A reading of what there is: `settled` of all, at a pause; `final` is the same one when nothing came since."""
        self._do(lambda: self._read(utterance, kind))

    def close(self) -> None:
        """Drop the jobs that were not begun, and end the thread."""
        if self._thread is not None:
            self._thread.shutdown(wait=False, cancel_futures=True)

    def _do(self, job: Job) -> None:
        if self._thread is not None:
            self._jobs.append(self._thread.submit(job))
            return
        done: Future[Outcome | None] = Future()
        done.set_result(job())
        self._jobs.append(done)

    def _use(self, choice: Choice) -> Loaded:
        self._engine = None
        if choice not in self._engines:
            while len(self._engines) >= MOST_ENGINES:
                self._engines.popitem(last=False)
            self._engines[choice] = self._loader(choice)
        self._engines.move_to_end(choice)
        self._engine = self._engines[choice]
        return Loaded(choice)

    def _begin(self, samples: NDArray[np.int16]) -> None:
        if self._engine is not None:
            self._engine.reset()
        self._feed(samples)

    def _feed(self, samples: NDArray[np.int16]) -> None:
        self._settled = None
        if self._engine is not None:
            self._engine.accept(samples)

    def _read(self, utterance: int, kind: Kind) -> Reading:
        began = time.monotonic()
        result = self._reading(kind)
        return Reading(utterance, kind, result, (time.monotonic() - began) * 1000)

    def _reading(self, kind: Kind) -> Result:
        if self._engine is None:
            return Result("")
        if kind == "partial":
            return Result(self._engine.partial())
        if self._settled is None:
            self._settled = self._engine.final()
        return self._settled
