"""When the store is open: OSM opening hours, public holidays, and exceptions by date."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

import holidays
from opening_hours import OpeningHours, State

from kiosk.answers.facts import StoreFacts

YEARS = 3
Span = tuple[time, time]
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@dataclass(frozen=True)
class Opening:
    """The next time the doors open."""

    day: date
    at: time


class Hours:
    """The hours of a store, seen from a day on which it is asked."""

    def __init__(self, facts: StoreFacts, today: date) -> None:
        self._facts, self._zone = facts, facts.zone
        years = range(today.year - 1, today.year + YEARS)
        english = holidays.country_holidays(facts.country, subdiv=facts.province or None, years=years, language="en_US")
        self.holidays: dict[date, str] = dict(english.items())
        self.today = today
        self._opening = OpeningHours(self._expression(), timezone=self._zone, country=facts.country)

    def _expression(self) -> str:
        """The rules with holidays of the province as dates, and the exceptions after them: a later rule wins."""
        hours = self._facts.hours or "off"  # a store that knows none has nothing that asks for them either
        if self._facts.province and self.holidays:
            hours = re.sub(r"\bPH\b", ",".join(map(_osm, sorted(self.holidays))), hours)
        rules = [hours, *(f"{_osm(day)} {times}" for day, times in sorted(self._facts.exceptions.items()))]
        return "; ".join(rules)

    def spans(self, day: date) -> list[Span]:
        """The opening spans of a day; what runs past midnight ends at 0:00."""
        start = datetime.combine(day, time(), self._zone)
        end = datetime.combine(day + timedelta(days=1), time(), self._zone)
        return [(opens.time(), closes.time()) for opens, closes, state, *_ in self._opening.intervals(start, end)
                if state == State.OPEN]  # fmt: skip

    def reason(self, day: date, lang: str) -> str:
        """Why the hours of a day are as they are, in a whole sentence; empty if staff wrote none in this language."""
        return self._facts.reasons.get(day, {}).get(lang, "")

    def open_until(self, moment: datetime) -> time | None:
        """Closing time of the span that a moment lies in; None if closed then."""
        at = moment.timetz().replace(tzinfo=None)
        for opens, closes in self.spans(moment.date()):
            if opens <= at and (at < closes or closes == time()):
                return closes
        return None

    def next_opening(self, moment: datetime, within_days: int = 21) -> Opening | None:
        """The next opening after a moment, within so many days; 0 is the same day."""
        for ahead in range(within_days + 1):
            day = moment.date() + timedelta(days=ahead)
            for opens, _ in self.spans(day):
                if ahead or opens > moment.time():
                    return Opening(day, opens)
        return None

    def next_holiday(self) -> dict[str, date]:
        """The next day of each public holiday, by its English name."""
        coming: dict[str, date] = {}
        for day, names in sorted(self.holidays.items()):
            for name in names.split("; "):
                if day >= self.today:
                    coming.setdefault(name, day)
        return coming

    def week(self) -> list[tuple[int, int, Sequence[Span]]]:
        """Ordinary hours as runs of weekdays, (first, last, spans); days that are closed are left out."""
        rows: list[tuple[int, int, Sequence[Span]]] = []
        for weekday in range(7):
            spans = self.spans(self._ordinary(weekday))
            if rows and rows[-1][2] == spans and rows[-1][1] == weekday - 1:
                rows[-1] = (rows[-1][0], weekday, spans)
            elif spans:
                rows.append((weekday, weekday, spans))
        return rows

    def _ordinary(self, weekday: int) -> date:
        """The next such weekday that is neither a holiday nor an exception."""
        first = self.today + timedelta(days=(weekday - self.today.weekday()) % 7)
        days = [first + timedelta(weeks=week) for week in range(9)]
        special = {*self.holidays, *self._facts.exceptions}
        return next((day for day in days if day not in special), first)


def _osm(day: date) -> str:
    return f"{day.year} {_MONTHS[day.month - 1]} {day.day:02d}"
