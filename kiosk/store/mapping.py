"""How a store's back end is asked and read: `backend.toml` in the store's folder. Without it, the simple protocol.

Values are found by a path into the JSON of the answer: `price_eur`, `data.items[0].price`. Where something goes into
the request it stands in braces: `/products/{product}/price`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from string import Formatter
from typing import Annotated, ClassVar, Final, Literal, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, Field, model_validator

from kiosk.store.told import OrderState
from kiosk.toml_file import Strict, present, read

FILE: Final = "backend.toml"
_STEP: Final = r"(?:[^.\[\]]+(?:\[\d+\])*|(?:\[\d+\])+)"
_PATH: Final = re.compile(rf"{_STEP}(?:\.{_STEP})*")
_SECRET: Final = re.compile(r"env:[A-Za-z_]\w*|file:/.+")


def _json_path(text: str) -> str:
    if text and not _PATH.fullmatch(text):
        raise ValueError(f"is {text!r}, which is no path into JSON such as data.items[0].price")
    return text


def _secret(text: str) -> str:
    if text and not _SECRET.fullmatch(text):
        raise ValueError("is no place of a secret: env:NAME of the environment, or file:/PATH; never the secret itself")
    return text


def _zone(name: str) -> str:
    try:
        ZoneInfo(name or "UTC")
    except (ZoneInfoNotFoundError, ValueError) as fault:
        raise ValueError(f"is {name!r}, which is no time zone (such as Europe/Amsterdam)") from fault
    return name


JsonPath = Annotated[str, AfterValidator(_json_path)]
Secret = Annotated[str, AfterValidator(_secret)]
Zone = Annotated[str, AfterValidator(_zone)]
Url = Annotated[str, Field(pattern=r"^(https?://\S+)?$")]


class Auth(Strict):
    """Who asks. The secret itself never stands here: `env:NAME`, or `file:/PATH` that only the kiosk's user can read.

    `header` and `query` send it under `name`; `oauth` gets a token for it from `token_url` (RFC 6749, 4.4).
    """

    kind: Literal["none", "header", "query", "bearer", "oauth"] = "none"
    name: str = "X-Api-Key"
    secret: Secret = ""
    token_url: Url = ""
    client_id: str = ""
    scope: str = ""

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if self.kind != "none" and not self.secret:
            raise ValueError('needs secret = "env:NAME" or "file:/PATH"')
        if self.kind == "oauth" and not (self.token_url and self.client_id):
            raise ValueError("needs token_url and client_id")
        return self


class Endpoint(Strict):
    """Where one thing is asked. An empty `path` means that this back end does not offer it."""

    KNOWN: ClassVar[frozenset[str]] = frozenset()
    """What may stand in braces."""

    method: Literal["GET", "POST"] = "GET"
    path: str = ""
    query: Mapping[str, str] = {}
    body: Mapping[str, str] = {}

    @model_validator(mode="after")
    def _fillable(self) -> Self:
        for text in (self.path, *self.query.values(), *self.body.values()):
            for _, name, _, _ in Formatter().parse(text):
                if name is not None and name not in self.KNOWN:
                    known = ", ".join(f"{{{each}}}" for each in sorted(self.KNOWN))
                    raise ValueError(f"has {{{name}}} in {text!r}; what can stand there is {known}")
        return self


class Price(Endpoint):
    """The price of a product."""

    KNOWN = frozenset({"product"})
    path: str = "/products/{product}/price"
    value: JsonPath = "price_eur"
    unit: Literal["euro", "cent"] = "euro"
    at: JsonPath = "at"


class Stock(Endpoint):
    """How many of a product are left."""

    KNOWN = frozenset({"product"})
    path: str = "/products/{product}/stock"
    value: JsonPath = "stock"
    at: JsonPath = "at"


class Orders(Endpoint):
    """An order by its number. `states` says what the back end calls each state; without it, as Balie does."""

    KNOWN = frozenset({"order"})
    path: str = "/orders/{order}"
    number: str = r"[A-Za-z]{0,3}\d{4,10}"
    state: JsonPath = "state"
    states: Mapping[OrderState, tuple[str, ...]] = {}
    place: JsonPath = "place"
    pickup: JsonPath = "pickup_number"
    ready_at: JsonPath = "ready_at"

    @model_validator(mode="after")
    def _pattern(self) -> Self:
        try:
            re.compile(self.number)
        except re.error as fault:
            raise ValueError(f"has number {self.number!r}, which is no regular expression: {fault}") from fault
        return self


class Slots(Endpoint):
    """The free times of a service from a day to another, both included."""

    KNOWN = frozenset({"service", "from", "until"})
    path: str = "/slots"
    query: Mapping[str, str] = {"service": "{service}", "from": "{from}", "until": "{until}"}
    items: JsonPath = "slots"
    start: JsonPath = "start"


class Bookings(Endpoint):
    """One of the free times is taken; the header `Idempotency-Key` is the same for the same booking."""

    KNOWN = frozenset({"service", "start", "name", "key"})
    method: Literal["GET", "POST"] = "POST"
    path: str = "/bookings"
    body: Mapping[str, str] = {"service": "{service}", "start": "{start}", "name": "{name}"}
    reference: JsonPath = "reference"


class BackEndFile(Strict):
    """`backend.toml`.

    `dates` is how times are written: `iso` (ISO 8601), `unix` or `unix_ms`, or a pattern of strptime; one without a
    zone is of `timezone`, and makes no sense where none is named.
    """

    auth: Auth = Auth()
    dates: str = "iso"
    timezone: Zone = ""
    price: Price = Price()
    stock: Stock = Stock()
    orders: Orders = Orders()
    slots: Slots = Slots()
    bookings: Bookings = Bookings()

    @property
    def zone(self) -> ZoneInfo | None:
        """The zone of times that are written without one."""
        return ZoneInfo(self.timezone) if self.timezone else None


def load(folder: Path) -> BackEndFile:
    """The mapping of a store's folder; the simple protocol where there is none.

    Raises:
        FaultyInputError: every fault of the file.
    """
    path = folder / FILE
    return read(path, BackEndFile).content if present(path) else BackEndFile()
