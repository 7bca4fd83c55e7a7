"""Books an appointment: asks what is missing, offers what is free, reads back, takes corrections, books once.

Nothing is kept but the memo between two questions. The key of a booking is made when it is read back, so that a "yes"
that is said or sent twice books once (Idempotency-Key).
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Final

from kiosk.answers import slots
from kiosk.answers.skills.beside import only_slots
from kiosk.answers.skills.replies import asks, failed, person, told, unconnected
from kiosk.answers.skills.skill import Asked, Skill, Turn
from kiosk.events import Card, Choice, Memo, Reply
from kiosk.memo import DAY, ENTRY, KEY, NAME, OPEN, REFERENCE, SENT, TIME, UNSURE
from kiosk.store.client import BackEnd
from kiosk.store.told import Appointment, BookingTold, TimesTold
from kiosk.utterance import normal

DAYS: Final = 13
"""So many days ahead are looked at."""
OFFERED: Final = 3
_NAME: Final = re.compile(r"\w[\w'-]*")


@dataclass(frozen=True)
class Wish:
    """What is known of the appointment. `key` is there once it was read back, `reference` once it is booked.

    One that was `sent` without an answer may be booked: nothing else may be booked in its place.
    """

    day: date | None = None
    at: time | None = None
    name: str = ""
    key: str = ""
    reference: str = ""
    sent: str = ""

    def memo(self, asked: Asked) -> Memo:
        """What the next question needs."""
        day, at = self.day.isoformat() if self.day else "", self.at.isoformat("minutes") if self.at else ""
        waits = "" if self.reference else "yes"
        unsure = asked.entry.id if self.sent and not self.reference else ""
        known = {NAME: self.name, KEY: self.key, REFERENCE: self.reference, SENT: self.sent, OPEN: waits}
        return asked.leaves(**{DAY: day, TIME: at, UNSURE: unsure, **known})


def answer(asked: Asked) -> Turn:
    """The next turn of a booking."""
    back_end = asked.shop.back_end
    if back_end is None or not (back_end.offers("slots") and back_end.offers("bookings")):
        return Turn(unconnected(asked))
    if not asked.memo and asked.left.get(UNSURE) == asked.entry.id:
        return Turn(_unsettled(asked))
    before = _known(asked.memo)
    wish = _wished(asked, before)
    plain = normal(asked.text)
    if before.sent and not before.reference:
        return _sent(asked, back_end, before, same=wish == before)
    if asked.memo and asked.words.has("cancel", plain) and wish == before:
        return Turn(told(asked, asked.words.say("booking_cancelled")))
    if before.key and wish == before and asked.words.has("yes", plain):
        return _book(asked, back_end, wish)
    if before.key and wish == before and asked.words.has("no", plain):
        return Turn(asks(asked, asked.words.say("booking_again"), [_nothing(asked)], Wish(name=wish.name).memo(asked)))
    if before.reference and goes_on(asked):
        said = asked.words.say("booking_kept", **_values(asked, before))
        return Turn(told(asked, said, choices=[person(asked)], memo=before.memo(asked)))
    return _offer(asked, back_end, replace(wish, key="", reference=""))


def goes_on(asked: Asked) -> bool:
    """Whether it is a day, a time, a name, yes, no or an end to it, and nothing else."""
    plain = normal(asked.text)
    said = any(asked.words.has(kind, plain) for kind in ("yes", "no", "cancel"))
    return (said or _wished(asked, _known(asked.memo)) != _known(asked.memo)) and only_slots(asked.text, asked.lang, 2)


def _known(memo: Mapping[str, str]) -> Wish:
    day = date.fromisoformat(memo[DAY]) if memo.get(DAY) else None
    at = time.fromisoformat(memo[TIME]) if memo.get(TIME) else None
    return Wish(day, at, *(memo.get(name, "") for name in (NAME, KEY, REFERENCE, SENT)))


def _wished(asked: Asked, before: Wish) -> Wish:
    """What was known, with what was said now in its place."""
    now = asked.shop.now
    when = slots.parse(asked.text, asked.lang, now, asked.shop.calendar.next_holiday())
    at = when.at or _bare_hour(asked)
    day = when.day or before.day
    return replace(before, day=day, at=at or before.at, name=_name(asked) or before.name)


def _bare_hour(asked: Asked) -> time | None:
    """A number alone is an hour, where a time was asked for: "eleven"."""
    if not asked.memo:
        return None
    words, beside = normal(asked.text).split(), set(asked.words.names("beside"))
    named = {normal(name): hour for name, hour in asked.words.numbers.items()}
    hours = [int(word) if word.isdecimal() else named.get(word, 0) for word in words if word not in beside]
    if len(hours) != 1 or not 0 < hours[0] < 24:
        return None
    return time(hours[0] + 12 if hours[0] < slots.AFTERNOON_BEFORE else hours[0])


def _name(asked: Asked) -> str:
    """The first name, where one says it: "my name is Eva"; in the middle of a booking also "for Eva"."""
    for phrase in sorted(asked.words.words.get("name_is", ()), key=len, reverse=True):
        found = re.search(rf"\b{re.escape(phrase)}\s+", asked.text, re.IGNORECASE)
        if found and (name := _NAME.match(asked.text, found.end())):
            return name[0][:1].upper() + name[0][1:]
    return _named_after(asked) if asked.memo else ""


def _named_after(asked: Asked) -> str:
    """The last word of "for Eva", where the rest is days, times and words beside them."""
    before = "|".join(map(re.escape, asked.words.names("name_for")))
    found = re.search(rf"\b(?:{before}) (\S+)$", normal(asked.words.bare(asked.text))) if before else None
    if found is None or found[1] in asked.words.names("not_a_name") or only_slots(found[1], asked.lang, 0):
        return ""
    return found[1][:1].upper() + found[1][1:] if only_slots(asked.text, asked.lang) else ""


def _offer(asked: Asked, back_end: BackEnd, wish: Wish) -> Turn:
    """Ask for the free times, and see what of them suits."""
    today = asked.shop.now.date()
    last = max(today + timedelta(days=DAYS), wish.day or today)
    lookup = back_end.times(asked.entry.id, today, last)
    return Turn(failed(asked, wish.memo(asked)), lookup, lambda free: _suited(asked, wish, free))


def _suited(asked: Asked, wish: Wish, free: TimesTold) -> Reply:
    """The read-back where a free time is what was wished; else what is free nearest to it."""
    if free.fault:
        return failed(asked, wish.memo(asked))
    now = asked.shop.now
    starts = sorted({start.astimezone(now.tzinfo) for start in free.starts if start > now})
    if not starts:
        return failed(asked, sentence="booking_none")
    of_day = [start for start in starts if wish.day in (None, start.date())]
    exact = [start for start in of_day if wish.at in (None, start.time())]
    if wish.day and wish.at and exact:
        return _read_back(asked, replace(wish, key=uuid.uuid4().hex))
    return _choices(asked, wish, starts, of_day, exact)


def _choices(asked: Asked, wish: Wish, starts: list[datetime], of_day: list[datetime], exact: list[datetime]) -> Reply:
    """What is free, in a sentence and as buttons: on that day, at that time, or first of all."""
    words, today = asked.words, asked.shop.now.date()
    offered = (exact or of_day or _after(starts, wish.day))[:OFFERED]
    one_day = bool(wish.day) and bool(of_day)
    options = words.listed((_option(asked, start, one_day=one_day) for start in offered), "or")
    named = words.spoken_day(wish.day, today) if wish.day else ""
    if not wish.day:
        key = "booking_offer"
    elif not of_day:
        key = "booking_day_full"
    else:
        key = "booking_time_taken" if wish.at else "booking_day"
    at = words.spoken_time(wish.at) if wish.at else ""
    kept = replace(wish, at=wish.at if exact else None)
    buttons = [_button(asked, start) for start in offered]
    return asks(asked, words.say(key, options=options, day=named, time=at), buttons, kept.memo(asked))


def _after(starts: list[datetime], day: date | None) -> list[datetime]:
    """The times from a day on, then those before it."""
    later = [start for start in starts if day is None or start.date() > day]
    return [*later, *(start for start in starts if start not in later)]


def _option(asked: Asked, start: datetime, *, one_day: bool) -> str:
    words, today = asked.words, asked.shop.now.date()
    at = words.spoken_time(start.time())
    return at if one_day else words.part("day_time", day=words.spoken_day(start.date(), today), time=at)


def _button(asked: Asked, start: datetime) -> Choice:
    label = _option(asked, start, one_day=False)
    label = label[:1].upper() + label[1:]
    return Choice(start.isoformat(timespec="minutes"), label, label)


def _read_back(asked: Asked, wish: Wish) -> Reply:
    words = asked.words
    key = "booking_check_name" if wish.name else "booking_check"
    return asks(asked, words.say(key, **_values(asked, wish)), [_yes(asked), _nothing(asked)], wish.memo(asked))


def _yes(asked: Asked) -> Choice:
    label = asked.words.say("booking_yes")
    return Choice("yes", label, label)


def _nothing(asked: Asked) -> Choice:
    label = asked.words.say("booking_no")
    return Choice("nothing", label, label)


def _values(asked: Asked, wish: Wish) -> dict[str, str]:
    words = asked.words
    day = words.spoken_day(wish.day, asked.shop.now.date()) if wish.day else ""
    at = words.spoken_time(wish.at) if wish.at else ""
    return {"title": asked.entry.title, "day": day, "time": at, "name": wish.name, "reference": wish.reference}


def _book(asked: Asked, back_end: BackEnd, wish: Wish) -> Turn:
    if wish.reference:
        return Turn(_done(asked, wish))
    if wish.day is None or wish.at is None:
        return _offer(asked, back_end, wish)
    start = datetime.combine(wish.day, wish.at, asked.shop.now.tzinfo)
    lookup = back_end.book(Appointment(asked.entry.id, start, wish.key, wish.name))
    return Turn(_unsure(asked, wish), lookup, lambda told: _booked(asked, wish, told))


def _sent(asked: Asked, back_end: BackEnd, wish: Wish, *, same: bool) -> Turn:
    """The same again, or a person: another day could be booked beside the one that may be."""
    words, plain = asked.words, normal(asked.text)
    if same and words.has("yes", plain) and not words.has("no", plain) and not words.has("cancel", plain):
        return _book(asked, back_end, wish)
    return Turn(asks(asked, words.say("booking_unclear"), _again_or_person(asked), wish.memo(asked)))


def _unsettled(asked: Asked) -> Reply:
    """To who begins anew where the first may be booked: that one again while it is known, else a person."""
    if asked.left.get(SENT) and asked.left.get(ENTRY) == asked.entry.id:
        first = _known(asked.left).memo(asked)
        return asks(asked, asked.words.say("booking_unclear"), _again_or_person(asked), first)
    return failed(asked, sentence="booking_earlier")


def _booked(asked: Asked, wish: Wish, booking: BookingTold) -> Reply:
    if booking.fault == "store.taken" and wish.sent:  # perhaps by what was sent first
        return failed(asked, wish.memo(asked), "booking_earlier")
    if booking.fault == "store.taken":
        said = f"{asked.words.say('booking_gone')} {asked.words.say('booking_again')}"
        return asks(asked, said, [_nothing(asked)], replace(wish, at=None, key="").memo(asked))
    if booking.fault:
        return _unsure(asked, wish)
    return _done(asked, replace(wish, reference=booking.reference))


def _done(asked: Asked, wish: Wish) -> Reply:
    """Booked: said with its reference, and on a card to take along."""
    values = _values(asked, wish)
    text = asked.words.say("booking_done", **values)
    place = asked.entry.place if asked.entry.place in asked.shop.store.places else ""
    detail = asked.words.part("day_time", day=values["day"], time=values["time"])
    card = Card(asked.entry.id, asked.entry.title, f"{detail} · {wish.reference}", place, picture="clock", text=text)
    return told(asked, text, [card], (), place, wish.memo(asked))


def _unsure(asked: Asked, wish: Wish) -> Reply:
    """Nobody knows whether it was booked: with the same key it can be tried again."""
    memo = replace(wish, sent="yes").memo(asked)
    return asks(asked, asked.words.say("booking_unsure"), _again_or_person(asked), memo)


def _again_or_person(asked: Asked) -> list[Choice]:
    return [_yes(asked), person(asked)]


SKILL = Skill("booking", (DAY, TIME, NAME), 1.8, "booking_fallback", answer, goes_on, keeps=(KEY, SENT))
