"""Puts replies together: text with its marks, caption, cards, choices and the place on the map."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from kiosk.answers.facts import Store
from kiosk.answers.language import language
from kiosk.events import Card, Choice, Intent, Reply, Triage
from kiosk.knowledge.entry import Entry
from kiosk.marks import split
from kiosk.memo import HELP

_SIGNS: Final = {"hours": "clock", "product": "basket"}
"""The sign of an entry that names no picture, by what it does."""
BY_EXAMPLES: Final = 0.75
"""The score of what no rule found: a question that is known better in another language goes before it."""


def intent(name: Intent, lang: str, triage: Triage) -> Reply:
    """The reply to what is no question. The dialogue has its own sentences; `lang` is the language asked for."""
    ruled = any(reason.by == "rule" for reason in triage.reasons) or not triage.reasons
    return Reply(name, "answer", 1.0 if ruled else BY_EXAMPLES, lang, entry=name, triage=triage)


def ask_help(text: str, lang: str, triage: Triage) -> Reply:
    """Asks whether somebody is in need; `text` are the words that may have said so."""
    words = language(lang)
    asked = words.say("help_now")
    choices = (Choice("help-yes", words.say("help_yes"), words.say("help_yes")),
               Choice("help-no", words.say("help_no"), words.say("help_no")))  # fmt: skip
    triage = replace(triage, happens="answer")
    return Reply("question", "ask", 1.0, lang, "", asked, asked, choices=choices, memo=((HELP, text),), triage=triage)


def unknown(score: float, lang: str) -> Reply:
    """The store does not know; the dialogue says so in its own words."""
    return Reply("question", "none", score, lang)


def strange(lang: str, spoken: Sequence[str]) -> Reply:
    """To who asks in a language that the kiosk does not speak: what it speaks, and a person."""
    words = language(lang)
    return _instead(words.say("strange", languages=words.listed(map(words.name_of, spoken))), 0.0, lang)


def not_sold(score: float, lang: str) -> Reply:
    """To who asks for a product that the list does not have: that it does not, and a person."""
    return _instead(language(lang).say("no_product"), score, lang)


def _instead(text: str, score: float, lang: str) -> Reply:
    """No answer but a sentence of why, and a person."""
    return Reply("question", "none", score, lang, "", text, text, choices=(person(lang),))


def person(lang: str) -> Choice:
    """The button that calls one."""
    label = language(lang).say("person")
    return Choice("human", label, label)


def go_on(lang: str, sentence: str = "go_on") -> Reply:
    """The question to who only greeted, or who said no to what was offered."""
    text = language(lang).say(sentence)
    return Reply("question", "ask", 1.0, lang, "", text, text)


def answer(entry: str, score: float, lang: str, text: str, cards: Sequence[Card], place: str = "") -> Reply:
    """A direct answer; its caption is the text without marks."""
    return Reply("question", "answer", score, lang, entry, text, split(text)[0], tuple(cards), place=place)


def curated(store: Store, entry: Entry, score: float, lang: str) -> Reply:
    """The answer that staff wrote; a place on the map is pointed at unless the text says where to point or look."""
    text = _pointed(store, entry, lang) if entry.place in store.places else entry.answer
    card = entry_card(store, entry, lang, entry.caption or text)
    reply = answer(entry.id, score, lang, text, [card], entry.place)
    return replace(reply, caption=split(entry.caption)[0]) if entry.caption else reply


def _pointed(store: Store, entry: Entry, lang: str) -> str:
    """The answer with a mark where the place is named; where it is not, at the beginning."""
    if any(mark.name in {"point", "look"} for mark in split(entry.answer)[1]):
        return entry.answer
    named = re.search(rf"(?<!\w){re.escape(store.place_name(entry.place, lang))}", entry.answer, re.IGNORECASE)
    at = named.start() if named else 0
    return f"{entry.answer[:at]}^point({entry.place}) {entry.answer[at:]}"


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
