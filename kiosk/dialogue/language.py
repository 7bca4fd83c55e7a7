"""Which language is spoken."""

from __future__ import annotations

from dataclasses import replace

from kiosk.dialogue.service import TALKING, Service
from kiosk.dialogue.session import attend, greet, resend
from kiosk.dialogue.speech import hush, say
from kiosk.dialogue.state import Action, Conversation, Kind, Result, chain


def switch(lang: str) -> Action:
    """Speak another language, and say so in it; who was not greeted in full is greeted in it."""

    def act(state: Conversation) -> Result:
        session = state.session
        if session is None:
            return state, ()
        if lang not in state.facts.langs:
            return say(Kind.NOTE, "language_missing")(state)
        state = replace(state, session=replace(session, lang=lang, reply=None, told_deaf=False))
        if state.service in TALKING:
            return state, ()
        if state.query is not None:
            number = state.queries + 1
            return resend(replace(state, queries=number, query=replace(state.query, id=number)))
        if not session.greeted and not session.questions and state.service is Service.AI:
            return greet(state)
        return chain(state, hush, attend, say(Kind.NOTE, "language_on"))

    return act
