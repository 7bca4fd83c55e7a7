"""The line to the desk is lost, and comes back; its part dies, and comes back. A call goes on without it."""

from __future__ import annotations

from dataclasses import replace

from kiosk.dialogue import last_resort, service
from kiosk.dialogue.action import Action, Result, chain, do, remind
from kiosk.dialogue.human import asking, gave_up
from kiosk.dialogue.joined import LOST_S, dropped
from kiosk.dialogue.resort import Resort
from kiosk.dialogue.say import known
from kiosk.dialogue.sentence import Kind
from kiosk.dialogue.service import Service
from kiosk.dialogue.speech import say
from kiosk.dialogue.state import Conversation
from kiosk.events import DeskLine


def changed(state: Conversation, event: DeskLine) -> Result:
    """The line is there, or not."""
    if event.up == state.line_up:
        return state, ()
    state = replace(state, line_up=event.up)
    return _back(state) if event.up else lost(state)


def lost(state: Conversation) -> Result:
    """Say so to who waits or is helped in writing, and give it time; what was just sent has not arrived."""
    if state.resort is Resort.SENDING:
        return last_resort.lost(state)
    if state.service not in service.WAITING | {Service.WHISPER}:
        return state, ()
    return chain(state, remind("desk", LOST_S), _told("desk_lost"))


def _back(state: Conversation) -> Result:
    """Go on: who waits is told the place anew."""
    if state.service in service.WAITING:
        return remind("desk", state.policy.desk_answer_s)(replace(state, place=0))
    return _told("desk_back")(state) if state.service is Service.WHISPER else (state, ())


def returned(state: Conversation) -> Result:
    """The part of the desk began anew: it is told of the ask once more, and by `CallMode` of a colleague."""
    state = replace(state, line_up=True, gate=None)
    if state.service not in service.WAITING:
        return state, ()
    return chain(replace(state, place=0), do(asking(state)), remind("desk", state.policy.desk_answer_s))


def due(state: Conversation) -> Result:
    """Neither an answer nor the line came in time."""
    if state.service is Service.WHISPER and (not state.line_up or state.health.missing("desk")):
        return dropped(state)
    return gave_up(state)


def _told(key: str) -> Action:
    return lambda state: say(Kind.NOTE, key)(state) if known(state, key) else (state, ())
