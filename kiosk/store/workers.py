"""Threads that wait for a network: however long one waits, the program ends without it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future
from queue import SimpleQueue
from typing import Any, Final, ParamSpec, TypeVar

Given = ParamSpec("Given")
Made = TypeVar("Made")
_END: Final = None


class Workers:
    """`most` daemon threads at the most; what comes while all are busy waits (an executor joins its own at the end)."""

    def __init__(self, most: int, name: str) -> None:
        self._most, self._name = most, name
        self._waiting: SimpleQueue[Callable[[], None] | None] = SimpleQueue()
        self._threads: list[threading.Thread] = []
        self._lock = threading.Lock()
        self._free = 0

    def submit(self, call: Callable[Given, Made], *given: Given.args, **named: Given.kwargs) -> Future[Made]:
        """Call a function in one of the threads; its result is to come."""
        coming: Future[Made] = Future()
        with self._lock:
            if self._free:
                self._free -= 1
            elif len(self._threads) < self._most:
                self._threads.append(threading.Thread(target=self._work, name=self._name, daemon=True))
                self._threads[-1].start()
        self._waiting.put(lambda: _run(coming, lambda: call(*given, **named)))
        return coming

    def close(self) -> None:
        """Let every thread go, once it has nothing to wait for."""
        for _ in self._threads:
            self._waiting.put(_END)

    def _work(self) -> None:
        while (task := self._waiting.get()) is not _END:
            task()
            with self._lock:
                self._free += 1


def _run(coming: Future[Any], call: Callable[[], Any]) -> None:
    """Keep a result, or what was raised, for who waits for it."""
    if not coming.set_running_or_notify_cancel():
        return
    try:
        result = call()
    except BaseException as fault:  # noqa: BLE001 - raised again by who takes the result
        coming.set_exception(fault)
    else:
        coming.set_result(result)
