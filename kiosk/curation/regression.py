"""Asks the regression set, and tells what an answer is worth before and after a change."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Protocol

from kiosk.answers.engine import Answerer
from kiosk.curation.cases import UNANSWERED, Case
from kiosk.events import Band, Reply

RIGHT, OFFERED, WRONG = 2, 1, 0
WORDS: Final = {RIGHT: "right", OFFERED: "asks which", WRONG: "wrong"}


class Answering(Protocol):
    """What is asked: a reply to a question in a language."""

    def __call__(self, question: str, lang: str) -> Reply:
        """The reply."""
        ...


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a case went: `RIGHT`, `OFFERED` (asked which was meant, the right one among it) or `WRONG`."""

    case: Case
    grade: int
    entry: str
    band: Band
    score: float

    @property
    def now(self) -> str:
        """What takes the question, in words."""
        if self.band == "none" or not self.entry:
            return "nothing answers it"
        return f"{self.entry!r} answers it" if self.band == "answer" else f"the kiosk asks, first for {self.entry!r}"

    def to_data(self) -> dict[str, Any]:
        """For `--json`."""
        case = {"language": self.case.lang, "question": self.case.question, "expected": self.case.entry}
        case |= {"outcome": WORDS[self.grade], "entry": self.entry, "band": self.band}
        return {**case, "score": round(self.score, 4)}


@dataclass(frozen=True, slots=True)
class Drop:
    """A case that is worth less than before; of a new one nothing is known before."""

    before: Outcome | None
    after: Outcome

    def __str__(self) -> str:
        case = self.after.case
        wanted = "nothing" if case.entry == UNANSWERED else repr(case.entry)
        return f"“{case.question}” ({case.lang}) should be answered by {wanted}; now {self.after.now}."


def asking(answerer: Answerer) -> Answering:
    """How the kiosk would answer, without its back end."""

    def ask(question: str, lang: str) -> Reply:
        return answerer.ask(question, lang, look_up=False).reply

    return ask


def run(ask: Answering, cases: Iterable[Case]) -> list[Outcome]:
    """How each case goes."""
    return [_outcome(case, ask(case.question, case.lang)) for case in cases]


def _outcome(case: Case, reply: Reply) -> Outcome:
    entry = reply.entry or next((choice.id for choice in reply.choices), "")
    return Outcome(case, _grade(case, reply), entry, reply.band, reply.score)


def _grade(case: Case, reply: Reply) -> int:
    answers = reply.intent == "question" and reply.band != "none"
    if case.entry == UNANSWERED:
        return RIGHT if not answers else OFFERED if reply.band == "ask" else WRONG
    if answers and reply.entry == case.entry and reply.band == "answer":
        return RIGHT
    offered = {reply.entry, *(choice.id for choice in reply.choices)} if answers and reply.band == "ask" else set()
    return OFFERED if case.entry in offered else WRONG


def drops(before: Sequence[Outcome], after: Sequence[Outcome]) -> list[Drop]:
    """Every case that is worth less than before, and every new one that goes wrong."""
    known: Mapping[Case, Outcome] = {outcome.case: outcome for outcome in before}
    found = []
    for outcome in after:
        old = known.get(outcome.case)
        least = old.grade if old else OFFERED
        if outcome.grade < least:
            found.append(Drop(old, outcome))
    return found
