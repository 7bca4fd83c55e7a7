"""Asks the store's back end, each time under one deadline: prices and stock, orders, free times, bookings.

How it is asked stands in the store's `backend.toml`; without one, the simple protocol of `docs/store.md`. What fails or
is too old is told as a code, never as a value.
"""

from __future__ import annotations

import logging
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from datetime import date
from types import TracebackType
from typing import Any, Final

from kiosk.clock import SystemClock, WallClock
from kiosk.errors import KioskError
from kiosk.settings import Store
from kiosk.store import mapping as mappings
from kiosk.store.auth import Signer
from kiosk.store.breaker import Breaker
from kiosk.store.call import Call, request
from kiosk.store.lookup import Lookup, Made, Told
from kiosk.store.mapping import BackEndFile
from kiosk.store.memory import Memory
from kiosk.store.reading import Reader
from kiosk.store.told import Appointment, BookingTold, Live, OrderTold, TimesTold
from kiosk.store.transport import Transport
from kiosk.store.workers import Workers

PRODUCT: Final = ("price", "stock")
KINDS: Final = (*PRODUCT, "orders", "slots", "bookings")
EXPECTED: Final = frozenset({"store.unknown", "store.taken"})
"""Honest answers of a back end that is well."""
log = logging.getLogger(__name__)


class BackEnd(ABC):
    """A back end that is asked by the mapping of a store; how a call is carried is for who fills `_begin`."""

    def __init__(self, settings: Store, mapping: BackEndFile, clock: Callable[[], float] = time.monotonic) -> None:
        self.mapping, self._settings, self._clock = mapping, settings, clock
        self._reader = Reader(mapping, settings.backend_max_age_s)
        self._breakers = {kind: Breaker(settings.backend_failures, settings.backend_pause_s, clock) for kind in KINDS}
        self._memory = Memory(settings.backend_as_of_s)

    @abstractmethod
    def _begin(self, call: Call, deadline: float) -> Future[Any]:
        """Begin to carry a call, whose result `_read` makes; never waits."""

    @abstractmethod
    def _time(self) -> float:
        """Seconds of the clock of deadlines."""

    def offers(self, kind: str) -> bool:
        """Whether this back end can be asked for a kind of thing at all."""
        return bool(getattr(self.mapping, kind).path)

    def look_up(self, product: str) -> Lookup[Live]:
        """Begin to ask for price and stock of a product, both at once."""
        read = {"price": self._reader.price, "stock": self._reader.stock}
        calls = [
            Call(kind, request(getattr(self.mapping, kind), product=product), read[kind])
            for kind in PRODUCT
            if self.offers(kind)
        ]
        return self._lookup(calls, lambda values, faults: self._memory.live(product, values, faults))

    def prices(self, products: Sequence[str]) -> Lookup[dict[str, float]]:
        """Begin to ask for the prices of several products, all at once; those that fail are left out."""
        calls = {
            product: Call("price", request(self.mapping.price, product=product), self._reader.price)
            for product in products
        }
        deadline = self._time() + self._settings.backend_timeout_s
        begun = {product: self._begin(call, deadline) for product, call in calls.items()}
        return Lookup(begun, deadline, lambda values, _faults: dict(values), self._time)

    def order(self, number: str) -> Lookup[OrderTold]:
        """Begin to ask for an order."""
        call = Call("orders", request(self.mapping.orders, order=number), self._reader.order)
        return self._lookup([call], lambda values, faults: OrderTold(values.get("orders"), faults.get("orders", "")))

    def times(self, service: str, first: date, last: date) -> Lookup[TimesTold]:
        """Begin to ask for the free times of a service, from a day to another, both included."""
        days = {"from": first.isoformat(), "until": last.isoformat()}
        call = Call("slots", request(self.mapping.slots, service=service, **days), self._reader.starts)
        return self._lookup([call], lambda values, faults: TimesTold(values.get("slots", ()), faults.get("slots", "")))

    def book(self, wanted: Appointment) -> Lookup[BookingTold]:
        """Begin to book; with the same key nothing is booked twice."""
        sent = request(
            self.mapping.bookings,
            wanted.key,
            service=wanted.service,
            start=wanted.start.isoformat(),
            name=wanted.name,
        )
        call = Call("bookings", sent, self._reader.reference)
        return self._lookup(
            [call], lambda values, faults: BookingTold(values.get("bookings", ""), faults.get("bookings", ""))
        )

    def _lookup(self, calls: list[Call], made: Made[Told]) -> Lookup[Told]:
        deadline = self._time() + self._settings.backend_timeout_s
        return Lookup({call.kind: self._begin(call, deadline) for call in calls}, deadline, made, self._time)

    def _allow(self, kind: str) -> None:
        if not self._breakers[kind].allows():
            raise KioskError("store.paused", "The back end failed several times.", "It is tried again in a while.")

    def _judge(self, kind: str, fault: KioskError | None) -> None:
        """Tell the breaker, and the log, how a call went."""
        expected = fault is None or fault.code in EXPECTED
        if fault is not None:
            level = logging.INFO if expected else logging.WARNING
            log.log(level, "the back end gave no %s", kind, extra={"code": fault.code})
        if expected:
            self._breakers[kind].succeeded()
        else:
            self._breakers[kind].failed()


class StoreClient(BackEnd):
    """A back end over HTTP, with a breaker for each thing that is asked of it.

    Raises:
        InputError: `store.secret`; or `FaultyInputError` for a faulty `backend.toml`.
    """

    def __init__(
        self,
        settings: Store,
        clock: Callable[[], float] = time.monotonic,
        wall: WallClock | None = None,
        mapping: BackEndFile | None = None,
    ) -> None:
        super().__init__(settings, mapping or mappings.load(settings.dir), clock)
        self._pool = Workers(8, "store")
        signer = Signer(self.mapping.auth)
        self._transport = Transport(settings.backend_url, signer, 1 + settings.backend_retries, wall or SystemClock())

    def __enter__(self) -> StoreClient:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Give up what still runs."""
        self._pool.close()

    def _time(self) -> float:
        return time.monotonic()

    def _begin(self, call: Call, deadline: float) -> Future[Any]:
        return self._pool.submit(self._ask, call, deadline)

    def _ask(self, call: Call, deadline: float) -> Any:  # noqa: ANN401 - what the call's reader makes
        self._allow(call.kind)
        try:
            value = call.read(self._transport.send(call.request, deadline))
        except KioskError as fault:
            self._judge(call.kind, fault)
            raise
        self._judge(call.kind, None)
        return value
