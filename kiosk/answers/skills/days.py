"""Sentences about the hours of a day, as a language says them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from kiosk.answers.hours import Hours, Span
from kiosk.answers.language import Language
from kiosk.answers.slots import Part

GAP = " · "
EVENING = time(18)  # closing later than this is being open in the evening


def listed_spans(words: Language, spans: Sequence[Span]) -> str:
    """`8 am to 12 pm and 1 pm to 6 pm`."""
    return words.listed(
        words.part("span", start=words.spoken_time(opens), end=words.spoken_time(closes)) for opens, closes in spans
    )


@dataclass(frozen=True)
class Days:
    """The calendar in the words of a language, at a moment; `plainly` is without yes or no."""

    hours: Hours
    words: Language
    now: datetime
    plainly: bool = False

    def named(self, day: date) -> str:
        """What a day is called: by its holiday, if it is one and not near."""
        holiday = self.words.holiday_names.get(self.hours.holidays.get(day, ""))
        if not holiday or day <= self.now.date() + timedelta(days=1):
            return self.words.spoken_day(day, self.now.date())
        return self.words.part("on_holiday", holiday=holiday, day=day.day, month=self.words.day.months[day.month - 1])

    def of(self, day: date, aspect: str) -> str:
        """The hours of a day that it is open on, or only when it closes or opens."""
        spans = self.hours.spans(day)
        if aspect == "closing":
            return self.words.say("closes_day", day=self.named(day), end=self.words.spoken_time(spans[-1][1]))
        if aspect == "opening":
            return self.words.say("opens_day", day=self.named(day), start=self.words.spoken_time(spans[0][0]))
        return self.words.say(
            "over_again" if self.plainly else "open_day", day=self.named(day), spans=listed_spans(self.words, spans)
        )

    def by_part(self, day: date, part: Part) -> str:
        """Whether a day that it is open on is open in the evening, or at the midnight that ends it."""
        end = self.hours.spans(day)[-1][1]
        if part == "evening":
            is_open = end > EVENING or end == time()
        else:
            is_open = any(opens == time() for opens, _ in self.hours.spans(day + timedelta(days=1))) and end == time()
        key = f"{'open' if is_open else 'closed'}_{part}"
        return self.words.say(key, day=self.named(day), end=self.words.spoken_time(end))

    def today_by(self, aspect: str) -> str:
        """Today's closing or opening, where no day was named."""
        today, until = self.now.date(), self.hours.open_until(self.now)
        opening = self.hours.next_opening(self.now, within_days=0)
        if until is None and opening is None:
            return self.over() if self.hours.spans(today) else self.moment()
        if aspect == "opening" and until is not None:
            end = self.words.spoken_time(until)
            return self.words.say("opens_now", end=end, **self._opening_after_today())
        return self.of(today, aspect)

    def _opening_after_today(self) -> dict[str, str]:
        """The next one begins a sentence."""
        told = self.next_after(self.now.date(), whole_day=True)
        return {**told, "next_day": told["next_day"][:1].upper() + told["next_day"][1:]}

    def moment(self) -> str:
        """Whether it is open now."""
        until = self.hours.open_until(self.now)
        if until is not None:
            return self.words.say("open_now", end=self.words.spoken_time(until))
        return self.words.say("closed_now", **self.next_after(self.now.date()))

    def over(self, *, again: bool = False) -> str:
        """Today's hours are past; whoever named its weekday hears of the next one too."""
        today = self.now.date()
        end = self.words.spoken_time(self.hours.spans(today)[-1][1])
        said = self.words.say("over_today", end=end, **self.next_after(today))
        coming = today + timedelta(weeks=1)
        spans = self.hours.spans(coming)
        if not spans or not again:
            return said
        more = self.words.say(
            "over_again", day=self.words.spoken_day(coming, today), spans=listed_spans(self.words, spans)
        )
        return f"{said} {more}"

    def next_after(self, day: date, *, whole_day: bool = False) -> dict[str, str]:
        """Day and time of the next opening after `day` is over; for today after now, unless it is the `whole_day`."""
        now = day == self.now.date() and not whole_day
        after = self.now if now else datetime.combine(day, self.now.time().max, self.now.tzinfo)
        opening = self.hours.next_opening(after)
        if opening is None:
            return {"next_day": "–", "next_time": "–"}
        named = self.words.spoken_day(opening.day, self.now.date())
        return {"next_day": named, "next_time": self.words.spoken_time(opening.at)}

    def week(self) -> str:
        """The ordinary week, short: for a card."""
        rows = []
        for first, last, spans in self.hours.week():
            names = self.words.day.weekdays[first], self.words.day.weekdays[last]
            days = names[0] if first == last else f"{names[0]}–{names[1]}"
            rows.append(f"{days} {', '.join(f'{opens:%H:%M}–{closes:%H:%M}' for opens, closes in spans)}")
        return GAP.join(rows)
