"""Continuation: what a shopper says soon after the end of a question belongs to it."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from kiosk.dialogue.overheard import words
from kiosk.dialogue.sentence import Voice
from kiosk.dialogue.state import Asked, Conversation, Spoken
from kiosk.events import Heard, Reading

PARTS_AT_MOST: Final = 3
CHARS_AT_MOST: Final = 300


def continued(state: Conversation, voice: Voice) -> Asked | None:
    """The question that a voice in the kiosk's turn goes on with: the last one, if it had only just ended."""
    asked = state.session.asked if state.session else None
    if asked is None or asked.parts >= PARTS_AT_MOST or len(asked.text) > CHARS_AT_MOST:
        return None
    return asked if 0.0 <= voice.began_at - asked.ended_at <= state.policy.continue_s else None


def first(state: Conversation, event: Heard) -> Asked | None:
    """A question that something may follow; its time must be known for that."""
    session = state.session
    if session is None or event.ended_at <= 0.0:
        return None
    return Asked(words(event), event.ended_at, event.readings, 1, session.misses, session.questions)


def onto(pending: Spoken | None, more: Spoken) -> Spoken:
    """A question that waits for its turn, with what is said meanwhile; only the newest, if that is too much."""
    before, said = (pending.said if pending else None), more.said
    if pending is None or before is None or said is None or before.parts >= PARTS_AT_MOST:
        return more
    text = f"{pending.text} {more.text}"
    said = replace(said, text=text, parts=before.parts + 1, misses=before.misses, before=before.before)
    return replace(pending, text=text, alternatives=(more.text,), readings=(), said=said)


def joined(asked: Asked, event: Heard) -> Asked:
    """The question with what followed, in each language that both were read in."""
    before = {reading.lang: reading for reading in asked.readings}
    readings = tuple(
        Reading(more.lang, f"{before[more.lang].text} {more.text}", (more.text,))
        for more in event.readings
        if more.lang in before
    )
    text = f"{asked.text} {words(event)}"
    return replace(asked, text=text, ended_at=event.ended_at, readings=readings, parts=asked.parts + 1)


def undo(state: Conversation, asked: Asked) -> Conversation:
    """As if the half of the question had not been asked."""
    if state.session is None:
        return state
    memory = state.session.memory.undone()
    return replace(state, session=replace(state.session, misses=asked.misses, questions=asked.before, memory=memory))
