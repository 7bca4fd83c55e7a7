"""Still there: a talk with a colleague that the shopper has walked away from ends, though nobody saw them go.

After a long silence of both it is asked aloud, which the colleague reads too; any sign of either goes on with it.
"""

from __future__ import annotations

from dataclasses import replace

from kiosk.dialogue import asking, service
from kiosk.dialogue.action import Result, chain
from kiosk.dialogue.say import known
from kiosk.dialogue.sentence import Kind
from kiosk.dialogue.session import await_sign, close_session, close_when_idle
from kiosk.dialogue.state import Conversation


def due(state: Conversation) -> Result:
    """Nothing was seen or heard of an unseen shopper for long."""
    session = state.session
    if session is None or session.seen or state.service not in service.JOINED:
        return close_when_idle(state)
    return close_session(state, "silence") if session.called else ask(state)


def ask(state: Conversation) -> Result:
    """Ask whether anybody is there, and wait a while for a sign."""
    if state.session is None or state.session.called:
        return state, ()
    state = replace(state, session=replace(state.session, called=True))
    asked = asking.aloud(Kind.HELP, "still_there", {}) if known(state, "still_there") else chain
    return chain(state, asked, await_sign)
