"""Which language is spoken."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from kiosk.dialogue.action import Action, Result, chain
from kiosk.dialogue.sentence import Kind
from kiosk.dialogue.service import TALKING, Service
from kiosk.dialogue.session import attend, greet, resend
from kiosk.dialogue.speech import hush, say
from kiosk.dialogue.state import Conversation
from kiosk.events import Reading, Reply


def switch(lang: str) -> Action:
    """Speak another language, and say so in it; who was not greeted in full is greeted in it."""

    def act(state: Conversation) -> Result:
        session = state.session
        if session is None:
            return state, ()
        if lang not in state.facts.langs:
            return say(Kind.NOTE, "language_missing")(state)
        state = replace(state, session=replace(session, lang=lang, reply=None, told_deaf=False, settled=True))
        if state.service in TALKING:
            return state, ()
        if state.query is not None:
            number = state.queries + 1
            return resend(replace(state, queries=number, query=replace(state.query, id=number)))
        if not session.greeted and not session.questions and state.service is Service.AI:
            return greet(state)
        return chain(state, hush, attend, say(Kind.NOTE, "language_on"))

    return act


def understood(state: Conversation, reply: Reply, readings: Sequence[Reading]) -> Conversation:
    """The session goes on in the language in which the question was understood, and is settled once it was.

    Who speaks another language than the kiosk greeted in has not understood what it is: that must be told again.
    """
    session = state.session
    if session is None or (reply.intent == "question" and reply.band == "none"):
        return state
    typed = () if readings or session.settled else (Reading(reply.asked_in, session.questions[-1]),)
    session = replace(session, settled=True)
    read = next((reading for reading in (*readings, *typed) if reading.lang == reply.asked_in), None)
    if read is None or reply.intent == "language" or read.lang == session.lang or read.lang not in state.facts.langs:
        return replace(state, session=session)
    questions = (*session.questions[:-1], read.text)
    spoken = replace(session, lang=read.lang, heard=read.text, questions=questions, told_deaf=False)
    return replace(state, session=replace(spoken, greeted=False, owing=True))
