"""Need: whether somebody is in need, found out before their words are taken for what the kiosk had asked for.

Yes, no and digits are what they are. What is said in free words, a message above all, may be a call for help.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from kiosk.dialogue import joined, last_resort, turn
from kiosk.dialogue.action import Action, Result, chain, forget, remind
from kiosk.dialogue.consent import Consent
from kiosk.dialogue.human import ask_human
from kiosk.dialogue.resort import Resort
from kiosk.dialogue.service import URGENT
from kiosk.dialogue.session import attend, listen, resend
from kiosk.dialogue.speech import hush
from kiosk.dialogue.state import Conversation, Query
from kiosk.events import Triage
from kiosk.privacy.telephone import of_emergency

NO_CONSENT: Final = "consent-text"
"""What was said instead of a yes where the kiosk asks in a call: it is over, and the colleague hears the rest."""

IN_NEED: Final = Triage(URGENT, "page", 9, "calm")
"""As `config/triage.toml` has it, for what needs nobody to judge it."""


def first(said: tuple[str, ...], meant: str, *, keyed: bool = False) -> Action:
    """Ask the part that answers whether the words call for help; without it they are taken for what is `meant`.

    `said` is what was heard and its other readings. A message goes on where the piece before it is still looked at.
    """

    def act(state: Conversation) -> Result:
        before, text = state.query, said[0]
        if before is not None and before.meant == meant == last_resort.GIVEN:
            text = f"{before.text} {text}"
        memo = state.session.memory.memo if state.session else ()
        query = Query(state.queries + 1, text, said[1:], (), memo=memo, heard=not keyed, keyed=keyed, meant=meant)
        if state.session is None or state.health.missing("answers"):
            return taken(query)(state)
        state = replace(state, queries=query.id, hint=None, session=replace(state.session, heard=text))
        state, commands = chain(replace(state, query=query), hush, attend)
        state, policy = replace(state, turn=turn.after(state.turn, turn.Cue.THINK)), state.policy
        waits = (remind("filler", policy.filler_after_s), remind("answer", policy.answer_within_s))
        state, more = chain(state, resend, *waits)
        return state, commands + more

    return act


def number(digits: str) -> Action:
    """A number that was typed; who types that of the emergency services is in need, and gets a person.

    One that is said may be the beginning of a longer one: that is only typed whole.
    """

    def act(state: Conversation) -> Result:
        if state.resort in {Resort.NUMBER, Resort.CHECK} and of_emergency(digits):
            return chain(state, hush, ask_human(URGENT, "urgent", triage=IN_NEED))
        return last_resort.number(state, digits)

    return act


def taken(query: Query) -> Action:
    """Nobody is in need, or nobody can tell: the words are what they were taken for."""

    def act(state: Conversation) -> Result:
        state = replace(state, query=None, hint=None)
        meant = _no if query.meant == NO_CONSENT else last_resort.instead(query.meant, query.text)
        return chain(state, forget("filler", "answer"), meant, _floor)

    return act


def _no(state: Conversation) -> Result:
    """A no to what is asked; nothing if that was answered otherwise meanwhile, or nobody is there who asks."""
    return joined.agree("whisper")(state) if state.consent is not Consent.NONE else (state, ())


def _floor(state: Conversation) -> Result:
    """Where nothing came of it the shopper has the word."""
    busy = state.speech is not None or state.waits or state.queue or state.in_call
    return (state, ()) if busy else listen(state)
