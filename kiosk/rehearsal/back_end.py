"""The store's back end in virtual time: the same calls, readings and breakers, answered from the store's tables."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Collection, Mapping
from concurrent.futures import Future
from datetime import UTC, datetime
from typing import Any

from kiosk.errors import KioskError
from kiosk.rehearsal.script import BackEndMode
from kiosk.settings import Store
from kiosk.simulation.store_tables import StoreTables
from kiosk.store import mapping
from kiosk.store.call import Call, Response
from kiosk.store.client import BackEnd

DELAYS_S: Mapping[BackEndMode, float] = {"fine": 0.08, "down": 0.05}
SLOW_SHARE = 0.75
"""A slow back end takes this share of the time that it is given: long, and just in time."""


class RehearsedBackEnd(BackEnd):
    """Answers a call after a while, or not; `mode` may change during a rehearsal. Nothing of `sold_out` is left."""

    def __init__(
        self, settings: Store, mode: BackEndMode, sold_out: Collection[str], now: Callable[[], datetime], zone: str
    ) -> None:
        super().__init__(settings, mapping.load(settings.dir), self._time)
        self.mode = mode
        self._tables = StoreTables(settings.dir, now, zone)
        self._tables.sold_out = frozenset(sold_out)

    def _begin(self, call: Call, deadline: float) -> Future[Any]:
        coming: Future[Any] = Future()
        try:
            self._allow(call.kind)
        except KioskError as fault:
            coming.set_exception(fault)
            return coming
        left_s = deadline - self._time()
        after_s = DELAYS_S.get(self.mode, left_s * (SLOW_SHARE if self.mode == "slow" else 1.0))
        asyncio.get_running_loop().call_later(after_s, self._done, call, self.mode, coming)
        return coming

    def _done(self, call: Call, mode: BackEndMode, coming: Future[Any]) -> None:
        try:
            value = call.read(self._response(call, mode))
        except KioskError as fault:
            self._judge(call.kind, fault)
            if not coming.cancelled():
                coming.set_exception(fault)
            return
        self._judge(call.kind, None)
        if not coming.cancelled():
            coming.set_result(value)

    def _response(self, call: Call, mode: BackEndMode) -> Response:
        if mode in {"down", "hangs"}:
            return Response(503, b"", datetime.now(UTC))
        asked = call.request
        body = json.dumps(asked.body).encode() if asked.body else b""
        status, data = self._tables.answer(asked.method, asked.target, body, asked.key)
        return Response(status, json.dumps(data).encode(), datetime.now(UTC))

    def _time(self) -> float:
        return asyncio.get_running_loop().time()
