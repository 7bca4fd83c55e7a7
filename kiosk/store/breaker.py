"""A circuit breaker: what failed several times in a row is left alone for a while, then tried once."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable


class Breaker:
    """Counts failures; safe to use from several threads (Nygard, Release It!, chapter 5)."""

    def __init__(self, failures: int, pause_s: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._limit, self._pause_s, self._clock = failures, pause_s, clock
        self._failures, self._opened_at = 0, 0.0
        self._lock = threading.Lock()

    def allows(self) -> bool:
        """Whether to try now; after the pause one try is let through and the pause begins again."""
        with self._lock:
            if self._failures < self._limit:
                return True
            if self._clock() - self._opened_at < self._pause_s:
                return False
            self._opened_at = self._clock()
            return True

    def succeeded(self) -> None:
        """All is well again."""
        with self._lock:
            self._failures = 0

    def failed(self) -> None:
        """One more failure in a row."""
        with self._lock:
            self._failures += 1
            self._opened_at = self._clock()
