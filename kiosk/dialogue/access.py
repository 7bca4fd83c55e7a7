"""Access: how the screen, the voice and the microphone suit this shopper, and who decided that.

The four choices of `Access` are free to be combined; the states of the region are who made them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from enum import Enum
from typing import Final

from kiosk.access import AS_USUAL, Access
from kiosk.commands import Profile
from kiosk.dialogue import loudness, service
from kiosk.dialogue.action import Action, Result
from kiosk.dialogue.say import known
from kiosk.dialogue.sentence import Kind
from kiosk.dialogue.speech import say
from kiosk.dialogue.state import Conversation
from kiosk.dialogue.suited import Suited


class Cue(Enum):
    """`LOW_EYES` is seen, `CHOOSE` is pressed, and `FORGET` comes with the end of a session."""

    LOW_EYES = "low eye line"
    CHOOSE = "choose"
    FORGET = "session closed"


TABLE: Final[Mapping[tuple[Suited, Cue], Suited]] = {
    (Suited.STANDARD, Cue.LOW_EYES): Suited.SEEN,
    (Suited.STANDARD, Cue.CHOOSE): Suited.CHOSEN,
    (Suited.SEEN, Cue.CHOOSE): Suited.CHOSEN,
    (Suited.SEEN, Cue.FORGET): Suited.STANDARD,
    (Suited.CHOSEN, Cue.FORGET): Suited.STANDARD,
}


def _after(state: Conversation, cue: Cue) -> Suited:
    return TABLE.get((state.suited, cue), state.suited)


def low_eyes(state: Conversation) -> Conversation:
    """What must be reached moves down; what was seen never overrules what was chosen."""
    suited = _after(state, Cue.LOW_EYES)
    if suited is state.suited:
        return state
    return replace(state, suited=suited, access=replace(state.access, low_reach=True))


def forget(state: Conversation) -> Conversation:
    """The next shopper finds everything as usual, its loudness too."""
    state = loudness.forget(state)
    return replace(state, suited=_after(state, Cue.FORGET), access=AS_USUAL)


def choose(access: Access) -> Action:
    """Suit the shopper; who wants all of it by ear is told where the buttons are, and is never left in silence."""

    def act(state: Conversation) -> Result:
        begins = access.audio_first and not state.access.audio_first and known(state, "audio_on")
        state = replace(state, suited=_after(state, Cue.CHOOSE), access=access)
        if not begins:
            return state, ()
        state = loudness.sound(state)
        return say(Kind.NOTE, "audio_on")(state) if state.service not in service.TALKING else (state, ())

    return act


def profile(access: Access) -> Profile:
    """How long the end of a sentence is waited for."""
    return "patient" if access.audio_first else "short"
