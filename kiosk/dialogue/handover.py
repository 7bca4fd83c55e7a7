"""What the desk and the call tell: each event has its place."""

from __future__ import annotations

from dataclasses import replace
from typing import assert_never

from kiosk.dialogue import colleague, desk_line, human, joined, last_resort, service, session
from kiosk.dialogue.action import Result
from kiosk.dialogue.state import Conversation
from kiosk.events import (
    CallConnected,
    CallEvent,
    CallLost,
    CameraShared,
    DeskEvent,
    DeskKept,
    DeskLine,
    FloorAnswered,
    HumanHeld,
    HumanJoined,
    HumanLeft,
    HumanPushed,
    HumanQueued,
    HumanSaid,
    HumanTyped,
    HumanUnavailable,
    HumanUnstaffed,
    HumanWanted,
    HumanWhispered,
    MicrophoneShared,
)

_Way = (
    HumanQueued | HumanUnstaffed | HumanJoined | HumanLeft | HumanUnavailable | HumanWanted | CallConnected | CallLost
)
_Talk = HumanWhispered | HumanTyped | HumanSaid | HumanPushed | HumanHeld
_Rest = DeskLine | DeskKept | FloorAnswered | MicrophoneShared | CameraShared


def told(state: Conversation, event: DeskEvent | CallEvent) -> Result:
    """What follows from an event of the desk, or of the call; a colleague who does something is there."""
    state, commands = _told(state, event)
    acts = isinstance(event, _Talk | HumanJoined | HumanWanted) and event.case == state.case
    mine = acts and state.service in service.JOINED
    state, more = session.go_on(state) if mine else (state, ())
    return state, commands + more


def _told(state: Conversation, event: DeskEvent | CallEvent) -> Result:
    if isinstance(event, _Talk):
        return _talk(state, event)
    if isinstance(event, _Rest):
        return _rest(state, event)
    return _way(state, event)


def _way(state: Conversation, event: _Way) -> Result:
    match event:
        case HumanQueued():
            return human.queued(state, event)
        case HumanUnstaffed():
            return human.unstaffed(state, event)
        case HumanJoined():
            return joined.joined(state, event)
        case HumanLeft():
            return joined.left(state, event)
        case HumanUnavailable():
            return human.unavailable(event)(state) if event.case == state.case else (state, ())
        case HumanWanted():
            return joined.wanted(state, event)
        case CallConnected():
            return joined.connected(state, event)
        case CallLost():
            return joined.call_lost(state, event)
        case _:
            assert_never(event)


def _talk(state: Conversation, event: _Talk) -> Result:
    match event:
        case HumanWhispered():
            return colleague.whispered(state, event)
        case HumanTyped():
            return colleague.typed(state, event)
        case HumanSaid():
            return colleague.said(state, event)
        case HumanPushed():
            return colleague.pushed(state, event)
        case HumanHeld():
            return colleague.held(state, event)
        case _:
            assert_never(event)


def _rest(state: Conversation, event: _Rest) -> Result:
    match event:
        case DeskLine():
            return desk_line.changed(state, event)
        case DeskKept():
            return last_resort.kept(state, event)
        case FloorAnswered():
            return last_resort.floor_answered(state, event)
        case MicrophoneShared():
            return replace(state, sends_sound=event.on), ()
        case CameraShared():
            return replace(state, sends_picture=event.on), ()
        case _:
            assert_never(event)
