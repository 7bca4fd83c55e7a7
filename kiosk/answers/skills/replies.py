"""Replies of skills: a sentence of `config/answers/`, what stands on the screen with it, and what is remembered."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from kiosk.answers import compose
from kiosk.answers.skills.skill import Asked
from kiosk.events import Card, Choice, Memo, Reply
from kiosk.marks import split

HUMAN: Final = "human"
"""The id of a choice that calls a person."""


def told(
    asked: Asked, text: str, cards: Iterable[Card] = (), choices: Iterable[Choice] = (), place: str = "",
    memo: Memo = (),
) -> Reply:  # fmt: skip
    """An answer."""
    caption = split(text)[0]
    return Reply(
        "question", "answer", asked.score, asked.lang, asked.entry.id, text, caption, tuple(cards), tuple(choices),
        place, memo=memo,
    )  # fmt: skip


def asks(asked: Asked, text: str, choices: Iterable[Choice] = (), memo: Memo = ()) -> Reply:
    """A question back."""
    return Reply(
        "question", "ask", asked.score, asked.lang, asked.entry.id, text, split(text)[0], choices=tuple(choices),
        memo=memo,
    )  # fmt: skip


def person(asked: Asked) -> Choice:
    """The button that calls somebody."""
    label = asked.words.say("person")
    return Choice(HUMAN, label, label)


def failed(asked: Asked, memo: Memo = (), sentence: str = "") -> Reply:
    """What is said when it could not be looked up, where staff are, and a button to a person.

    Without a `sentence` of its own it is the skill's fallback.
    """
    place = asked.entry.place if asked.entry.place in asked.shop.store.places else ""
    return told(asked, asked.words.say(sentence or asked.fallback), choices=[person(asked)], place=place, memo=memo)


def unconnected(asked: Asked) -> Reply:
    """Where no back end can be asked: what staff wrote for it; without that, that it cannot be seen."""
    if asked.entry.answer:
        return compose.curated(asked.shop.store, asked.entry, asked.score, asked.spoken)
    return failed(asked)


def point_at(asked: Asked, place: str) -> tuple[str, str]:
    """The mark that points at a place of the map, and what the place is called."""
    store = asked.shop.store
    return (f"^point({place}) " if place in store.places else ""), store.place_name(place, asked.lang)
