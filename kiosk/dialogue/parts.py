"""Parts come and go, and commands fail: the conversation goes on with what is left."""

from __future__ import annotations

from dataclasses import replace
from typing import Final, assert_never

from kiosk.dialogue import desk_line, health, joined, last_resort
from kiosk.dialogue.action import Result, chain
from kiosk.dialogue.human import nobody
from kiosk.dialogue.interruption import release
from kiosk.dialogue.people import unsee
from kiosk.dialogue.question import too_late
from kiosk.dialogue.session import can_hear, listen, resend
from kiosk.dialogue.sounding import unheard
from kiosk.dialogue.speech import read
from kiosk.dialogue.state import Conversation
from kiosk.dialogue.turn import Turn
from kiosk.events import Failed, PartFailed, PartReady, SourceEnded
from kiosk.volume import USUAL


def told(state: Conversation, event: PartReady | PartFailed | SourceEnded | Failed) -> Result:
    """What follows from an event of a part."""
    match event:
        case PartReady():
            return _ready(state, event)
        case PartFailed():
            return _failed(state, event)
        case Failed():
            return _undone(state, event)
        case SourceEnded():
            return state, ()
        case _:
            assert_never(event)


def _ready(state: Conversation, event: PartReady) -> Result:
    """Use the part again: it is told anew what it should know."""
    state = replace(state, health=health.after(state.health, event))
    match event.part:
        case "stage":
            return replace(state, scene=None, expression="", look=None, gate=None), ()
        case "desk":
            return desk_line.returned(state)
        case "call" | "sight":
            return replace(state, gate=None), ()
        case "body":
            return replace(state, expression="", look=None), ()
        case "hearing":
            return _deafened(replace(state, ear=None, deaf=frozenset(), ears=None, gate=None))
        case "voice":
            return replace(state, loudness=USUAL, gate=None), ()
        case "answers":
            return resend(replace(state, hint=None))
        case _:
            return state, ()


NO_MODEL: Final = "hearing.no-model"
COMES_BACK: Final = frozenset({"part.died", "part.renewed"})
"""A part that failed so is begun anew at once."""


def _failed(state: Conversation, event: PartFailed) -> Result:
    """Do without the part. Ears without a model for the kiosk's language can be used: another may have one."""
    if event.part == "hearing" and event.code == NO_MODEL:
        awake = replace(state, health=health.after(state.health, PartReady(event.part)), ear=None)
        return _deafened(replace(awake, deaf=awake.deaf | {awake.facts.lang}))
    state = replace(state, health=health.after(state.health, event))
    match event.part:
        case "voice" if state.speech is not None and state.speech.sent:
            return unheard(state, state.speech)
        case "hearing":
            return _deafened(replace(state, ear=None, microphone=False, ears=None))
        case "sight":
            # A camera may run on that sees nobody; with the process it is gone for sure.
            return unsee(replace(state, camera=state.camera and not event.code.startswith("part.")), PartFailed)
        case "body" if state.track < 0:
            return unsee(state, PartFailed)
        case "answers":
            return replace(state, hint=None), ()
        case "desk":
            return desk_line.lost(state)
        case "call":
            state = replace(state, sends_sound=False, sends_picture=False)
            return joined.interrupted(state) if event.code in COMES_BACK else joined.broken(state)
        case _:
            return state, ()


def tell_deaf(state: Conversation) -> Result:
    """Words can no longer be heard: say so if it is the shopper's turn, and let silence count from now."""
    floor = state.session is not None and state.turn is Turn.LISTENING and state.speech is None
    return listen(state) if floor and not can_hear(state) else (state, ())


def _deafened(state: Conversation) -> Result:
    """Nobody will tell how an utterance ends that was being heard."""
    return chain(replace(state, voice=None), release, tell_deaf)


def _undone(state: Conversation, event: Failed) -> Result:
    """A command was not done."""
    speech, query, hint = state.speech, state.query, state.hint
    match event.command:
        case "Say" if speech is not None and speech.voiced and speech.utterance == event.id:
            return read(state)
        case "Listen" if state.ear is not None:
            return _deafened(replace(state, ear=None, deaf=state.deaf | {state.ear.lang}))
        case "Answer" if hint is not None and hint.id == event.id:
            return replace(state, hint=None), ()
        case "Answer" if query is not None and query.id == event.id and not event.code.endswith(".absent"):
            return too_late(state, "no_answers")
        case "AskHuman" if event.id == state.case:
            return nobody(event.code)(state)
        case "RequestCallBack" | "LeaveMessage" | "PageFloor" if event.id == state.case:
            return last_resort.lost(state)
        case _:
            return state, ()
