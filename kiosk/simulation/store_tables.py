"""What a made-up store's back end knows: products, orders and free times from tables, bookings in memory. No network.

`orders.csv`: number, state, place, pickup_number, ready_at (a time of today). `slots.csv`: service, weekday, times
(`14:00;15:30`), taken (times that are gone already).
"""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta
from http import HTTPStatus
from pathlib import Path
from typing import Any, Final
from urllib.parse import parse_qs, unquote, urlsplit
from zoneinfo import ZoneInfo

from kiosk.answers.language import WEEKDAYS
from kiosk.errors import InputError

COLUMNS: Final[Mapping[str, tuple[str, Callable[[str], float]]]] = {
    "price": ("price_eur", float),
    "stock": ("stock", int),
}
DAYS_AT_MOST: Final = 31
Answer = tuple[int, Any]
Row = Mapping[str, str]


class StoreTables:
    """Answers calls of the simple protocol (config/store-openapi.yaml) from the tables of a store's folder."""

    def __init__(
        self, store: Path, now: Callable[[], datetime] = lambda: datetime.now(UTC), zone: str = "Europe/Amsterdam"
    ) -> None:
        self._now, self._zone = now, ZoneInfo(zone)
        self.products = product_rows(store / "products.csv")
        self._orders = {row["number"].casefold(): row for row in _rows(store / "orders.csv")}
        self._slots = list(_rows(store / "slots.csv"))
        self._booked: dict[tuple[str, datetime], str] = {}
        self._by_key: dict[str, Answer] = {}
        self.sold_out: frozenset[str] = frozenset()

    @property
    def bookings(self) -> int:
        """How many times were booked."""
        return len(self._booked)

    def answer(self, method: str, target: str, body: bytes = b"", key: str = "") -> Answer:
        """Status and JSON for a call."""
        split = urlsplit(target)
        parts = [unquote(part) for part in split.path.strip("/").split("/")]
        query = {name: values[0] for name, values in parse_qs(split.query).items()}
        match method, *parts:
            case "GET", "products", product, ("price" | "stock") as kind if product in self.products:
                return self._number(product, kind)
            case "GET", "orders", number if number.casefold() in self._orders:
                return self._order(self._orders[number.casefold()])
            case "GET", "slots":
                return self._free(query)
            case "POST", "bookings":
                return self._book(body, key)
            case _:
                return HTTPStatus.NOT_FOUND, {"error": "unknown"}

    def _number(self, product: str, kind: str) -> Answer:
        column, number = COLUMNS[kind]
        gone = kind == "stock" and product in self.sold_out
        value = 0 if gone else number(self.products[product][column])
        return HTTPStatus.OK, {column: value, "at": self._at()}

    def _order(self, row: Row) -> Answer:
        told = {name: row[name] for name in ("state", "place", "pickup_number") if row.get(name)}
        if row.get("ready_at"):
            at = time.fromisoformat(row["ready_at"])
            told["ready_at"] = datetime.combine(self._today(), at, self._zone).isoformat()
        return HTTPStatus.OK, {**told, "at": self._at()}

    def _free(self, query: Row) -> Answer:
        try:
            first, last = date.fromisoformat(query["from"]), date.fromisoformat(query["until"])
        except (KeyError, ValueError):
            return HTTPStatus.UNPROCESSABLE_ENTITY, {"error": "from and until must be days such as 2026-03-12"}
        days = min((last - first).days + 1, DAYS_AT_MOST)
        starts = [at for ahead in range(days) for at in self._starts(query.get("service", ""), first, ahead)]
        return HTTPStatus.OK, {"slots": [{"start": at.isoformat()} for at in starts], "at": self._at()}

    def _starts(self, service: str, first: date, ahead: int) -> Iterator[datetime]:
        """The free times of a day that are still to come."""
        day = first + timedelta(days=ahead)
        for row in self._slots:
            if row["service"] != service or row["weekday"] != WEEKDAYS[day.weekday()]:
                continue
            for text in row["times"].split(";"):
                at = datetime.combine(day, time.fromisoformat(text), self._zone)
                taken = text in row["taken"].split(";") or (service, at) in self._booked
                if not taken and at > self._now():
                    yield at

    def _book(self, body: bytes, key: str) -> Answer:
        if not key:
            return HTTPStatus.BAD_REQUEST, {"error": "the header Idempotency-Key is missing"}
        if key in self._by_key:
            return self._by_key[key]
        try:
            wanted = json.loads(body)
            service, start = str(wanted["service"]), datetime.fromisoformat(wanted["start"])
            start = start.astimezone(self._zone)
        except (ValueError, KeyError, TypeError):
            return HTTPStatus.UNPROCESSABLE_ENTITY, {"error": "service and start are needed"}
        if start not in self._starts(service, start.date(), 0):
            return HTTPStatus.CONFLICT, {"error": "taken"}
        reference = f"K{len(self._booked) + 1}"
        self._booked[service, start] = reference
        self._by_key[key] = HTTPStatus.CREATED, {"reference": reference, "start": start.isoformat()}
        return self._by_key[key]

    def _today(self) -> date:
        return self._now().astimezone(self._zone).date()

    def _at(self) -> str:
        """When a number is of: now, by the clock of the machine, as a back end would say."""
        return datetime.now(UTC).isoformat()


def product_rows(path: Path) -> dict[str, dict[str, str]]:
    """The rows of a product table by product.

    Raises:
        InputError: `store.products`.
    """
    try:
        with path.open(encoding="utf-8", newline="") as lines:
            return {row["id"]: row for row in csv.DictReader(lines)}
    except (OSError, KeyError, UnicodeDecodeError) as fault:
        raise InputError("store.products", f"{path} is no product table.", "Give a store's folder.") from fault


def _rows(path: Path) -> Iterator[dict[str, str]]:
    """The rows of a table that need not be there."""
    if path.is_file():
        with path.open(encoding="utf-8", newline="") as lines:
            yield from csv.DictReader(lines)
