"""What sight tells: who comes, who stands there, who goes, and what is held up."""

from __future__ import annotations

from dataclasses import replace
from typing import assert_never

from kiosk.commands import LookAt
from kiosk.dialogue import access, codes, presence, still_there
from kiosk.dialogue.action import Result, chain, forget, remind
from kiosk.dialogue.presence import GONE_S, PASSING, Presence
from kiosk.dialogue.service import JOINED, URGENT, WAITING, Service
from kiosk.dialogue.session import close_session, farewell, greet, open_session, watch_close
from kiosk.dialogue.state import Conversation
from kiosk.events import (
    CameraClosed,
    CameraOpened,
    CodeShown,
    Elapsed,
    FaceMoved,
    PartFailed,
    ShopperApproaching,
    ShopperEngaged,
    ShopperLeaving,
    ShopperLeft,
    ShopperNoticed,
    SightEvent,
)

Seen = ShopperNoticed | ShopperApproaching | ShopperEngaged | ShopperLeaving | ShopperLeft


def told(state: Conversation, event: SightEvent) -> Result:
    """What follows from an event of the camera."""
    match event:
        case CameraOpened() | CameraClosed():
            return replace(state, camera=isinstance(event, CameraOpened)), ()
        case FaceMoved():
            return _face(state, event)
        case CodeShown():
            return codes.shown(state, event)
        case _:
            return _seen(state, event)


def _seen(state: Conversation, event: Seen) -> Result:
    """Move the presence region, and do what belongs to it."""
    if event.track < 0 and event.track != state.track and state.health.ready("sight"):
        return state, ()  # the robot's sensor tells less than eyes do, and serves where there are none
    if isinstance(event, ShopperLeaving) and state.presence is Presence.ENGAGED and event.track != state.track:
        return state, ()
    before = state.presence
    now = presence.after(before, type(event))
    state, commands = chain(state)
    if now is not before or isinstance(event, ShopperEngaged):
        state, commands = _watch(replace(state, presence=now, track=event.track))
    if isinstance(event, ShopperEngaged) and _another(state, event):
        state, closed = close_session(state, "unseen")
        commands += closed
    match event:
        case ShopperNoticed():
            more: Result = state, ()
        case ShopperApproaching():
            more = _eyes(state, event.eye_line == "low" and now is Presence.APPROACHING), ()
        case ShopperEngaged():
            more = _engage(_eyes(state, event.eye_line == "low"))
        case ShopperLeaving():
            more = _farewell(state)
        case ShopperLeft():
            more = _leave(state)
        case _:
            assert_never(event)
    state, rest = more
    return state, commands + rest


def _watch(state: Conversation) -> Result:
    """Sight may lose a passer-by without a word: then time tells."""
    state = replace(state, moved=False)
    return remind("gone", GONE_S)(state) if state.presence in PASSING else forget("gone")(state)


def _eyes(state: Conversation, low: bool) -> Conversation:
    return access.low_eyes(state) if low else state


def _engage(state: Conversation) -> Result:
    if state.session is not None:
        return chain(_mark(state, seen=True), forget("close", "unseen"))
    return chain(state, open_session, lambda now: (_mark(now, seen=True), ()), forget("close"), greet)


def _mark(state: Conversation, *, seen: bool, alone: bool = False) -> Conversation:
    marked = replace(state.session, seen=seen, alone=alone, unsure=False, called=False) if state.session else None
    return replace(state, session=marked)


def _another(state: Conversation, event: ShopperEngaged) -> bool:
    """Whether the session is somebody else's: sight was blind, and who had it may have gone. A sensor cannot tell."""
    apart = state.service in JOINED | {Service.AI}
    return state.session is not None and state.session.unsure and event.track > 0 and apart


def _farewell(state: Conversation) -> Result:
    """A goodbye to who turns away after a talk, once, if nothing sounds and nothing is waited for."""
    session = state.session
    busy = state.speech is not None or state.waits or state.query is not None or state.service is not Service.AI
    if session is None or not session.seen or busy or session.farewell or not session.questions:
        return state, ()
    if session.nobody and state.reason == URGENT:
        return state, ()  # who runs for help is not wished a nice day
    return farewell(state)


def _leave(state: Conversation) -> Result:
    seen = state.session is not None and state.session.seen
    state, commands = close_session(state, "left") if seen else chain(state)
    return _alone(state), commands


def _alone(state: Conversation) -> Conversation:
    """Nobody to look at; without a session nothing of the shopper's needs is kept."""
    state = access.forget(state) if state.session is None else state
    return replace(state, track=0, gaze=None, moved=False)


def gone(state: Conversation) -> Result:
    """Nothing was seen of a passer-by for a while: nobody is there. Who still moves is given more time."""
    if state.presence not in PASSING:
        return state, ()
    if state.moved:
        return _watch(state)
    return unsee(state, Elapsed)


def unsee(state: Conversation, cue: presence.Cue) -> Result:
    """Sight no longer knows of anybody: from now on the session ends by silence."""
    state = replace(state, presence=presence.after(state.presence, cue))
    was = state.session
    lost = was is not None and (was.seen or was.alone) and cue is Elapsed
    blind = was is not None and was.seen and cue is PartFailed
    state = _mark(_alone(state), seen=False, alone=lost)
    if state.session is None:
        return state, ()
    return chain(state, remind("unseen", GONE_S), watch_close) if blind else watch_close(state)


def unseen(state: Conversation) -> Result:
    """Sight did not find the shopper again in time, nor did a touch or a voice tell of one: nobody may be there.

    Who waits in line has nothing to say meanwhile, and keeps session and place, also once a colleague comes.
    """
    if state.session is None or state.session.seen or state.service in WAITING:
        return state, ()
    state = replace(state, session=replace(state.session, unsure=True))
    return still_there.ask(state) if state.service in JOINED else (state, ())


def _face(state: Conversation, event: FaceMoved) -> Result:
    """Look at the shopper who is there."""
    if state.presence is Presence.AWAY:
        return state, ()
    return replace(state, gaze=LookAt(event.yaw_deg, event.pitch_deg, event.distance_m), moved=True), ()
