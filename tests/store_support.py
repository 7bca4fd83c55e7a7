"""A talk with the demo store over its back end, without a network: what the back end says is there at once."""

from __future__ import annotations

import json
from collections.abc import Callable
from concurrent.futures import Future
from datetime import UTC, datetime
from typing import Any

from answers_support import STORE, WEDNESDAY, answerer

from kiosk.dialogue.memory import Memory
from kiosk.errors import KioskError
from kiosk.events import Memo, Reply
from kiosk.settings import Store
from kiosk.simulation.store_tables import StoreTables
from kiosk.store import mapping
from kiosk.store.call import Call, Response
from kiosk.store.client import BackEnd


class Tables(BackEnd):
    """The demo store's tables as a back end; `broken` is the code with which every call fails.

    What is `lost` was done, and its answer never came.
    """

    def __init__(self, **settings: float) -> None:
        super().__init__(Store(**settings), mapping.load(STORE), lambda: 0.0)
        self.tables = StoreTables(STORE, lambda: WEDNESDAY.astimezone(UTC))
        self.broken = ""
        self.lost = False
        self.asked: list[str] = []

    def _time(self) -> float:
        return 0.0

    def _begin(self, call: Call, deadline: float) -> Future[Any]:
        coming: Future[Any] = Future()
        self.asked.append(call.request.target)
        try:
            coming.set_result(call.read(self._response(call)))
        except KioskError as fault:
            coming.set_exception(fault)
        return coming

    def _response(self, call: Call) -> Response:
        if self.broken:
            raise KioskError(self.broken, "It is broken.", "Mend it.")
        asked = call.request
        body = json.dumps(asked.body).encode() if asked.body else b""
        status, data = self.tables.answer(asked.method, asked.target, body, asked.key)
        if self.lost:
            raise KioskError("store.timeout", "It is late.", "Wait.")
        return Response(status, json.dumps(data).encode(), datetime.now(UTC))


class Silent(Tables):
    """A back end that never answers; its clock stands where it is put."""

    now = 0.0

    def _time(self) -> float:
        return self.now

    def _begin(self, call: Call, deadline: float) -> Future[Any]:
        self.asked.append(call.request.target)
        return Future()


class Talk:
    """One shopper's questions, with the memo handed on as the dialogue does."""

    def __init__(self, lang: str, back_end: BackEnd | None = None, now: datetime = WEDNESDAY) -> None:
        self.lang, self.back_end, self.now = lang, back_end, now
        self._memory = Memory()
        self.before: list[str] = []

    @property
    def memo(self) -> Memo:
        """What the next question goes out with."""
        return self._memory.memo

    def ask(self, text: str) -> Reply:
        """The whole reply to one question."""
        shop = answerer()
        self._memory = self._memory.asked()
        kept: tuple[Any, Callable[[], datetime]] = shop.back_end, shop._clock
        shop.back_end, shop._clock = self.back_end, lambda: self.now
        try:
            draft = shop.ask(text, self.lang, context=self.before[-3:], memo=self.memo)
            reply = draft.finished(draft.lookup.result()) if draft.lookup else draft.reply
        finally:
            shop.back_end, shop._clock = kept
        self._memory = self._memory.answered(reply.memo)
        self.before.append(text)
        return reply

    def says(self, text: str) -> str:
        """What is said to one question."""
        return self.ask(text).caption
