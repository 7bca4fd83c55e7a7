"""Reads what a back end answered, by the mapping of the store: a wrong or old value is a code, never a value."""

from __future__ import annotations

import json
import math
import re
from datetime import UTC, datetime
from typing import Any, Final, NoReturn

from kiosk.errors import KioskError
from kiosk.store.call import Response
from kiosk.store.mapping import BackEndFile
from kiosk.store.told import Order, OrderState

_STEPS: Final = re.compile(r"([^.\[\]]+)|\[(\d+)\]")
_STATES: Final[tuple[OrderState, ...]] = OrderState.__args__  # type: ignore[attr-defined]
OK, CREATED, CONFLICT, NOT_FOUND, GONE = 200, 201, 409, 404, 410
AHEAD_S: Final = 300.0
"""Clocks differ by so much at most. What is of later is in another time zone, and might be hours old."""
LONGEST: Final = 40
"""Letters of a text that is said: a pick-up number, a reference."""


class Reader:
    """Reads responses; `max_age_s` is the age from which a price or a stock is too old to be told."""

    def __init__(self, mapping: BackEndFile, max_age_s: float) -> None:
        self._mapping, self._max_age_s = mapping, max_age_s

    def price(self, response: Response) -> float:
        """The price, in euros."""
        at = self._mapping.price
        number = self._fresh_number(response, "price", at.value, at.at)
        return number / 100 if at.unit == "cent" else number

    def stock(self, response: Response) -> float:
        """How many are left."""
        at = self._mapping.stock
        return self._fresh_number(response, "stock", at.value, at.at)

    def order(self, response: Response) -> Order:
        """State and place of an order; whatever else the back end sends is not even looked at."""
        at, data = self._mapping.orders, _json(response)
        named = str(_found(data, at.state))
        states = at.states or {state: (state,) for state in _STATES}
        state = next((state for state, names in states.items() if named in names), None)
        if state is None:
            malformed(f"the state {named[:LONGEST]!r} is none that is known")
        ready = _found(data, at.ready_at, needed=False)
        return Order(state, _text(data, at.place), _text(data, at.pickup), self._time(ready) if ready else None)

    def starts(self, response: Response) -> tuple[datetime, ...]:
        """The free times, the earliest first."""
        at = self._mapping.slots
        items = _found(_json(response), at.items)
        if not isinstance(items, list):
            malformed(f"{at.items} is no list")
        return tuple(sorted(self._time(_found(item, at.start)) for item in items))

    def reference(self, response: Response) -> str:
        """The reference of a booking."""
        return _text(_json(response, OK, CREATED), self._mapping.bookings.reference)

    def _fresh_number(self, response: Response, kind: str, path: str, at_path: str) -> float:
        data = _json(response)
        found = _found(data, path)
        try:
            number = float(found)
        except (TypeError, ValueError) as fault:
            malformed(f"{kind}: {fault}")
        if isinstance(found, bool) or not math.isfinite(number) or number < 0:
            malformed(f"{kind}: {response.body[:80]!r}")
        at = self._time(_found(data, at_path)) if at_path else response.sent
        age_s = (response.sent - at).total_seconds() + _kept_s(response)
        if age_s < -AHEAD_S:
            malformed(f"{kind} is of {at}, which is yet to come: check dates and timezone")
        if age_s > self._max_age_s:
            raise KioskError(
                "store.stale",
                f"The back end's {kind} is of {at}.",
                "Check what feeds the back end; see store.backend_max_age_s.",
            )
        return number

    def _time(self, value: object) -> datetime:
        """A time as the mapping says it is written."""
        written, text = self._mapping.dates, str(value)
        try:
            if written in {"unix", "unix_ms"}:
                return datetime.fromtimestamp(float(text) / (1000 if written == "unix_ms" else 1), UTC)
            at = datetime.fromisoformat(text) if written == "iso" else datetime.strptime(text, written)  # noqa: DTZ007 - zoned below
        except (ValueError, OverflowError, OSError) as fault:
            malformed(f"{text[:LONGEST]!r} is no time: {fault}")
        if at.tzinfo is None and self._mapping.zone is None:
            malformed(f"{text[:LONGEST]!r} has no time zone, and the mapping names none")
        return at if at.tzinfo else at.replace(tzinfo=self._mapping.zone)


def _kept_s(response: Response) -> float:
    """For how long something on the way kept the answer (RFC 9111, 5.1)."""
    told = response.headers.get("Age", "")
    return float(told) if told.isdecimal() else 0.0


def _json(response: Response, *good: int) -> Any:  # noqa: ANN401 - any JSON
    """The content of a good answer."""
    if response.status in {NOT_FOUND, GONE}:
        raise KioskError(
            "store.unknown", "The back end does not know it.", "Add it there, or take it out of the store's table."
        )
    if response.status == CONFLICT:
        raise KioskError("store.taken", "The time has just been taken.", "Offer the other times.")
    if response.status not in (good or (OK,)):
        raise KioskError("store.status", f"The back end answered {response.status}.", "Look at the back end's own log.")
    try:
        return json.loads(response.body)
    except (ValueError, RecursionError) as fault:
        malformed(f"{fault}")


def _found(data: object, path: str, *, needed: bool = True) -> Any:  # noqa: ANN401 - any JSON
    """What stands at a path; None where nothing does and nothing has to."""
    here: Any = data
    for name, index in _STEPS.findall(path):
        if name and isinstance(here, dict) and name in here:
            here = here[name]
        elif index and isinstance(here, list) and int(index) < len(here):
            here = here[int(index)]
        elif needed:
            malformed(f"there is no {path}")
        else:
            return None
    return here if path else None


def _text(data: object, path: str) -> str:
    """A short text, or a number; empty where there is none."""
    value = _found(data, path, needed=False)
    return str(value).strip()[:LONGEST] if isinstance(value, str | int) else ""


def malformed(what: str) -> NoReturn:
    """Refuse a reply that makes no sense."""
    raise KioskError(
        "store.malformed",
        f"The back end's reply makes no sense ({what}).",
        "Check that store.backend_url is that of the right service and version, and backend.toml.",
    )
