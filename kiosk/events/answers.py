"""What the store has to say to a question."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

Band = Literal["answer", "ask", "none"]
Intent = Literal["question", "human", "urgent", "stop", "repeat", "goodbye", "thanks", "language", "louder", "softer"]
Happens = Literal["answer", "offer", "person", "page"]
Feeling = Literal["", "sorry", "calm", "glad"]
Wording = Literal["", "model", "late", "refused", "failed"]
Memo = tuple[tuple[str, str], ...]
"""What an answer leaves for the next question, as pairs of a name (`kiosk.memo`) and a value."""


@dataclass(frozen=True, slots=True)
class Card:
    """What the screen shows of an entry while, or instead of, speaking; `place` is a place on the store's map.

    `price` and `stock` are there only if they are known now. `picture` is a file of the store's `pictures/`, or a sign
    of the screen. `text` is the answer itself, for who takes it along; `code` is what its code holds instead, as it is.
    """

    id: str
    title: str
    detail: str = ""
    place: str = ""
    price: str = ""
    stock: int | None = None
    picture: str = ""
    text: str = ""
    code: str = ""


@dataclass(frozen=True, slots=True)
class Choice:
    """A button that asks `query` when pressed."""

    id: str
    label: str
    query: str


@dataclass(frozen=True, slots=True)
class Reason:
    """Why an utterance was taken for a topic: a rule for its `words`, or its likeness to an `example`, -1 to 1."""

    by: Literal["rule", "examples"]
    topic: str
    words: str = ""
    example: str = ""
    score: float = 0.0


@dataclass(frozen=True, slots=True)
class Triage:
    """What an utterance is besides a question, and what follows from it by the store's table (`triage.toml`).

    `happens`: only the answer, a person offered beside it, a person at once, or everybody on the floor. `priority` is
    that of the ask for a person, 0 to 9. `feeling` is how the shopper may feel, from the words alone.
    """

    topic: str = ""
    happens: Happens = "answer"
    priority: int = 0
    feeling: Feeling = ""
    reasons: tuple[Reason, ...] = ()


ORDINARY: Final = Triage()


@dataclass(frozen=True, slots=True)
class Reply:
    """What the store has to say to a question, and how sure it is.

    `text` may hold inline marks (`^point(aisle-4)`); `caption` is the same without them, for the eye. `score` is the
    one calibrated score, 0 to 1. `band` none means that the store does not know. `asked_in` is the language of the
    reading that was answered, if it was one in another language than the question's own. `memo` comes back with the
    next questions (`Answer.memo`): the part that answers remembers nothing itself. `wording` tells of a language model
    that was asked to put the text in other words: used, too late, refused for what it added, or failed.
    """

    intent: Intent
    band: Band
    score: float
    lang: str
    entry: str = ""
    text: str = ""
    caption: str = ""
    cards: tuple[Card, ...] = ()
    choices: tuple[Choice, ...] = ()
    place: str = ""
    asked_in: str = ""
    memo: Memo = ()
    triage: Triage = ORDINARY
    wording: Wording = ""


@dataclass(frozen=True, slots=True)
class Candidates:
    """Cards for a question that is still being spoken; `complete` if it already is a whole known question."""

    query: int
    cards: tuple[Card, ...]
    complete: bool


@dataclass(frozen=True, slots=True)
class Answered:
    """The reply to `Answer`, and the time it took."""

    query: int
    reply: Reply
    ms: float = 0.0


AnswerEvent = Candidates | Answered
