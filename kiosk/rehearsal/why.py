"""Why something else came, and what to change: for store staff, in their words."""

from __future__ import annotations

from collections.abc import Iterator

from kiosk.answers.retrieve import Match
from kiosk.commands import Answer, AskHuman
from kiosk.events import Answered
from kiosk.rehearsal.expect import Missed
from kiosk.rehearsal.talk import Window
from kiosk.rehearsal.world import Store
from kiosk.utterance import normal

OF_ANSWERS = ("entry", "reply_has", "asks_which", "does_not_know", "card", "map")
OF_TIME = ("reaction_within_s", "reply_within_s")
LOOKED_UP = {"hours": "store.toml", "product": "products.csv, and prices and stock from the back end"}
"""Where the reply of an entry with an action comes from."""


def hints(missed: Missed, window: Window, store: Store) -> tuple[str, ...]:
    """What a person may look at, nearest cause first."""
    return tuple(_hints(missed, window, store))


def _hints(missed: Missed, window: Window, store: Store) -> Iterator[str]:
    turn = window.moment.turn
    if window.moment.lost and turn.heard != "":
        yield "Nobody heard it: the microphone was closed. The kiosk listens in a visit, while it is silent."
        yield from _not_begun(window)
        return
    questions = window.whole_answers
    if missed.key in OF_ANSWERS and questions:
        yield from _of_answers(missed, window, questions[-1], store)
    elif missed.key in OF_ANSWERS:
        yield from _of_sentences(missed, window)
    elif missed.key in OF_TIME:
        yield "Time counts from the shopper's last word, or from the touch."
    elif missed.key == "reply_lacks":
        yield "Take the words out of the entry's answer, or out of this line."
    elif missed.key == "outcome" and window.of(AskHuman):
        yield "Who is at the desk stands in [circumstances]: desk = absent (if left out), declines, silent or joins."
    elif missed.key == "sentence" and not window.lines:
        yield from _not_begun(window)


def _not_begun(window: Window) -> Iterator[str]:
    if window.scene.mode == "attract":
        yield 'No visit has begun: without a camera nobody is seen, and presses = "screen" begins one.'


def _of_sentences(missed: Missed, window: Window) -> Iterator[str]:
    """What was said came from no entry but is a sentence of the kiosk."""
    names = sorted({name for line in window.lines for name in line.sentences})
    yield "No question reached the answers in this turn."
    if missed.key == "reply_has" and names:
        yield f"The kiosk's own sentences were said ({', '.join(names)}): change them in lang/, or this line."


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
    elif missed.key == "entry" and match.band == "answer":
        yield f"If {match.best.entry} is right, correct this line; if not, its phrasing in {file} is too general."
    elif missed.key == "entry":
        yield f"Add “{match.reading}” to the phrasings of {missed.wanted} in {file}, or correct this line."
    elif missed.key == "reply_has" and reply is not None and reply.entry:
        source = LOOKED_UP.get(answerer.knowledge.action(reply.entry))
        where = f"is looked up in {source}: change it there" if source else f"stands in {file}: change its answer"
        yield f"The reply of the entry {reply.entry} {where}, or this line."


def _nearest(match: Match) -> str:
    ranked = "; ".join(f"{each.entry} {each.score:.0%} (“{each.phrasing}”)" for each in match.ranked)
    return f"Nearest to “{match.reading}” are {ranked}."
