"""Asks the store's back end for price and stock, under one deadline.

`GET {base}/products/{id}/price` → `{"price_eur": 1.29, "at": "2026-03-11T14:00:00+00:00"}`;
`GET {base}/products/{id}/stock` → `{"stock": 23, "at": …}`. What fails or is too old is told as a code, never as a
value.
"""

from __future__ import annotations

import json
import logging
import math
import threading
import time
from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from types import TracebackType
from typing import Protocol
from urllib.parse import quote

import requests

from kiosk.clock import SystemClock, WallClock
from kiosk.errors import KioskError
from kiosk.settings import Store
from kiosk.store.breaker import Breaker

FIELDS = {"price": "price_eur", "stock": "stock"}
log = logging.getLogger(__name__)
LARGEST = 65_536  # bytes of a reply that is read
SLOW = "store.timeout"


@dataclass(frozen=True, slots=True)
class Live:
    """What the back end said just now; None where it said nothing usable, and then its error code in `faults`."""

    price_eur: float | None = None
    stock: int | None = None
    faults: Mapping[str, str] = field(default_factory=dict)


class Lookup:
    """Price and stock of one product, on their way; all of it is over at `deadline` (monotonic seconds)."""

    def __init__(
        self, calls: Mapping[str, Future[float]], deadline: float, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._calls, self.deadline, self._clock = calls, deadline, clock

    def done(self) -> bool:
        """Whether there is nothing to wait for any more."""
        return self._clock() >= self.deadline or all(call.done() for call in self._calls.values())

    def result(self) -> Live:
        """What came until now; a call that still runs counts as failed and is not waited for."""
        values: dict[str, float] = {}
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
        stock = int(values["stock"]) if "stock" in values else None
        return Live(values.get("price"), stock, faults)

    def wait(self) -> Live:
        """The result, at the deadline at the latest."""
        wait(self._calls.values(), timeout=max(0.0, self.deadline - time.monotonic()))
        return self.result()


class BackEnd(Protocol):
    """What knows prices and stock: a `StoreClient`, or a rehearsal's."""

    def look_up(self, product: str) -> Lookup:
        """Begin to ask for price and stock, both at once."""
        ...


class StoreClient:
    """A back end over HTTP, with a breaker for each thing that is asked of it."""

    def __init__(
        self, settings: Store, clock: Callable[[], float] = time.monotonic, wall: WallClock | None = None
    ) -> None:
        self._base, self._settings, self._wall = settings.backend_url.rstrip("/"), settings, wall or SystemClock()
        self._pool = ThreadPoolExecutor(max_workers=8, thread_name_prefix="store")
        self._sessions = threading.local()
        self._breakers = {kind: Breaker(settings.backend_failures, settings.backend_pause_s, clock) for kind in FIELDS}

    def __enter__(self) -> StoreClient:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Give up what still runs."""
        self._pool.shutdown(wait=False, cancel_futures=True)

    def look_up(self, product: str) -> Lookup:
        """Begin to ask for price and stock, both at once."""
        deadline = time.monotonic() + self._settings.backend_timeout_s
        calls = {kind: self._pool.submit(self._ask, kind, product, deadline) for kind in FIELDS}
        return Lookup(calls, deadline)

    def _ask(self, kind: str, product: str, deadline: float) -> float:
        breaker = self._breakers[kind]
        if not breaker.allows():
            raise KioskError("store.paused", "The back end failed several times.", "It is tried again in a while.")
        try:
            value = self._value(kind, *self._get(f"{self._base}/products/{quote(product, safe='')}/{kind}", deadline))
        except KioskError as fault:
            unknown = fault.code == "store.unknown"
            level = logging.INFO if unknown else logging.WARNING
            log.log(level, "the back end gave no %s", kind, extra={"code": fault.code})
            if not unknown:
                breaker.failed()
            raise
        breaker.succeeded()
        return value

    def _get(self, url: str, deadline: float) -> tuple[bytes, datetime]:
        """The body, and when it was sent; reading ends at the deadline too, however slowly it trickles in."""
        left = deadline - time.monotonic()
        if left <= 0:
            raise _slow()
        try:
            with self._session().get(url, timeout=left, stream=True, allow_redirects=False) as answer:
                if answer.status_code == requests.codes.not_found:
                    raise KioskError(
                        "store.unknown",
                        "The back end does not know the product.",
                        "Add it there, or take it out of products.csv.",
                    )
                if answer.status_code != requests.codes.ok:
                    raise KioskError(
                        "store.status",
                        f"The back end answered {answer.status_code}.",
                        "Look at the back end's own log.",
                    )
                return _body(answer, deadline), self._sent(answer)
        except requests.Timeout as fault:
            raise _slow() from fault
        except requests.RequestException as fault:
            raise KioskError(
                "store.unreachable",
                f"The back end is not there: {fault}.",
                "Check store.backend_url, and that the back end runs.",
            ) from fault

    def _sent(self, answer: requests.Response) -> datetime:
        """The back end's own `Date` (RFC 9110, 6.6.1), so that a wrong clock here makes no price old; else our time."""
        with suppress(ValueError):
            sent = parsedate_to_datetime(answer.headers.get("Date", ""))
            return sent if sent.tzinfo else sent.replace(tzinfo=UTC)
        return self._wall.now()

    def _session(self) -> requests.Session:
        """One session a thread: connections are kept open, and a session is not made for sharing."""
        if not hasattr(self._sessions, "session"):
            self._sessions.session = requests.Session()
            self._sessions.session.trust_env = False  # a store's back end is never behind the machine's web proxy
        session: requests.Session = self._sessions.session
        return session

    def _value(self, kind: str, body: bytes, now: datetime) -> float:
        """The number of a reply, if it is one, is not negative, and is fresh."""
        try:
            data = json.loads(body)
            number, at = float(data[FIELDS[kind]]), datetime.fromisoformat(data["at"])
        except (ValueError, KeyError, TypeError) as fault:
            raise _malformed(f"{kind}: {fault}") from fault
        if not math.isfinite(number) or number < 0 or at.tzinfo is None:
            raise _malformed(f"{kind}: {body[:80]!r}")
        if (now - at).total_seconds() > self._settings.backend_max_age_s:
            raise KioskError(
                "store.stale",
                f"The back end's {kind} is of {at}.",
                "Check what feeds the back end; see store.backend_max_age_s.",
            )
        return number


def _body(answer: requests.Response, deadline: float) -> bytes:
    body = b""
    for chunk in answer.iter_content(4096):
        body += chunk
        if time.monotonic() > deadline:
            raise _slow()
        if len(body) > LARGEST:
            raise _malformed("the reply is too long")
    return body


def _slow() -> KioskError:
    return KioskError(
        SLOW, "The back end did not answer in time.", "Check the network, or raise store.backend_timeout_s."
    )


def _malformed(what: str) -> KioskError:
    return KioskError(
        "store.malformed",
        f"The back end's reply makes no sense ({what}).",
        "Check that store.backend_url is that of the right service and version.",
    )
