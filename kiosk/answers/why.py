"""Why a question was answered, asked back or left, in words that need no explanation."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final, Protocol

from kiosk.answers.draft import Draft
from kiosk.answers.retrieve import Match, Retriever
from kiosk.answers.triage.topics import SMALL_TALK
from kiosk.events import Reason, Reply, Triage
from kiosk.memo import HELP
from kiosk.sentence import Sentence

_ADVICE: Final = "{lo} is needed to ask. If the store knows this, add the question to its entry."
_RANK: Final = "(triage.toml, priority {priority})"
ENGLISH: Final[Mapping[str, str]] = {
    "answered": "Answered: {sure} sure, and from {hi} on the kiosk answers by itself.",
    "answered-day": "Answered: {sure} sure, below {hi}, but the question names a day, and all that is near is about "
    "hours.",
    "asked": "Asks which was meant: {sure} sure, between {lo} and {hi}. More phrasings for the entry would help.",
    "asked-strange": "Asks, though {sure} sure by the rest of the question: a word of it tells much and is none of the "
    "entry's.",
    "asked-greeting": "This is a greeting only: the kiosk asks for the question.",
    "asked-help": "It may be a call for help: rules and examples do not agree, so the kiosk asks.",
    "asked-product": "{sure} sure that a product is wanted, but none of the words is a product of the table.",
    "left": f"Not answered: only {{sure}} sure; {_ADVICE}",
    "left-hardly": f"Not answered: not quite {{lo}} sure; {_ADVICE}",
    "wordless": "Not answered: there are no words in it.",
    "no-question": "This is no question but: {intent}. Such words are looked for before anything else.",
    "small-talk": "Small talk: the kiosk answers in a sentence of its own, and leads back to the store.",
    "own-words": "The kiosk has a sentence of its own for this, whatever the store knows.",
    "topic": "Taken for “{topic}”.",
    "rule": "A rule for “{topic}” in config/triage/ found the words “{text}”.",
    "example": "By the examples in config/triage/ it is {likeness} like it; the nearest is “{text}”.",
    "follows-answer": f"It is answered, and nothing else follows. {_RANK}",
    "follows-offer": f"A person is offered beside it. {_RANK}",
    "follows-person": f"A person is called at once. {_RANK}",
    "follows-page": f"A person is called at once, and everybody on the floor is told. {_RANK}",
    "looked-up": "The store's back end was asked; told just now: {came}.",
    "looked-up-in-vain": "The store's back end was asked; not told: {missed}.",
    "looked-up-in-part": "The store's back end was asked; told just now: {came}; not told: {missed}.",
    "model": "A language model put the answer in other words.",
    "model-late": "The language model was too late: the answer is said as staff wrote it.",
    "model-refused": "The language model's words added or changed something: the answer is said as staff wrote it.",
    "model-failed": "The language model gave no words: the answer is said as staff wrote it.",
    "words-for": "Words that spoke for {entry}: {words}.",
    "words-against": "No phrasing of {entry} has {words} or a word like it; that speaks against it.",
    "words-advice": "If {entry} is right, add a phrasing with it: this question, as it was asked.",
}
"""Every reason, by name; the staff's page has the same ones in its languages."""


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


def told(draft: Draft, limits: Limits) -> list[Sentence]:
    """All there is to say about how a reply came about."""
    wording = draft.reply.wording
    model = [_sentence("model" if wording == "model" else f"model-{wording}")] if wording else []
    return [_verdict(draft, limits), *_triaged(draft.reply.triage), *_looked_up(draft), *model]


def lines(sentences: list[Sentence]) -> str:
    """A line each."""
    return "\n".join(map(str, sentences))


def _sentence(key: str, **values: str) -> Sentence:
    return Sentence(key, ENGLISH[key], values)


def _looked_up(draft: Draft) -> Iterator[Sentence]:
    """What the store's back end was asked, and what it did not tell."""
    outcomes = draft.lookup.outcomes() if draft.lookup else {}
    came = ", ".join(kind for kind, code in outcomes.items() if not code)
    missed = ", ".join(f"{kind} ({code})" for kind, code in outcomes.items() if code)
    if came or missed:
        key = "looked-up" if not missed else "looked-up-in-part" if came else "looked-up-in-vain"
        yield _sentence(key, came=came, missed=missed)


def counted(match: Match, retriever: Retriever) -> list[Sentence]:
    """Which words of the question spoke for the first entry, and which no phrasing of it has or comes near."""
    if not match.ranked:
        return []
    known, strange = retriever.told(match)
    entry = match.best.entry
    found = [_sentence("words-for", entry=entry, words=", ".join(known))] if known else []
    if strange:
        words = ", ".join(f"\u201c{word}\u201d" for word in strange)
        found.append(_sentence("words-against", entry=entry, words=words))
        if match.band != "answer":
            found.append(_sentence("words-advice", entry=entry))
    return found


def _triaged(triage: Triage) -> Iterator[Sentence]:
    """The topic, why it was taken for that, and what follows."""
    if triage.topic:
        yield _sentence("topic", topic=triage.topic)
    yield from (_because(reason) for reason in triage.reasons)
    if triage.topic:
        yield _sentence(f"follows-{triage.happens}", priority=f"{triage.priority}")


def _because(reason: Reason) -> Sentence:
    if reason.by == "rule":
        return _sentence("rule", topic=reason.topic, text=reason.words)
    likeness = f"{min(max((reason.score + 1) / 2, 0.0), 1.0):.0%}"
    return _sentence("example", likeness=likeness, text=reason.example)


def _own_words(reply: Reply) -> bool:
    return reply.band == "none" and bool(reply.triage.topic)


def _verdict(draft: Draft, limits: Limits) -> Sentence:
    if not draft.match.ranked:
        return _sentence("wordless")
    if draft.reply.intent != "question":
        return _sentence("no-question", intent=draft.reply.intent)
    if _own_words(draft.reply):
        return _sentence("small-talk" if draft.reply.triage.topic in SMALL_TALK else "own-words")
    sure, hi, lo = f"{draft.match.best.score:.0%}", f"{limits.hi:.0%}", f"{limits.lo:.0%}"
    if draft.reply.band == "none":
        return _sentence("left" if sure != lo else "left-hardly", sure=sure, lo=lo)
    return _sentence(_by_band(draft, limits), sure=sure, hi=hi, lo=lo)


def _by_band(draft: Draft, limits: Limits) -> str:
    """Why it is answered, or asked back."""
    reply, found = draft.reply, draft.match.band
    if reply.band == "answer":
        return "answered-day" if found == "ask" else "answered"
    if any(name == HELP for name, _ in reply.memo):
        return "asked-help"
    if not reply.entry:
        return "asked-greeting"
    if found == "ask" and draft.match.best.score >= limits.hi:
        return "asked-strange"
    return "asked-product" if found == "answer" else "asked"
