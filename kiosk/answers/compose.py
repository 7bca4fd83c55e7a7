"""Puts replies together: text with its marks, caption, cards, choices and the place on the map."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from kiosk.answers.facts import Store
from kiosk.answers.language import language
from kiosk.answers.triage import Found
from kiosk.events import Card, Choice, Reply
from kiosk.knowledge.entry import Entry
from kiosk.marks import split

_SIGNS: Final = {"hours": "clock", "product": "basket"}
"""The sign of an entry that names no picture, by what it does."""


def intent_reply(found: Found) -> Reply:
    """The reply to what is no question. The dialogue has its own sentences; `lang` is the language asked for."""
    return Reply(found.intent, "answer", 1.0, found.lang, entry=found.intent)


def unknown(score: float, lang: str) -> Reply:
    """The store does not know; the dialogue says so in its own words."""
    return Reply("question", "none", score, lang)


def go_on(lang: str) -> Reply:
    """The question to who only greeted."""
    text = language(lang).say("go_on")
    return Reply("question", "ask", 1.0, lang, "", text, text)


def answer(entry: str, score: float, lang: str, text: str, cards: Sequence[Card], place: str = "") -> Reply:
    """A direct answer; its caption is the text without marks."""
    return Reply("question", "answer", score, lang, entry, text, split(text)[0], tuple(cards), place=place)


def curated(store: Store, entry: Entry, score: float, lang: str) -> Reply:
    """The answer that staff wrote; a place on the map is pointed at unless the text says where to point."""
    pointed = entry.place in store.places and "^" not in entry.answer
    text = f"^point({entry.place}) {entry.answer}" if pointed else entry.answer
    card = entry_card(store, entry, lang, entry.caption or text)
    reply = answer(entry.id, score, lang, text, [card], entry.place)
    return reply if not entry.caption else _captioned(reply, entry.caption)


def _captioned(reply: Reply, caption: str) -> Reply:
    return Reply(
        reply.intent, reply.band, reply.score, reply.lang, reply.entry, reply.text, caption, reply.cards,
        reply.choices, reply.place,
    )  # fmt: skip


def entry_card(store: Store, entry: Entry, lang: str, text: str = "") -> Card:
    """Title of an entry and where it is; `text` is its answer, with or without marks."""
    place = entry.place if entry.place in store.places else ""
    named = store.place_name(place, lang) if place else ""
    where = named if named.casefold() != entry.title.casefold() else ""
    picture = entry.picture or _SIGNS.get(entry.action, "info")
    return Card(entry.id, entry.title, where, place, picture=picture, text=split(text)[0].strip())


def ask_which(entry: str, score: float, lang: str, choices: Sequence[Choice]) -> Reply:
    """One to three choices; one alone is no yes-or-no question. A card would look like an answer, so there is none."""
    words = language(lang)
    options = words.listed((words.part("choice", title=choice.label) for choice in choices), "or")
    text = words.say("which" if len(choices) > 1 else "which_one", options=options)
    return Reply("question", "ask", score, lang, entry, text, text, choices=tuple(choices))


def ask_product(entry: str, score: float, lang: str, sentence: str, named_in: Sequence[str]) -> Reply:
    """Asks for the product that was not named, or is not in the table, whose names are in the languages `named_in`."""
    words = language(lang)
    text = words.say(sentence, languages=words.listed(map(words.name_of, named_in)))
    return Reply("question", "ask", score, lang, entry, text, text)
