"""One question in two languages: which of them the shopper spoke is decided by which question is known better.

What was typed is in the language in which it is clearly written.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kiosk.answers.draft import Draft
from kiosk.answers.engine import Answerer
from kiosk.commands import Answer
from kiosk.events import Intent, Reading, Reply

MARGIN = 0.1
"""So much better must be known what was read in the other language than in that of the session."""
FIRST: Sequence[Intent] = ("urgent", "language")
"""Intents that win in whichever language a rule heard them, in this order."""


def ask(answerer: Answerer, question: Answer) -> tuple[Draft, str]:
    """The reply to a question, and the language of the reading that it answers; empty if it is the question's own.

    Raises:
        InputError: as `Answerer.ask`.
    """
    if question.keyed:
        lang = answerer.written_in(question.text, question.lang)
        typed = Reading(lang, question.text, question.alternatives)
        return _asked(answerer, question, typed), "" if lang == question.lang else lang
    lang = _chosen(answerer, question) if question.readings else question.lang
    read = next((reading for reading in question.readings if reading.lang == lang), None)
    if read is None or lang == question.lang:
        own = question.alternatives
        return _asked(answerer, question, Reading(lang, question.text, own)), ""
    return _asked(answerer, question, read), lang


def _asked(answerer: Answerer, question: Answer, read: Reading, *, look_up: bool = True) -> Draft:
    """The draft for one reading of a question."""
    before, memo, heard = question.context, question.memo, question.heard
    look_up = look_up and not question.need
    return answerer.ask(read.text, read.lang, read.alternatives, before, memo=memo, look_up=look_up, heard=heard)


def _chosen(answerer: Answerer, question: Answer) -> str:
    replies = list(_replies(answerer, question))
    for intent in FIRST:
        if named := [lang for lang, reply in replies if reply.intent == intent and reply.score == 1.0]:
            return named[0]
    scores = [(_score(reply), lang) for lang, reply in replies]
    if not question.text.strip():  # nothing was read in the session's language
        return max(scores, default=(0.0, question.lang))[1]
    own = scores[0][0]
    better = [(score, lang) for score, lang in scores[1:] if score >= own + MARGIN]
    return max(better)[1] if better else question.lang


def _replies(answerer: Answerer, question: Answer) -> Iterator[tuple[str, Reply]]:
    """The replies to all readings, that in the session's language first; the back end is not asked."""
    for read in (Reading(question.lang, question.text, question.alternatives), *question.readings):
        if read.text.strip():
            yield read.lang, _asked(answerer, question, read, look_up=False).reply


def _score(reply: Reply) -> float:
    """How well a question is known: half if it must be asked back, not at all if it was nothing but a courtesy."""
    known = reply.band != "none" and (reply.entry or reply.choices or reply.intent != "question")
    return reply.score * (1.0 if reply.band == "answer" else 0.5) if known else 0.0
