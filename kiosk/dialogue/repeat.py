"""Saying the last reply once more."""

from __future__ import annotations

from dataclasses import replace

from kiosk.dialogue import service
from kiosk.dialogue.action import Result, chain
from kiosk.dialogue.say import wrap
from kiosk.dialogue.sentence import Kind, Line
from kiosk.dialogue.speech import hush, say, speak_next
from kiosk.dialogue.state import Conversation


def repeat_now(state: Conversation) -> Result:
    """Say the last reply again at once, or without one what stands on the screen, if the AI has the word."""
    session = state.session
    if session is None or state.service in service.TALKING:
        return state, ()
    if session.reply is None and session.caption:
        shown = Line(Kind.NOTE, session.caption, session.caption, session.lang)
        state = replace(state, session=replace(session, reply=shown))
    return chain(state, hush, repeat)


def repeat(state: Conversation) -> Result:
    """Say the last reply again, led in by other words."""
    reply = state.session.reply if state.session else None
    if reply is None:
        return say(Kind.NOTE, "repeat_nothing")(state)
    state, again = wrap(state, "repeat", replace(reply, kind=Kind.NOTE))
    return speak_next(again)(state)
