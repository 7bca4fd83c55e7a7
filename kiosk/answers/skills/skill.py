"""What a skill is: what it takes in, how long it may take, what it says when that fails, and a function."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from kiosk.answers.facts import Store
from kiosk.answers.hours import Hours
from kiosk.answers.language import Language, language
from kiosk.answers.products import Catalogue, Mention
from kiosk.events import Memo, Reply
from kiosk.knowledge.entry import Action, Entry
from kiosk.memo import ENTRY, SKILL
from kiosk.store.client import BackEnd
from kiosk.store.lookup import Lookup


@dataclass(frozen=True)
class Shop:
    """What skills look things up in; without a `back_end` nobody can be asked."""

    store: Store
    catalogue: Catalogue
    calendar: Hours
    now: datetime
    back_end: BackEnd | None


@dataclass(frozen=True)
class Asked:
    """A question as a skill gets it.

    `lang` is the shopper's language, `spoken` that of the entry. `mention` is the product that it speaks of, `context`
    the questions before. A `doubtful` one was heard as several different products. `fallback` is the skill's sentence
    for when it cannot be looked up, `memo` what the skill left where the question goes on with that, `left` all that
    was left.
    """

    shop: Shop
    entry: Entry
    score: float
    text: str
    lang: str
    spoken: str
    mention: Mention | None = None
    context: Sequence[str] = ()
    doubtful: bool = False
    fallback: str = ""
    memo: Mapping[str, str] = field(default_factory=dict)
    left: Mapping[str, str] = field(default_factory=dict)

    @property
    def words(self) -> Language:
        """The words of the shopper's language."""
        return language(self.lang)

    def leaves(self, **slots: str) -> Memo:
        """The memo for the next question: skill, entry, and what is known so far; empty values are left out."""
        known = {SKILL: self.entry.action, ENTRY: self.entry.id, **slots}
        return tuple((name, value) for name, value in known.items() if value)


@dataclass(frozen=True)
class Turn:
    """What a skill answers: a reply now, or one that is whole only with what the back end says to `lookup`."""

    reply: Reply
    lookup: Lookup[Any] | None = None
    complete: Callable[[Any], Reply] | None = None


def never(_asked: Asked) -> bool:
    """What a skill does that has no such case."""
    return False


@dataclass(frozen=True)
class Skill:
    """One declared skill.

    `inputs` are the slots it knows, `keeps` what it remembers besides, `within_s` how long it may look something up,
    and `fallback` the sentence of `config/answers/` for when it cannot. `goes_on` tells whether a question belongs to
    what its memo speaks of, `settles` whether it is all one which of two entries of this skill was meant.
    """

    name: Action
    inputs: tuple[str, ...]
    within_s: float
    fallback: str
    run: Callable[[Asked], Turn]
    goes_on: Callable[[Asked], bool] = never
    settles: Callable[[Asked], bool] = never
    keeps: tuple[str, ...] = ()

    def turn(self, asked: Asked) -> Turn:
        """What it answers; a look-up is over within its time limit, however long the back end may take."""
        turn = self.run(replace(asked, fallback=self.fallback))
        return turn if turn.lookup is None else replace(turn, lookup=turn.lookup.within(self.within_s))
