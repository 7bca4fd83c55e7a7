"""What the words so far may become: shown at once, with cards for what is probably asked."""

from __future__ import annotations

from dataclasses import replace

from kiosk.commands import Answer, ExpectEnd
from kiosk.dialogue import turn
from kiosk.dialogue.action import Action, Result
from kiosk.dialogue.resort import ASKING
from kiosk.dialogue.state import Conversation, Hint
from kiosk.events import Candidates, Memo, Partial


def hear(state: Conversation, event: Partial) -> Result:
    """Show the words at once, and ask for candidates: one request at a time, the newest words next."""
    text = event.text.strip()
    if state.session is None or not text or state.turn is not turn.Turn.LISTENING or state.resort in ASKING:
        return state, ()  # nothing is looked up while a number or a message is given
    state = replace(state, session=replace(state.session, heard=text))
    if not state.health.ready("answers") or (state.hint is not None and state.hint.text == text):
        return state, ()
    if state.hint is not None:
        return replace(state, hint=replace(state.hint, utterance=event.utterance, newer=text)), ()
    return suggest(event.utterance, text)(state)


def suggest(utterance: int, text: str) -> Action:
    """Ask for candidates."""

    def act(state: Conversation) -> Result:
        number = state.queries + 1
        state = replace(state, queries=number, hint=Hint(number, utterance, text))
        return state, (Answer(number, text, state.lang, True, context=context(state), memo=_memo(state)),)

    return act


def candidates(state: Conversation, event: Candidates) -> Result:
    """Cards while the shopper still speaks; a whole known question may end early."""
    hint = state.hint
    if hint is None or state.session is None or event.query != hint.id:
        return state, ()
    if event.cards:
        state = replace(state, session=replace(state.session, cards=event.cards))
    if hint.newer:
        return suggest(hint.utterance, hint.newer)(state)
    return replace(state, hint=None), (ExpectEnd(hint.utterance),) if event.complete else ()


def context(state: Conversation) -> tuple[str, ...]:
    """The last questions, oldest first."""
    return state.session.questions if state.session else ()


def _memo(state: Conversation) -> Memo:
    return state.session.memory.asked().memo if state.session else ()
