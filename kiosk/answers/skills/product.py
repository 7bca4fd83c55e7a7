"""A product: where it is, from the table; its price and stock, from the store's back end."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import tzinfo
from typing import Final

from kiosk.answers import compose
from kiosk.answers.facts import Store
from kiosk.answers.language import Language, language
from kiosk.answers.products import Product
from kiosk.answers.skills.replies import asks, failed, told
from kiosk.answers.skills.skill import Asked, Skill, Turn
from kiosk.events import Card, Choice, Reply
from kiosk.memo import PRODUCT
from kiosk.store.told import Live
from kiosk.utterance import normal

CARD_GAP: Final = " · "
OFFERED, MOST_OFFERED, COMPARED = 2, 4, 5
"""Products that are offered in another's stead, asked which of, and compared by price."""
TERSE, MOST_WORDS, BESIDE = 2, 6, 4
"""Words of a question that needs no "it", of the longest one that goes on, and beside a product's name."""


def answer(asked: Asked) -> Turn:
    """Where the product is; price and stock follow as soon as the back end tells them."""
    if asked.doubtful and not asked.memo:
        return Turn(compose.ask_product(asked.entry.id, asked.score, asked.lang, "which_product", ()))
    other = _other(asked)
    if other is None and asked.mention and (several := asked.shop.catalogue.several(asked.mention.words)):
        return Turn(_which_of(asked, several))
    product = other or _spoken_of(asked)
    if product is None:
        return Turn(_not_named(asked))
    if asked.words.has("cheaper", normal(asked.text)):
        return compare(asked, product)
    lookup = asked.shop.back_end.look_up(product.id) if asked.shop.back_end else None
    return Turn(_of(asked, product, None), lookup, lambda live: _of(asked, product, live))


def goes_on(asked: Asked) -> bool:
    """Whether it is more of the product before: its price, its stock, something cheaper, or one of those offered."""
    plain = normal(asked.text)
    count = len(plain.split())
    if _other(asked) is not None:
        return True
    if asked.mention is not None and asked.mention.words in plain:
        return count <= len(asked.mention.words.split()) + BESIDE
    if not asked.memo.get(PRODUCT) or count > MOST_WORDS:
        return False
    leans = count <= TERSE or asked.words.has("follow_up", plain)
    return asked.words.has("cheaper", plain) or (leans and asked.words.has("of_product", plain))


def _other(asked: Asked) -> Product | None:
    """What staff would offer in the stead of the product before, where "the other one" is meant."""
    before = asked.shop.catalogue.product(asked.memo.get(PRODUCT, ""))
    if before is None or not asked.words.nothing_but("other", asked.text):
        return None
    return next(filter(None, map(asked.shop.catalogue.product, before.alternatives)), None)


def _spoken_of(asked: Asked) -> Product | None:
    """The product that is named, else the one before."""
    return asked.mention.product if asked.mention else asked.shop.catalogue.product(asked.memo.get(PRODUCT, ""))


def _of(asked: Asked, product: Product, live: Live | None) -> Reply:
    """Where it is, with what the back end said; what is sold out comes with what could do in its stead."""
    shop, lang = asked.shop, asked.lang
    text, choices = product_text(shop.store, product, lang), []
    if live is not None:
        text = f"{text} {live_text(asked.words, live, shop.now.tzinfo) or asked.words.say(asked.fallback)}"
    if live and live.stock == 0:
        others = shop.catalogue.alike(product, lang)[:OFFERED]
        choices = [_button(each, lang) for each in others]
        text = f"{text} {_instead(asked, others)}" if others else text
    card = product_card(shop.store, product, lang, live)
    return told(asked, text, [card], choices, product.place, asked.leaves(**{PRODUCT: product.id}))


def _instead(asked: Asked, others: Sequence[Product]) -> str:
    return asked.words.say("instead", options=asked.words.listed((each.name(asked.lang) for each in others), "or"))


def _button(product: Product, lang: str) -> Choice:
    return Choice(product.id, product.name(lang), product.name(lang))


def _which_of(asked: Asked, several: Sequence[Product]) -> Reply:
    """Asks which one is meant of those that a word stands for."""
    options = asked.words.listed((each.name(asked.lang) for each in several[:MOST_OFFERED]), "or")
    buttons = [_button(each, asked.lang) for each in several[:MOST_OFFERED]]
    return asks(asked, asked.words.say("which_of", options=options), buttons, asked.leaves())


def compare(asked: Asked, product: Product) -> Turn:
    """What is cheaper than a product among what is of its kind, by the prices of now."""
    others = asked.shop.catalogue.alike(product, asked.lang)[:COMPARED]
    unseen = failed(asked, asked.leaves(**{PRODUCT: product.id}), "cheaper_unseen")
    if asked.shop.back_end is None or not others:
        return Turn(unseen)
    lookup = asked.shop.back_end.prices([product.id, *(each.id for each in others)])

    def complete(prices: Mapping[str, float]) -> Reply:
        if product.id not in prices or len(prices) == 1:
            return unseen
        known = [each for each in (product, *others) if each.id in prices]
        best = min(known, key=lambda each: prices[each.id])
        key = "cheaper" if best != product else "cheapest"
        price = asked.words.amount(prices[best.id])
        said = asked.words.say(key, product=best.name(asked.lang), price=price)
        where = product_text(asked.shop.store, best, asked.lang)
        card = product_card(asked.shop.store, best, asked.lang, Live(prices[best.id]))
        return told(asked, f"{said} {where}", [card], (), best.place, asked.leaves(**{PRODUCT: best.id}))

    return Turn(unseen, lookup, complete)


def _not_named(asked: Asked) -> Reply:
    """Asks for the product that was not named, or says that the table does not have it."""
    named_in = tuple(asked.shop.catalogue.words)
    untold = "which_product" if _nothing_else(asked) else "no_product"
    sentence = untold if asked.lang in named_in else "foreign_products" if named_in else "no_catalogue"
    return compose.ask_product(asked.entry.id, asked.score, asked.lang, sentence, named_in)


def _nothing_else(asked: Asked) -> bool:
    """Whether the words are the title, or only those in which products are asked for: "I am looking for, er"."""
    around = {
        normal(word) for text in (*asked.entry.phrasings, *asked.words.names("courtesy")) for word in text.split()
    }
    return normal(asked.text) == normal(asked.entry.title) or around.issuperset(normal(asked.text).split())


def product_text(store: Store, product: Product, lang: str) -> str:
    """Where a product is."""
    words = language(lang)
    point = f"^point({product.place}) " if product.place in store.places else ""
    values = {"product": product.name(lang), "point": point, "aisle": product.aisle}
    where = "product_aisle" if product.aisle else "product_place"
    return words.say(where, place=store.place_name(product.place, lang), **values)


def live_text(words: Language, live: Live, zone: tzinfo | None) -> str:
    """Price and stock of now; what was told of them before only with its time. Empty where neither is known."""
    if live.earlier:
        return _earlier_text(words, live, zone)
    price = "" if live.price_eur is None else words.amount(live.price_eur)
    if live.stock is None:
        return words.say("price_only", price=price) if price else ""
    amount = "stock" if live.stock else "none"
    key = f"price_and_{amount}" if price else f"{amount}_only"
    return words.say(key, price=price, stock=live.stock)


def _earlier_text(words: Language, live: Live, zone: tzinfo | None) -> str:
    """A sentence for each number that is only known of before."""
    said = [] if live.price_eur is None else [words.say("price_only", price=words.amount(live.price_eur))]
    for kind, one in sorted(live.earlier.items()):
        at = words.spoken_time(one.at.astimezone(zone).time())
        amounts = {"price": words.amount(one.value), "stock": int(one.value)}
        said.append(words.say(f"{kind}_earlier", time=at, **{kind: amounts[kind]}))
    return " ".join(said)


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


SKILL = Skill("product", (PRODUCT,), 1.8, "neither", answer, goes_on)
