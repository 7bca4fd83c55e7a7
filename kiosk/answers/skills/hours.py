"""Opening hours: of a day, a time, the moment or the week, from the calendar."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from kiosk.answers import compose, slots
from kiosk.answers.hours import Hours, Span
from kiosk.answers.language import WEEKDAYS, Language, language
from kiosk.answers.skills.skill import Asked, Skill, Turn
from kiosk.utterance import normal


def answer(asked: Asked) -> Turn:
    """The hours that were asked for; without a day the answer that staff wrote, or the week."""
    shop, entry = asked.shop, asked.entry
    text = hours_text(shop.calendar, asked.text, asked.lang, shop.now)
    if not text and entry.answer:
        return Turn(compose.curated(shop.store, entry, asked.score, asked.spoken))
    text = text or week_text(shop.calendar, asked.lang)
    card = compose.entry_card(shop.store, entry, asked.lang, text)
    return Turn(compose.answer(entry.id, asked.score, asked.lang, text, [card], entry.place))


def names_a_time(asked: Asked) -> bool:
    """Whether a day, a time or the moment is asked after."""
    return bool(hours_text(asked.shop.calendar, asked.text, asked.lang, asked.shop.now))


def hours_text(hours: Hours, text: str, lang: str, now: datetime) -> str:
    """The sentence to a question about hours that names a day, a time or the moment; empty if it names none."""
    words = language(lang)
    when = slots.parse(text, lang, now, hours.next_holiday())
    if when.now or (when.at is None and when.day is None):
        return _now(hours, words, now) if when.now else ""
    day = when.day or now.date()
    if when.day is None and when.at and when.at < now.time():
        day += timedelta(days=1)  # that time has gone by today
    named = words.spoken_day(day, now.date())
    spans = hours.spans(day)
    if not spans:
        return words.say("closed_day", day=named, **_next(hours, words, now, day))
    if when.at is None:
        over = day == now.date() and hours.next_opening(now, within_days=0) is None and hours.open_until(now) is None
        return _over(hours, words, text, now) if over else words.say("open_day", day=named, spans=_spans(words, spans))
    moment = datetime.combine(day, when.at, now.tzinfo)
    until, time = hours.open_until(moment), words.spoken_time(when.at)
    if until is None:
        return words.say("closed_at", day=named, time=time, spans=_spans(words, spans))
    return words.say("open_at", day=named, time=time, end=words.spoken_time(until))


def week_text(hours: Hours, lang: str) -> str:
    """The ordinary hours of the week in one sentence."""
    words = language(lang)
    rows = []
    for first, last, spans in hours.week():
        names = words.day.weekdays[first], words.day.weekdays[last]
        days = names[0] if first == last else words.part("days_range", first=names[0], last=names[1])
        rows.append(words.part("row", days=days, spans=_spans(words, spans)))
    return words.say("week", rows=words.listed(rows))


def _now(hours: Hours, words: Language, now: datetime) -> str:
    until = hours.open_until(now)
    if until is not None:
        return words.say("open_now", end=words.spoken_time(until))
    return words.say("closed_now", **_next(hours, words, now, now.date()))


def _over(hours: Hours, words: Language, text: str, now: datetime) -> str:
    """Today's hours are past; whoever named its weekday hears of the next one too."""
    today = now.date()
    end = words.spoken_time(hours.spans(today)[-1][1])
    said = words.say("over_today", end=end, **_next(hours, words, now, today))
    coming = today + timedelta(weeks=1)
    spans = hours.spans(coming)
    if not spans or not words.has(WEEKDAYS[today.weekday()], normal(text)):
        return said
    return f"{said} {words.say('over_again', day=words.spoken_day(coming, today), spans=_spans(words, spans))}"


def _next(hours: Hours, words: Language, now: datetime, day: date) -> dict[str, str]:
    """Day and time of the next opening after `day` is over, or after now."""
    after = now if day == now.date() else datetime.combine(day, now.time().max, now.tzinfo)
    opening = hours.next_opening(after)
    if opening is None:
        return {"next_day": "–", "next_time": "–"}
    return {"next_day": words.spoken_day(opening.day, now.date()), "next_time": words.spoken_time(opening.at)}


def _spans(words: Language, spans: Sequence[Span]) -> str:
    return words.listed(
        words.part("span", start=words.spoken_time(opens), end=words.spoken_time(closes)) for opens, closes in spans
    )


SKILL = Skill("hours", ("day", "time"), 0.1, "", answer, settles=names_a_time)
