"""What the back end said a while ago: told only where the settings allow it, and only with its time."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from kiosk.store.told import Earlier, Live


class Memory:
    """The last price and stock of each product; those older than `keep_s` are not told. 0: nothing is remembered."""

    def __init__(self, keep_s: float, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._keep, self._now = timedelta(seconds=keep_s), now
        self._last: dict[tuple[str, str], Earlier] = {}
        self._lock = threading.Lock()

    def live(self, product: str, values: Mapping[str, Any], faults: Mapping[str, str]) -> Live:
        """What came just now, and beside what did not come what was told of it before."""
        now = self._now()
        with self._lock:
            if self._keep:
                self._last |= {(product, kind): Earlier(float(value), now) for kind, value in values.items()}
            known = {kind: self._last.get((product, kind)) for kind in faults}
        earlier = {kind: found for kind, found in known.items() if found and now - found.at <= self._keep}
        stock = int(values["stock"]) if "stock" in values else None
        return Live(values.get("price"), stock, faults, earlier)
