"""A product: where it is, from the table; its price and stock, from the store's back end."""

from __future__ import annotations

from kiosk.answers import compose
from kiosk.answers.facts import Store
from kiosk.answers.language import Language, language
from kiosk.answers.products import Product
from kiosk.answers.skills.skill import Asked, Skill, Turn
from kiosk.events import Card, Reply
from kiosk.store.told import Live
from kiosk.utterance import normal

CARD_GAP = " · "


def answer(asked: Asked) -> Turn:
    """Where the product is; price and stock follow as soon as the back end tells them."""
    shop, entry, lang = asked.shop, asked.entry, asked.lang
    if asked.doubtful:
        return Turn(compose.ask_product(entry.id, asked.score, lang, "which_product", ()))
    if asked.mention is None:
        return Turn(_not_named(asked))
    product = asked.mention.product

    def complete(live: Live | None) -> Reply:
        text = product_text(shop.store, product, lang, live)
        cards = [product_card(shop.store, product, lang, live)]
        return compose.answer(entry.id, asked.score, lang, text, cards, product.place)

    lookup = shop.back_end.look_up(product.id) if shop.back_end else None
    return Turn(complete(None), lookup, complete)


def _not_named(asked: Asked) -> Reply:
    """Asks for the product that was not named, or says that the table does not have it."""
    named_in = tuple(asked.shop.catalogue.words)
    untold = "which_product" if normal(asked.text) == normal(asked.entry.title) else "no_product"
    sentence = untold if asked.lang in named_in else "foreign_products" if named_in else "no_catalogue"
    return compose.ask_product(asked.entry.id, asked.score, asked.lang, sentence, named_in)


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


SKILL = Skill("product", ("product",), 1.8, "neither", answer)
