"""Opening hours: of a day, a time, the moment or the week, from the calendar."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta

from kiosk.answers import compose, no_such_day, slots
from kiosk.answers.hours import Hours
from kiosk.answers.language import WEEKDAYS, Language, language
from kiosk.answers.skills.beside import only_slots
from kiosk.answers.skills.days import Days, listed_spans
from kiosk.answers.skills.skill import Asked, Skill, Turn
from kiosk.answers.slots import When
from kiosk.events import Memo
from kiosk.memo import ASPECT, DAY, TIME
from kiosk.utterance import normal

CLOSING, OPENING, WHOLE = "closing", "opening", ""
DAYS = (*WEEKDAYS, "today", "tomorrow", "overmorrow")
"""Kinds of words that name a day."""
SHORT = 4
"""Words of a day that is added to a question without an "and" or a "no"."""


def answer(asked: Asked) -> Turn:
    """The hours that were asked for; without a day the answer that staff wrote, or the week."""
    shop, entry = asked.shop, asked.entry
    aspect = _aspect(asked.text, asked.words) or asked.memo.get(ASPECT, WHOLE)
    text = hours_text(shop.calendar, asked.text, asked.lang, shop.now, aspect, more=bool(asked.memo))
    if not text and entry.answer:
        return Turn(replace(compose.curated(shop.store, entry, asked.score, asked.spoken), memo=_left(asked, aspect)))
    text = text or week_text(shop.calendar, asked.lang)
    week = Days(shop.calendar, asked.words, shop.now).week()
    card = replace(compose.entry_card(shop.store, entry, asked.lang, text), detail=week)
    reply = compose.answer(entry.id, asked.score, asked.lang, text, [card], entry.place)
    return Turn(replace(reply, memo=_left(asked, aspect)))


def _left(asked: Asked, aspect: str) -> Memo:
    return asked.leaves(**{ASPECT: aspect})


def names_a_time(asked: Asked) -> bool:
    """Whether a day, a time, the moment or closing time is asked after."""
    return bool(hours_text(asked.shop.calendar, asked.text, asked.lang, asked.shop.now))


def goes_on(asked: Asked) -> bool:
    """Whether the question is one more day or time, and nothing else: "and on Sunday?", and no whole one."""
    plain = normal(asked.text)
    short = len(plain.split()) <= SHORT or any(asked.words.has(kind, plain) for kind in ("follow_up", "no"))
    when = slots.parse(asked.text, asked.lang, asked.shop.now, asked.shop.calendar.next_holiday())
    return short and when.named and only_slots(asked.text, asked.lang)


def _aspect(text: str, words: Language) -> str:
    """Whether closing or opening time is asked after, or all of it."""
    plain = normal(text)
    if any(words.has("opening", each) for each in (plain, *_without_days(plain, words))):
        return OPENING
    return CLOSING if words.has("closing", plain) else WHOLE


def _without_days(plain: str, words: Language) -> Iterator[str]:
    """A normal text without the days in it, and also without the short word before each: "on Sunday"."""
    names = sorted((name for kind in DAYS for name in words.names(kind)), key=len, reverse=True)
    for before in ("", r"(?:\b\w{1,3} )?"):
        yield re.sub(rf" ?{before}\b(?:{'|'.join(map(re.escape, names))})\b", "", plain)


def hours_text(hours: Hours, text: str, lang: str, now: datetime, aspect: str = WHOLE, *, more: bool = False) -> str:
    """The sentence to a question about hours that names a day, a time, the moment or closing; else empty.

    One `more` day is told, not affirmed: "and on Sunday?" is no question of yes or no.
    """
    if gone := no_such_day.said(text, lang, now.date()):
        return gone
    words, days = language(lang), Days(hours, language(lang), now, plainly=more)
    when, aspect = slots.parse(text, lang, now, hours.next_holiday()), _aspect(text, words) or aspect
    if when.lasting:
        return _lasting(hours, days, when)
    if when.day is None and when.at is None and not when.part:
        return days.moment() if when.now else days.today_by(aspect) if aspect and _aspect(text, words) else ""
    day = when.day or now.date()
    if when.day is None and when.at and when.at < now.time():
        day += timedelta(days=1)  # that time has gone by today
    said = _of_day(hours, days, text, when, day, aspect)
    return " ".join(filter(None, (said, hours.reason(day, lang))))


def _of_day(hours: Hours, days: Days, text: str, when: When, day: date, aspect: str) -> str:
    words, now = days.words, days.now
    named, spans = days.named(day), hours.spans(day)
    if not spans:
        return words.say("closed_day", day=named, **days.next_after(day))
    if when.at is None:
        over = day == now.date() and hours.next_opening(now, within_days=0) is None and hours.open_until(now) is None
        if over:
            return days.over(again=words.has(WEEKDAYS[now.weekday()], normal(text)))
        return days.by_part(day, when.part) if when.part and aspect == WHOLE else days.of(day, aspect)
    until, time = hours.open_until(datetime.combine(day, when.at, now.tzinfo)), words.spoken_time(when.at)
    if until is None:
        return words.say("closed_at", day=named, time=time, spans=listed_spans(words, spans))
    return words.say("open_at", day=named, time=time, end=words.spoken_time(until))


def _lasting(hours: Hours, days: Days, when: When) -> str:
    """Whether the store stays open for so many minutes from now."""
    now, until = days.now, hours.open_until(days.now)
    if until is None:
        return days.moment()
    midnight = until == until.min  # what runs past midnight ends at 0:00
    closes = datetime.combine(now.date() + timedelta(days=midnight), until, now.tzinfo)
    left = int((closes - now).total_seconds() // 60)
    end = days.words.spoken_time(until)
    if left >= when.lasting:
        return days.words.say("stays_open", end=end)
    return days.words.say("closes_before", end=end, minutes=left)


def week_text(hours: Hours, lang: str) -> str:
    """The ordinary hours of the week in one sentence."""
    words = language(lang)
    rows = []
    for first, last, spans in hours.week():
        names = words.day.weekdays[first], words.day.weekdays[last]
        named = names[0] if first == last else words.part("days_range", first=names[0], last=names[1])
        rows.append(words.part("row", days=named, spans=listed_spans(words, spans)))
    return words.say("week", rows=words.listed(rows))


SKILL = Skill("hours", (DAY, TIME), 0.1, "", answer, goes_on, names_a_time)
