"""Why something else came, and what to change: for store staff, in their words."""

from __future__ import annotations

from collections.abc import Iterator

from kiosk.answers.features import normal
from kiosk.answers.retrieve import Match
from kiosk.commands import Answer
from kiosk.events import Answered
from kiosk.rehearsal.expect import Missed
from kiosk.rehearsal.talk import Window
from kiosk.rehearsal.world import Store

OF_ANSWERS = ("entry", "reply_has", "asks_which", "does_not_know", "card", "map")
OF_TIME = ("reaction_within_s", "reply_within_s")


def hints(missed: Missed, window: Window, store: Store) -> tuple[str, ...]:
    """What a person may look at, nearest cause first."""
    return tuple(_hints(missed, window, store))


def _hints(missed: Missed, window: Window, store: Store) -> Iterator[str]:
    turn = window.moment.turn
    if window.moment.lost and turn.heard != "":
        yield "Nobody heard it: the microphone was closed. The kiosk listens only while it is silent."
        return
    questions = window.whole_answers
    if missed.key in OF_ANSWERS and questions:
        yield from _of_answers(missed, window, questions[-1], store)
    elif missed.key in OF_ANSWERS:
        yield "No question reached the answers in this turn."
    elif missed.key in OF_TIME:
        yield "Time counts from the shopper's last word, or from the touch."
    elif missed.key == "reply_lacks":
        yield "Take the words out of the entry's answer, or out of this line."


def _of_answers(missed: Missed, window: Window, question: Answer, store: Store) -> Iterator[str]:
    answerer = store.memory.answerer
    readings = (question.text, *question.alternatives)
    match = answerer.match(readings, question.lang, question.context)
    yield _nearest(match)
    limits = answerer.retriever.limits
    yield f"From {limits.hi:.0%} on it answers, from {limits.lo:.0%} on it asks which, below it does not know."
    replies = [event.reply for event in window.of(Answered)]
    reply = replies[-1] if replies else None
    file = f"knowledge/{question.lang}.toml"
    if reply is not None and reply.intent != "question":
        yield f"Such words are taken for “{reply.intent}” first of all, by config/triage/{question.lang}.toml."
    elif missed.key == "entry" and normal(match.best.phrasing) == normal(match.reading):
        yield f"It is a phrasing of {match.best.entry} in {file}: move it to {missed.wanted}, or correct this line."
    elif missed.key == "entry":
        yield f"Add “{match.reading}” to the phrasings of {missed.wanted} in {file}, or correct this line."
    elif missed.key == "reply_has" and reply is not None and reply.entry:
        yield f"The reply is that of the entry {reply.entry}: change its answer in {file}, or this line."


def _nearest(match: Match) -> str:
    ranked = "; ".join(f"{each.entry} {each.score:.0%} (“{each.phrasing}”)" for each in match.ranked)
    return f"Nearest to “{match.reading}” are {ranked}."
