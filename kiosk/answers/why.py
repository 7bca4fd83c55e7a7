"""Why a question was answered, asked back or left, in words that need no explanation."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from kiosk.answers.draft import Draft
from kiosk.answers.retrieve import Match, Retriever
from kiosk.answers.triage.topics import SMALL_TALK
from kiosk.events import Reason, Reply, Triage
from kiosk.memo import HELP

_FOLLOWS = {
    "answer": "It is answered, and nothing else follows.",
    "offer": "A person is offered beside it.",
    "person": "A person is called at once.",
    "page": "A person is called at once, and everybody on the floor is told.",
}
_WORDING = {
    "model": "A language model put the answer in other words.",
    "late": "The language model was too late: the answer is said as staff wrote it.",
    "refused": "The language model's words added or changed something: the answer is said as staff wrote it.",
    "failed": "The language model gave no words: the answer is said as staff wrote it.",
}


class Limits(Protocol):
    """Scores from which the kiosk answers, and from which it asks."""

    @property
    def hi(self) -> float:
        """From here on it answers."""
        ...

    @property
    def lo(self) -> float:
        """From here on it asks."""
        ...


def told(draft: Draft, limits: Limits) -> str:
    """All there is to say about how a reply came about, a line each."""
    reply = draft.reply
    lines = [_verdict(draft, limits), *_triaged(reply.triage), *_looked_up(draft)]
    return "\n".join([*lines, _WORDING[reply.wording]] if reply.wording else lines)


def _looked_up(draft: Draft) -> Iterator[str]:
    """What the store's back end was asked, and what it did not tell."""
    outcomes = draft.lookup.outcomes() if draft.lookup else {}
    if not outcomes:
        return
    came = ", ".join(kind for kind, code in outcomes.items() if not code)
    missed = ", ".join(f"{kind} ({code})" for kind, code in outcomes.items() if code)
    told = [f"told just now: {came}" if came else "", f"not told: {missed}" if missed else ""]
    yield f"The store's back end was asked; {'; '.join(filter(None, told))}."


def counted(match: Match, retriever: Retriever) -> str:
    """Which words of the question spoke for the first entry, and which no phrasing of it has or comes near."""
    if not match.ranked:
        return ""
    known, strange = retriever.told(match)
    lines = [f"Words that spoke for {match.best.entry}: {', '.join(known)}."] if known else []
    if strange:
        words = ", ".join(f"\u201c{word}\u201d" for word in strange)
        lines.append(f"No phrasing of {match.best.entry} has {words} or a word like it; that speaks against it.")
        if match.band != "answer":
            lines.append(f"If {match.best.entry} is right, add a phrasing with it: this question, as it was asked.")
    return "\n".join(lines)


def _triaged(triage: Triage) -> Iterator[str]:
    """The topic, why it was taken for that, and what follows."""
    if not triage.topic and not triage.reasons:
        return
    if triage.topic:
        yield f"Taken for \u201c{triage.topic}\u201d."
    yield from (_because(reason) for reason in triage.reasons)
    if triage.topic:
        yield f"{_FOLLOWS[triage.happens]} (triage.toml, priority {triage.priority})"


def _because(reason: Reason) -> str:
    if reason.by == "rule":
        return f"A rule for \u201c{reason.topic}\u201d in config/triage/ found the words \u201c{reason.words}\u201d."
    likeness = f"{min(max((reason.score + 1) / 2, 0.0), 1.0):.0%}"
    return f"By the examples in config/triage/ it is {likeness} like it; the nearest is \u201c{reason.example}\u201d."


def _own_words(reply: Reply) -> bool:
    return reply.band == "none" and bool(reply.triage.topic)


def _verdict(draft: Draft, limits: Limits) -> str:
    if not draft.match.ranked:
        return "Not answered: there are no words in it."
    sure, hi, lo = f"{draft.match.best.score:.0%}", f"{limits.hi:.0%}", f"{limits.lo:.0%}"
    if draft.reply.intent != "question":
        return f"This is no question but: {draft.reply.intent}. Such words are looked for before anything else."
    if draft.reply.triage.topic in SMALL_TALK and _own_words(draft.reply):
        return "Small talk: the kiosk answers in a sentence of its own, and leads back to the store."
    if _own_words(draft.reply):
        return "The kiosk has a sentence of its own for this, whatever the store knows."
    if draft.reply.band == "ask" and any(name == HELP for name, _ in draft.reply.memo):
        return "It may be a call for help: rules and examples do not agree, so the kiosk asks."
    if draft.reply.band == "ask" and not draft.reply.entry:
        return "This is a greeting only: the kiosk asks for the question."
    if draft.reply.band == "answer" and draft.match.band == "ask":
        return f"Answered: {sure} sure, below {hi}, but the question names a day, and all that is near is about hours."
    if draft.reply.band == "answer":
        return f"Answered: {sure} sure, and from {hi} on the kiosk answers by itself."
    if draft.reply.band == "ask" and draft.match.band == "answer":
        return f"{sure} sure that a product is wanted, but none of the words is a product of the table."
    if draft.reply.band == "ask":
        return f"Asks which was meant: {sure} sure, between {lo} and {hi}. More phrasings for the entry would help."
    sure = f"only {sure}" if sure != lo else f"not quite {lo}"
    return f"Not answered: {sure} sure; {lo} is needed to ask. If the store knows this, add the question to its entry."
