"""Calls to the back end that are on their way, under one deadline."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from concurrent.futures import Future, wait
from typing import Any, Generic, TypeVar

from kiosk.errors import KioskError

SLOW = "store.timeout"
Told = TypeVar("Told")
Made = Callable[[Mapping[str, Any], Mapping[str, str]], Told]
"""What is made of the values that came and the codes of what did not, each by the kind of its call."""


class Lookup(Generic[Told]):
    """Calls on their way; all of it is over at `deadline` (seconds of `clock`)."""

    def __init__(
        self,
        calls: Mapping[str, Future[Any]],
        deadline: float,
        made: Made[Told],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._calls, self.deadline, self._made, self._clock = calls, deadline, made, clock

    def within(self, seconds: float) -> Lookup[Told]:
        """The same calls, over after so long at the latest, from now."""
        return Lookup(self._calls, min(self.deadline, self._clock() + seconds), self._made, self._clock)

    def done(self) -> bool:
        """Whether there is nothing to wait for any more."""
        return self._clock() >= self.deadline or all(call.done() for call in self._calls.values())

    def result(self) -> Told:
        """What came until now; a call that still runs counts as failed and is not waited for."""
        values: dict[str, Any] = {}
        faults: dict[str, str] = {}
        for kind, call in self._calls.items():
            if not call.done():
                call.cancel()
                faults[kind] = SLOW
            elif (error := call.exception()) is not None:
                if not isinstance(error, KioskError):
                    raise error
                faults[kind] = error.code
            else:
                values[kind] = call.result()
        return self._made(values, faults)

    def outcomes(self) -> dict[str, str]:
        """What was asked for, each with the code of what went wrong; empty for what came."""
        faults: dict[str, str] = {}
        for kind, call in self._calls.items():
            error = call.exception() if call.done() and not call.cancelled() else None
            late = SLOW if not call.done() or call.cancelled() else ""
            faults[kind] = error.code if isinstance(error, KioskError) else late
        return faults

    def wait(self) -> Told:
        """The result, at the deadline at the latest."""
        wait(self._calls.values(), timeout=max(0.0, self.deadline - time.monotonic()))
        return self.result()
