"""The store's back end in virtual time: the same lookups and breakers, and the product table's prices and stock."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Mapping
from concurrent.futures import Future

from kiosk.errors import KioskError
from kiosk.rehearsal.script import BackEndMode
from kiosk.settings import Store
from kiosk.simulation.store_server import COLUMNS, product_rows
from kiosk.store.breaker import Breaker
from kiosk.store.client import Lookup

DELAYS_S: Mapping[BackEndMode, float] = {"fine": 0.08, "down": 0.05}
SLOW_SHARE = 0.75
"""A slow back end takes this share of the time that it is given: long, and just in time."""


class RehearsedBackEnd:
    """Answers a lookup after a while, or not; `mode` may change during a rehearsal. Nothing of `sold_out` is left."""

    def __init__(self, settings: Store, mode: BackEndMode, sold_out: Collection[str]) -> None:
        self.mode, self._settings, self._sold_out = mode, settings, frozenset(sold_out)
        self._rows = product_rows(settings.dir / "products.csv")
        self._breakers = {
            kind: Breaker(settings.backend_failures, settings.backend_pause_s, self._now) for kind in COLUMNS
        }

    def look_up(self, product: str) -> Lookup:
        """Begin to ask for price and stock."""
        calls = {kind: self._ask(kind, product) for kind in COLUMNS}
        return Lookup(calls, self._now() + self._settings.backend_timeout_s, self._now)

    def _ask(self, kind: str, product: str) -> Future[float]:
        call: Future[float] = Future()
        if not self._breakers[kind].allows():
            call.set_exception(
                KioskError("store.paused", "The back end failed several times.", "It is tried again in a while.")
            )
            return call
        timeout_s = self._settings.backend_timeout_s
        after_s = DELAYS_S.get(self.mode, timeout_s * (SLOW_SHARE if self.mode == "slow" else 1.0))
        asyncio.get_running_loop().call_later(after_s, self._done, kind, product, self.mode, call)
        return call

    def _done(self, kind: str, product: str, mode: BackEndMode, call: Future[float]) -> None:
        if mode in {"down", "hangs"}:
            self._breakers[kind].failed()
            if not call.cancelled():
                call.set_exception(KioskError("store.status", "The back end answered 503.", "See its log."))
            return
        self._breakers[kind].succeeded()
        column, number = COLUMNS[kind]
        if not call.cancelled():
            gone = kind == "stock" and product in self._sold_out
            call.set_result(0.0 if gone else float(number(self._rows[product][column])))

    def _now(self) -> float:
        return asyncio.get_running_loop().time()
