"""How long something may be brought back: by what it is, and when it was bought."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from kiosk.answers import compose
from kiosk.answers.skills.beside import only_slots
from kiosk.answers.skills.product import product_card
from kiosk.answers.skills.replies import failed, person, told
from kiosk.answers.skills.skill import Asked, Skill, Turn
from kiosk.answers.slots import past_day
from kiosk.events import Reply
from kiosk.memo import DAY, PRODUCT
from kiosk.utterance import normal


def answer(asked: Asked) -> Turn:
    """The term for the product, or for a purchase of that day; what staff wrote where neither was named."""
    product = asked.mention.product if asked.mention else asked.shop.catalogue.product(asked.memo.get(PRODUCT, ""))
    bought = past_day(asked.text, asked.lang, asked.shop.now.date())
    rules = asked.shop.store.facts.returns
    if rules is None or (product is None and bought is None):
        return Turn(_written(asked))
    days = rules.days_of(product.picture if product else "")
    named = product.name(asked.lang) if product else asked.words.part("it")
    words, today = asked.words, asked.shop.now.date()
    if days == 0:
        text = words.say("returns_never", product=named)
    elif bought is None:
        text = words.say("returns_days", product=named, days=days)
    else:
        last = bought + timedelta(days=days)
        key = "returns_until" if last >= today else "returns_over"
        said = {"bought": words.past_day(bought, today), "last": words.dated(last)}
        text = words.say(key, product=named, days=days, **said)
    over = days == 0 or (bought is not None and bought + timedelta(days=days) < today)
    place = asked.entry.place if asked.entry.place in asked.shop.store.places else ""
    cards = [replace(product_card(asked.shop.store, product, asked.lang, None), detail="", place="")] if product else []
    memo = asked.leaves(**{PRODUCT: product.id if product else ""})
    return Turn(told(asked, text, cards, [person(asked)] if over else [], place, memo))


def goes_on(asked: Asked) -> bool:
    """Whether it is when it was bought, or what: "last Tuesday", "and the milk?"."""
    plain = normal(asked.text)
    named = asked.mention.words if asked.mention and asked.mention.words in plain else ""
    rest = plain.replace(named, " ") if named else plain
    day = past_day(asked.text, asked.lang, asked.shop.now.date())
    return (day is not None or bool(named)) and only_slots(rest, asked.lang)


def _written(asked: Asked) -> Reply:
    """What staff wrote; what is said next may be a product or a day."""
    if not asked.entry.answer:
        return failed(asked)
    reply = compose.curated(asked.shop.store, asked.entry, asked.score, asked.spoken)
    return replace(reply, memo=asked.leaves())


SKILL = Skill("returns", (PRODUCT, DAY), 0.1, "no_product", answer, goes_on)
