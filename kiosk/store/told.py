"""What a store's back end tells: prices and stock, orders, free times, bookings. None of it is kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

OrderState = Literal["received", "preparing", "ready", "on-the-way", "collected", "delivered", "cancelled", "returned"]


@dataclass(frozen=True, slots=True)
class Earlier:
    """A number that was told at `at`, and cannot be asked for now."""

    value: float
    at: datetime


@dataclass(frozen=True, slots=True)
class Live:
    """What the back end said just now; None where it said nothing usable, and then its error code in `faults`.

    `earlier` is what it said a while ago of what it does not say now, where the settings let that be told.
    """

    price_eur: float | None = None
    stock: int | None = None
    faults: Mapping[str, str] = field(default_factory=dict)
    earlier: Mapping[str, Earlier] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Order:
    """State and place of an order, and nothing of who ordered it. `pickup` is the number that is called out."""

    state: OrderState
    place: str = ""
    pickup: str = ""
    ready_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class OrderTold:
    """An order, or the code of what went wrong; `store.unknown` if there is none of that number."""

    order: Order | None = None
    fault: str = ""


@dataclass(frozen=True, slots=True)
class TimesTold:
    """Free times, in order, or the code of what went wrong."""

    starts: tuple[datetime, ...] = ()
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Appointment:
    """What is to be booked. With the same `key` it is booked once, however often it is asked for."""

    service: str
    start: datetime
    key: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class BookingTold:
    """The reference of what was booked, or the code of what went wrong; `store.taken` if the time has gone."""

    reference: str = ""
    fault: str = ""
