"""The days that figures are of: dates of a zone, as a request names them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from kiosk.errors import InputError

MOST_DAYS: Final = 92


@dataclass(frozen=True, slots=True)
class Period:
    """From the first day to the last, both whole."""

    first: date
    last: date
    zone: ZoneInfo

    @property
    def begin(self) -> float:
        """Seconds since 1970 of its first moment."""
        return datetime.combine(self.first, time(), self.zone).timestamp()

    @property
    def end(self) -> float:
        """Seconds since 1970 of the first moment after it."""
        return datetime.combine(self.last + timedelta(days=1), time(), self.zone).timestamp()

    def told(self, at: float) -> datetime:
        """A moment in the zone."""
        return datetime.fromtimestamp(at, self.zone)


def period(query: Mapping[str, str], now: float) -> Period:
    """The period of `from`, `to` and `zone`: today in UTC where nothing is named.

    Raises:
        InputError: `desk.period`.
    """
    name = query.get("zone") or "UTC"
    try:
        zone = ZoneInfo(name)
        today = datetime.fromtimestamp(now, zone).date()
        last = date.fromisoformat(query["to"]) if query.get("to") else today
        first = date.fromisoformat(query["from"]) if query.get("from") else last
        if not timedelta(0) <= last - first < timedelta(days=MOST_DAYS):
            raise _wrong(f"it is not 1 to {MOST_DAYS} days, first day first")
        found = Period(first, last, zone)
        _ = found.begin, found.end
    except (ValueError, OverflowError, OSError, ZoneInfoNotFoundError) as fault:
        raise _wrong(str(fault)[:80]) from fault
    return found


def _wrong(why: str) -> InputError:
    remedy = "Give from and to as 2026-11-22, and zone as Europe/Amsterdam."
    return InputError("desk.period", f"These days cannot be counted: {why}.", remedy)
