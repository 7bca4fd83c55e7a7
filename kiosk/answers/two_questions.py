"""A sentence that asks two things: "are you open on Sunday and where is the coffee"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from kiosk.answers.draft import Draft, Waited
from kiosk.answers.language import language
from kiosk.events import Reply
from kiosk.marks import split
from kiosk.utterance import normal

LEAST, HALF = 5, 2  # words of a sentence that asks two things, and of each of them
SPLITS = 3


@dataclass(frozen=True, slots=True)
class Both:
    """Two lookups that are waited for together."""

    first: Waited
    second: Waited

    def done(self) -> bool:
        """Whether there is nothing to wait for any more."""
        return self.first.done() and self.second.done()

    def result(self) -> tuple[Any, Any]:
        """What came until now."""
        return self.first.result(), self.second.result()

    def outcomes(self) -> dict[str, str]:
        """What was asked for in both, with what went wrong."""
        return {**self.first.outcomes(), **self.second.outcomes()}

    def wait(self) -> tuple[Any, Any]:
        """Both results, at their deadlines at the latest."""
        return self.first.wait(), self.second.wait()


def halves(text: str, lang: str) -> Iterator[tuple[str, str]]:
    """The ways to read a sentence as two, at each "and"."""
    words = normal(text).split()
    joints = [at for at, word in enumerate(words) if word in language(lang).names("joins")]
    if len(words) < LEAST:
        return
    for at in joints[:SPLITS]:
        first, second = words[:at], _without_joints(words[at:], lang)
        if len(first) >= HALF and len(second) >= HALF:
            yield " ".join(first), " ".join(second)


def _without_joints(words: Sequence[str], lang: str) -> Sequence[str]:
    """A part without the "and also" that it begins with."""
    begun = {*language(lang).names("joins"), *language(lang).names("also")}
    return next((words[at:] for at, word in enumerate(words) if word not in begun), ())


def alone(text: str, lang: str) -> str:
    """A question without an "and" before it; the text itself if nothing is left, or there is none."""
    words = normal(text).split()
    left = _without_joints(words, lang)
    return " ".join(left) if words and words[0] in language(lang).names("joins") and len(left) >= HALF else text


def are_two(first: Reply, second: Reply) -> bool:
    """Whether two replies are sure answers, and not the same one."""
    sure = all(reply.band == "answer" and reply.intent == "question" and reply.text for reply in (first, second))
    return sure and (first.entry, first.text) != (second.entry, second.text) and _cards(first) != _cards(second)


def _cards(reply: Reply) -> tuple[str, ...]:
    return tuple(card.id for card in reply.cards)


def joined(first: Draft, second: Draft, lang: str) -> Draft:
    """One draft that answers both."""

    def both(one: Reply, other: Reply) -> Reply:
        text = f"{one.text} {language(lang).say('second_part', text=other.text)}"
        caption = f"{one.caption} {language(lang).say('second_part', text=other.caption or split(other.text)[0])}"
        cards, memo = (*one.cards, *other.cards), other.memo or one.memo
        place = one.place or other.place
        return replace(one, text=text, caption=caption, cards=cards, place=place, memo=memo, choices=())

    reply = both(first.reply, second.reply)
    if first.lookup and second.lookup:
        lookups = Both(first.lookup, second.lookup)
        return Draft(reply, first.match, lookups, lambda told: both(first.finished(told[0]), second.finished(told[1])))
    if first.lookup:
        return Draft(reply, first.match, first.lookup, lambda told: both(first.finished(told), second.reply))
    if second.lookup:
        return Draft(reply, first.match, second.lookup, lambda told: both(first.reply, second.finished(told)))
    return Draft(reply, first.match)
