"""`step(state, event)`: the whole dialogue. Pure, total and synchronous; start from `begin()`."""

from __future__ import annotations

from dataclasses import replace
from typing import assert_never

from kiosk.dialogue import (
    configuration,
    ears,
    handover,
    health,
    hints,
    joined,
    loudness,
    parts,
    people,
    question,
    sounding,
    timers,
    touch,
)
from kiosk.dialogue.action import Result
from kiosk.dialogue.scene import settle
from kiosk.dialogue.state import NOTHING, Conversation
from kiosk.events import (
    AnswerEvent,
    BodyEvent,
    BodyStopped,
    CallEvent,
    Candidates,
    ConfigurationEvent,
    DeskEvent,
    Elapsed,
    Event,
    HearingEvent,
    PartEvent,
    SightEvent,
    Started,
    StoreEvent,
    TouchEvent,
    VoiceEvent,
)


def begin() -> Conversation:
    """Before `Started`."""
    return Conversation()


def step(state: Conversation, event: Event) -> Result:
    """What follows from an event. Before `Started` nothing does, and `Started` counts once."""
    if state.facts is NOTHING:
        if not isinstance(event, Started):
            return state, ()
        begun = replace(state, facts=event, health=health.begin(event.parts))
        return settle(loudness.forget(begun), ())
    return settle(*question.deferred(*joined.settled(*_handle(state, event))))


def _handle(state: Conversation, event: Event) -> Result:
    """Each topic of the vocabulary has its module."""
    if isinstance(event, ConfigurationEvent):
        return configuration.told(state, event)
    if isinstance(event, Elapsed):
        return timers.due(state, event)
    if isinstance(event, PartEvent):
        return parts.told(state, event)
    if isinstance(event, SightEvent):
        return people.told(state, event)
    if isinstance(event, HearingEvent):
        return ears.told(state, event)
    if isinstance(event, TouchEvent):
        return touch.told(state, event)
    if isinstance(event, AnswerEvent):
        return hints.candidates(state, event) if isinstance(event, Candidates) else question.answered(state, event)
    if isinstance(event, VoiceEvent):
        return sounding.told(state, event)
    if isinstance(event, BodyEvent):
        return replace(state, stopped=isinstance(event, BodyStopped)), ()
    if isinstance(event, StoreEvent):
        return state, ()
    if isinstance(event, DeskEvent | CallEvent):
        return handover.told(state, event)
    assert_never(event)
