"""Manner: how the shopper may feel is met before the answer, and what no machine answers alone goes to a person.

What a shopper feels is taken from the words alone (`Triage.feeling`), never from face or voice.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from kiosk.dialogue import say as sentences
from kiosk.dialogue import service
from kiosk.dialogue.action import Action, Result, chain
from kiosk.dialogue.say import known, label
from kiosk.dialogue.sentence import Kind, Line
from kiosk.dialogue.speech import say, speak_next
from kiosk.dialogue.state import Conversation
from kiosk.events import Choice, Memo, Reply
from kiosk.memo import PERSON_OFFERED

HUMAN_CHOICE: Final = "human"
LEADS: Final[Mapping[str, str]] = {"sorry": "feel_sorry", "calm": "feel_calm", "glad": "feel_glad"}


def key(topic: str) -> str:
    """The kiosk's own sentence about a topic."""
    return f"on_{topic.replace('-', '_')}"


def led(state: Conversation, feeling: str, line: Line) -> tuple[Conversation, Line]:
    """A line after a word for how the shopper may feel, in the same language."""
    lead = LEADS.get(feeling, "")
    if not lead or not known(state, lead):
        return state, line
    state, word = sentences.line(state, line.kind, lead, lang=line.lang)
    return state, replace(line, text=f"{word.text} {line.text}", caption=f"{word.caption} {line.caption}")


def own_sentence(reply: Reply) -> Action:
    """The kiosk's own sentence about a topic, in the language of the reply; no miss."""

    def act(state: Conversation) -> Result:
        if state.session is None:
            return state, ()
        lang = reply.lang or state.lang
        state, plain = sentences.line(state, Kind.REPLY, key(reply.triage.topic), lang=lang)
        state, line = led(state, reply.triage.feeling, plain)
        if state.session is None:
            return state, ()
        shown = replace(state.session, misses=0, repairs=0, reply=plain, caption=line.caption)
        return speak_next(line)(replace(state, session=shown))

    return act


def alone(state: Conversation) -> bool:
    """Whether no colleague can be promised: there is no desk, or nobody came just now."""
    nobody = state.session is not None and state.session.nobody
    return nobody or unreachable(state)


def unreachable(state: Conversation) -> bool:
    """Whether the desk cannot be asked now: there is none, or its line is lost."""
    return state.health.missing("desk") or not state.line_up


def offer_person(reply: Reply) -> Action:
    """Offer a person, with a button; where none can come to the screen, tell who helps."""

    def act(state: Conversation) -> Result:
        session = state.session
        if session is None or state.service is not service.Service.AI:
            return state, ()
        if alone(state):
            return say(Kind.NOTE, "person_in_store")(state) if known(state, "person_in_store") else (state, ())
        choice = Choice(HUMAN_CHOICE, label(state, "label_human"), "")
        shown = replace(session, choices=(*session.choices, choice), offered_for=reply.triage.topic)
        asked: Action = say(Kind.NOTE, "offer_person") if known(state, "offer_person") else chain
        return chain(replace(state, session=shown), remember_offer(reply.memo), asked)

    return act


def remember_offer(memo: Memo = ()) -> Action:
    """Let "yes" mean a person, beside what the reply left."""

    def act(state: Conversation) -> Result:
        if state.session is None:
            return state, ()
        memory = state.session.memory.answered((*memo, PERSON_OFFERED))
        return replace(state, session=replace(state.session, memory=memory)), ()

    return act
