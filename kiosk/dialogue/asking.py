"""What the kiosk asks aloud while a colleague is there; in a call the colleague is not heard meanwhile.

Who does not see the screen learns of it so, and never do two speak at a time. The ears are open for the answer.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from kiosk.dialogue import service
from kiosk.dialogue.action import Action, Result, chain
from kiosk.dialogue.consent import Consent
from kiosk.dialogue.say import Name, label
from kiosk.dialogue.sentence import Kind
from kiosk.dialogue.service import Service
from kiosk.dialogue.speech import hush, say, show_caption, sounds
from kiosk.dialogue.state import Conversation
from kiosk.dialogue.turn import Turn


def aloud(kind: Kind, key: str, values: Mapping[Name, str]) -> Action:
    """Ask; without a voice a call goes on, and the question stands on the screen."""

    def act(state: Conversation) -> Result:
        if state.service not in service.TALKING:
            return say(kind, key, values)(state)
        if state.colleague is None or not state.health.ready("voice"):
            return show_caption(state, label(state, key, values)), ()
        state = replace(state, colleague=replace(state.colleague, asks=True))
        return chain(state, hush, say(kind, key, values))

    return act


def unanswered(state: Conversation) -> bool:
    """Whether it is the shopper's turn to answer what was asked in a call."""
    turn = state.turn is Turn.LISTENING and not busy(state)
    return turn and state.consent is not Consent.NONE


def over(state: Conversation) -> Conversation:
    """Nothing is asked any more."""
    return replace(state, colleague=replace(state.colleague, asks=False)) if state.colleague else state


def unsaid(state: Conversation) -> bool:
    """Whether words of a colleague who writes still wait to be spoken."""
    waits = sounds(state, Kind.WHISPER) or any(line.kind is Kind.WHISPER for line in state.queue)
    return state.service is Service.WHISPER and waits


def busy(state: Conversation) -> bool:
    """Whether something is said, or about to be."""
    return state.speech is not None or bool(state.queue) or state.waits
