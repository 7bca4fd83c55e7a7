"""Answers that are looked up: opening hours from the calendar, products from the table and the store's back end."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from kiosk.answers import slots
from kiosk.answers.facts import Store
from kiosk.answers.hours import Hours, Span
from kiosk.answers.language import WEEKDAYS, Language, language
from kiosk.answers.products import Product
from kiosk.events import Card
from kiosk.store.client import Live
from kiosk.utterance import normal

CARD_GAP = " · "


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


def product_text(store: Store, product: Product, lang: str, live: Live | None) -> str:
    """Where a product is, and what the back end says of it just now; without a back end nothing is said of that."""
    words = language(lang)
    point = f"^point({product.place}) " if product.place in store.places else ""
    values = {"product": product.name(lang), "point": point, "aisle": product.aisle}
    where = "product_aisle" if product.aisle else "product_place"
    text = words.say(where, place=store.place_name(product.place, lang), **values)
    return text if live is None else f"{text} {_live_text(words, live)}"


def _live_text(words: Language, live: Live) -> str:
    price = "" if live.price_eur is None else words.amount(live.price_eur)
    if live.stock is None:
        return words.say("price_only", price=price) if price else words.say("neither")
    amount = "stock" if live.stock else "none"
    key = f"price_and_{amount}" if price else f"{amount}_only"
    return words.say(key, price=price, stock=live.stock)


def product_card(store: Store, product: Product, lang: str, live: Live | None) -> Card:
    """Name, where it is, size, and price and stock if they are known now."""
    words = language(lang)
    where = words.part("card_aisle", aisle=product.aisle) if product.aisle else store.place_name(product.place, lang)
    price = words.part("card_price", price=words.amount(live.price_eur)) if live and live.price_eur is not None else ""
    place = product.place if product.place in store.places else ""
    detail = CARD_GAP.join(filter(None, (where, _size(words, product))))
    stock = live.stock if live else None
    return Card(product.id, product.name(lang), detail, place, price, stock, product.picture)


def _size(words: Language, product: Product) -> str:
    """What one buys at once: `1 l`, `10 pieces`; nothing for a single piece."""
    if not product.unit.isdigit():
        return product.unit
    return words.part("card_pieces", count=product.unit) if product.unit != "1" else ""
