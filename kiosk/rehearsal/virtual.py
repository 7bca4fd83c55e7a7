"""An event loop whose time is counted, not waited for: a talk of a minute takes as long as its computing."""

from __future__ import annotations

import asyncio
import selectors
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

Result = TypeVar("Result")


class _Instant(selectors.DefaultSelector):
    """Instead of waiting it moves the clock on; without a timer nothing would ever happen again."""

    def __init__(self, advance: Callable[[float], None]) -> None:
        super().__init__()
        self._advance = advance

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        ready = super().select(0)
        if ready:
            return ready
        if timeout is None:
            raise RuntimeError("Everything waits, and no timer is set: virtual time has come to its end.")
        self._advance(max(0.0, timeout))
        return []


class VirtualLoop(asyncio.SelectorEventLoop):
    """A loop that begins at 0 s and jumps to the next timer whenever there is nothing to do.

    Use it with `asyncio.Runner(loop_factory=VirtualLoop)`. Work in threads or on sockets does not make time pass.
    """

    def __init__(self) -> None:
        self._now = 0.0
        self.fault: BaseException | None = None
        super().__init__(_Instant(self._pass))

    def time(self) -> float:
        """Seconds since the loop was made."""
        return self._now

    def call_exception_handler(self, context: dict[str, Any]) -> None:
        """Keep the first exception of a callback, to be raised by whoever runs the loop."""
        self.fault = self.fault or context.get("exception") or RuntimeError(context["message"])

    def _pass(self, seconds: float) -> None:
        self._now += seconds


def run(work: Coroutine[Any, Any, Result]) -> Result:
    """Run to the end in virtual time; an exception in a callback is raised too."""
    loop = VirtualLoop()
    with asyncio.Runner(loop_factory=lambda: loop) as runner:
        result = runner.run(work)
    if loop.fault is not None:
        raise loop.fault
    return result
