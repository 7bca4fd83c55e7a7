"""Holds a store's back end to what the kiosk needs of it: each thing it is asked, right and wrong, and how soon."""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any, Final

from kiosk.clock import SystemClock
from kiosk.errors import KioskError
from kiosk.settings import Store
from kiosk.store.auth import Signer
from kiosk.store.call import Call, Request, Response, request
from kiosk.store.client import EXPECTED
from kiosk.store.mapping import Auth, BackEndFile
from kiosk.store.reading import Reader
from kiosk.store.told import Order
from kiosk.store.transport import Transport

UNKNOWN: Final = "balie-contract-test-unknown"
PERSONAL: Final = ("name", "email", "phone", "address", "birth", "customer", "naam", "adres", "telefoon")
"""Words in the keys of an order's answer that look like something about a person."""


@dataclass(frozen=True)
class Samples:
    """What is asked for: things that the back end knows. Without one, what needs it is left out and told so."""

    product: str = ""
    order: str = ""
    service: str = ""
    books: bool = False


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at. `ok` is None for what was left out; `remedy` is for who mends it."""

    what: str
    where: str
    ok: bool | None
    found: str
    remedy: str = ""
    ms: float | None = None


class Contract:
    """A test of one back end, by its mapping."""

    def __init__(self, settings: Store, mapping: BackEndFile) -> None:
        self._settings, self._mapping = settings, mapping
        self._reader = Reader(mapping, settings.backend_max_age_s)
        self._transport = Transport(settings.backend_url, Signer(mapping.auth), 1, SystemClock())

    def run(self, samples: Samples) -> Iterator[Finding]:
        """Every finding, one after the other."""
        for kind in ("price", "stock"):
            yield from self._looked_up(kind, getattr(self._reader, kind), "product", samples.product)
        yield from self._looked_up("orders", self._reader.order, "order", samples.order)
        yield from self._privacy(samples.order)
        yield from self._bookings(samples)
        yield from self._refused(samples)

    def _looked_up(self, kind: str, read: Callable[[Response], Any], slot: str, sample: str) -> Iterator[Finding]:
        """One thing by its id, and one that nobody knows."""
        endpoint = getattr(self._mapping, kind)
        if not endpoint.path:
            yield _left_out(kind, "the mapping names no path for it")
            return
        if not sample:
            yield _left_out(kind, f"no {slot} was named to ask for (--{slot})")
        else:
            yield self._asked(f"{kind} of {sample}", Call(kind, request(endpoint, **{slot: sample}), read))
        unknown = Call(kind, request(endpoint, **{slot: UNKNOWN}), read)
        yield self._asked(f"{kind} of what nobody knows", unknown, "store.unknown", "Answer 404 to an unknown id.")

    def _privacy(self, order: str) -> Iterator[Finding]:
        """Whether the answer to an order's number holds more than it needs."""
        if not (order and self._mapping.orders.path):
            return
        asked = request(self._mapping.orders, order=order)
        try:
            text = self._transport.send(asked, self._deadline()).body.decode(errors="replace").casefold()
        except KioskError:
            return  # told where the order itself is asked
        seen = [word for word in PERSONAL if f'"{word}' in text or f"_{word}" in text]
        told = f"there are keys with {', '.join(seen)} in it" if seen else "nothing about a person is in it"
        remedy = "Whoever knows a number gets this answer: leave out what is about a person."
        yield Finding("orders: privacy", asked.target, not seen, told, remedy if seen else "")

    def _bookings(self, samples: Samples) -> Iterator[Finding]:
        """The free times; and with leave to book, a booking, the same again, and a time that is taken."""
        slots = self._mapping.slots
        if not slots.path or not samples.service:
            yield _left_out("slots", "no path" if samples.service else "no service was named to ask for (--service)")
            return
        today = date.today()  # noqa: DTZ011 - the store's days; a day more or less is all one
        days = {"from": today.isoformat(), "until": (today + timedelta(days=13)).isoformat()}
        call = Call("slots", request(slots, service=samples.service, **days), self._reader.starts)
        free: list[datetime] = []

        def noted(came: Response) -> str:
            free.extend(call.read(came))
            return f"{len(free)} free times"

        yield self._asked("free times of two weeks", replace(call, read=noted))
        if not samples.books or not free:
            why = "there is no free time" if samples.books else "nothing is booked without --book"
            yield _left_out("bookings", why)
            return
        yield from self._booked(samples.service, free[-1])

    def _booked(self, service: str, start: datetime) -> Iterator[Finding]:
        first = self._booking(service, start, uuid.uuid4().hex)
        references: list[str] = []
        read = self._reader.reference

        def noted(came: Response) -> str:
            references.append(read(came))
            return f"booked as {references[-1]}"

        call = Call("bookings", first, noted)
        yield self._asked(f"book {start:%d %B %H:%M}", call)
        yield self._asked("the same again (Idempotency-Key)", call)
        if len(references) == 2:
            same = references[0] == references[1]
            told = "the same booking" if same else f"two bookings: {references[0]} and {references[1]}"
            remedy = "Keep the answer by its Idempotency-Key, and give it again."
            yield Finding("bookings: never twice", first.target, same, told, "" if same else remedy)
        taken = Call("bookings", self._booking(service, start, uuid.uuid4().hex), read)
        yield self._asked("a time that is taken", taken, "store.taken", "Answer 409 where the time is gone.")

    def _booking(self, service: str, start: datetime, key: str) -> Request:
        return request(self._mapping.bookings, key, service=service, start=start.isoformat(), name="")

    def _refused(self, samples: Samples) -> Iterator[Finding]:
        """Whether somebody without a key is kept out, where a key is named."""
        if self._mapping.auth.kind == "none" or not samples.product:
            return
        stranger = Transport(self._settings.backend_url, Signer(Auth()), 1, SystemClock())
        asked = request(self._mapping.price, product=samples.product)
        try:
            stranger.send(asked, self._deadline())
        except KioskError as fault:
            kept = fault.code == "store.refused"
            yield Finding("who asks without a key", asked.target, kept, fault.sentence, "" if kept else fault.remedy)
        else:
            yield Finding("who asks without a key", asked.target, False, "is answered", "Answer 401 without the key.")

    def _asked(self, what: str, call: Call, expected: str = "", remedy: str = "") -> Finding:
        """One call; `expected` is the code of the fault that it must end with."""
        began = time.perf_counter()
        code, mend = "", remedy
        try:
            found = _told(call.read(self._transport.send(call.request, self._deadline())))
        except KioskError as fault:
            code, found = fault.code, fault.sentence
            mend = remedy if fault.code in EXPECTED else fault.remedy
        ms = (time.perf_counter() - began) * 1000
        ok = code == expected
        where = f"{call.request.method} {call.request.target}"
        return Finding(what, where, ok, "as it must be" if ok and expected else found, "" if ok else mend, ms)

    def _deadline(self) -> float:
        return time.monotonic() + self._settings.backend_timeout_s


def _told(value: object) -> str:
    """A value in a few words."""
    if isinstance(value, Order):
        return ", ".join(filter(None, (value.state, value.place, value.pickup)))
    return f"{value:g}" if isinstance(value, float) else str(value)


def _left_out(what: str, why: str) -> Finding:
    return Finding(what, "", None, why)
