"""The way to a person: ask, wait, join, hand back, and what happens when nobody is there."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Final

from kiosk.commands import AskHuman, CancelHuman
from kiosk.dialogue import service, turn
from kiosk.dialogue.action import Action, Result, chain, do, forget, remind
from kiosk.dialogue.say import label
from kiosk.dialogue.service import Service
from kiosk.dialogue.session import HELPS_SPOKEN, attend, close_case, leave_human
from kiosk.dialogue.speech import hush, say, show_caption
from kiosk.dialogue.state import Conversation, Kind
from kiosk.events import ORDINARY, HumanJoined, HumanLeft, HumanQueued, Triage

URGENT: Final = "urgent"
_JOINS: Final = {"whisper": service.Cue.WHISPER, "voice": service.Cue.VOICE, "video": service.Cue.VIDEO}


def drop_question(state: Conversation) -> Result:
    """The question that waits is not wanted any more."""
    return forget("filler", "answer")(replace(state, query=None, pending=None, hint=None))


def ask_human(reason: str, key: str = "calling", *, triage: Triage = ORDINARY, first: Action = chain) -> Action:
    """Ask the desk, unless that was done, or a person is here; `first` is done before anything is said of it."""

    def act(state: Conversation) -> Result:
        if state.service in service.JOINED:
            return state, ()
        if state.service in service.WAITING:
            return _ask_again(state, reason, key, triage, first)
        return chain(state, drop_question, hush, attend, first, lambda now: call(now, reason, key, triage))

    return act


def _ask_again(state: Conversation, reason: str, key: str, triage: Triage, first: Action) -> Result:
    """What is urgent goes to the desk as a new ask; else say that the ask stands."""
    if reason == URGENT and state.reason != URGENT:
        withdraw = leave_human(state, "cancelled", URGENT, service.Cue.CANCEL)
        state, commands = withdraw
        state, more = ask_human(reason, key, triage=triage, first=first)(state)
        return state, commands + more
    return chain(state, attend, first, _still_calling)


def _still_calling(state: Conversation) -> Result:
    return say(Kind.NOTE, "still_calling")(state) if state.speech is None else (state, ())


def call(state: Conversation, reason: str, key: str, triage: Triage = ORDINARY) -> Result:
    """Open a case. Where there is no desk it ends at once, and no call is promised."""
    case = state.cases + 1
    if state.session is not None:
        state = replace(state, session=replace(state.session, nobody=False, choices=(), misses=0))
    state = replace(state, cases=case, case=case, reason=reason)
    state = replace(state, service=service.after(state.service, service.Cue.ASK))
    ask = do(AskHuman(case, reason, state.lang, triage.priority, triage.happens == "page"))
    if state.health.missing("desk"):
        unknown: Action = say(Kind.NOTE, "unknown_nobody") if key == "unknown_human" else chain
        return chain(state, ask, unknown, nobody("desk.missing"))
    return chain(state, ask, say(Kind.NOTE, key), remind("desk", state.policy.desk_answer_s))


def nobody(detail: str) -> Action:
    """Nobody comes: say so, and what happens now."""

    def act(state: Conversation) -> Result:
        if state.service not in service.WAITING:
            return state, ()
        state, commands = close_case(state, "nobody", service.Cue.NOBODY, detail)
        if state.session is not None:
            state = replace(state, session=replace(state.session, nobody=True))
        key = "nobody_urgent" if state.reason == URGENT else "nobody_there"
        state, more = say(Kind.NOTE, key)(state)
        return state, commands + more

    return act


def gave_up(state: Conversation) -> Result:
    """The desk did not answer in time: withdraw the ask."""
    if state.service not in service.WAITING:
        return state, ()
    return chain(state, do(CancelHuman(state.case)), nobody("timeout"))


def queued(state: Conversation, event: HumanQueued) -> Result:
    """Tell the place in the queue when it is new."""
    if event.case != state.case or state.service not in service.WAITING:
        return state, ()
    wait = min(max(event.wait_s, 0.0), 3600.0) if math.isfinite(event.wait_s) else 3600.0
    state, news = replace(state, place=event.place), event.place != state.place
    state = replace(state, service=service.after(state.service, service.Cue.QUEUE))
    state, commands = remind("desk", wait + state.policy.desk_answer_s)(state)
    if not news:
        return state, commands
    minutes = str(math.ceil(wait / 60))
    key = "queued_soon" if wait <= 60 else "queued"
    state, more = say(Kind.NOTE, key, {"place": str(event.place), "minutes": minutes})(state)
    return state, commands + more


def joined(state: Conversation, event: HumanJoined) -> Result:
    """A colleague takes over: in voice and video the AI is silent from now on."""
    waiting = state.service in service.WAITING
    if event.case != state.case or not (waiting or state.service in service.JOINED):
        return state, (CancelHuman(event.case),)
    cue = _JOINS[event.mode]
    state, commands = chain(state, drop_question, hush)
    if waiting:
        state, more = close_case(state, "joined", cue)
        commands += more
    state = replace(state, service=service.after(state.service, cue))
    state = show_caption(state, label(state, "joined", {"name": event.name}))
    if state.service is Service.WHISPER:
        state, more = say(Kind.NOTE, "whisper", {"name": event.name})(state)
    else:
        state, more = replace(state, turn=turn.after(state.turn, turn.Cue.HUSH)), ()
    return state, commands + more


def left(state: Conversation, event: HumanLeft) -> Result:
    """The AI takes over again; a colleague who was lost is asked for again."""
    if event.case != state.case or state.service not in service.JOINED:
        return state, ()
    if event.reason == "dropped":
        return dropped(state)
    state = replace(state, service=service.after(state.service, service.Cue.HAND_BACK))
    return chain(state, drop_question, hush, attend, say(Kind.NOTE, "handed_back"))


def dropped(state: Conversation) -> Result:
    """The line to the colleague broke: tell, and ask again."""
    state = replace(state, service=service.after(state.service, service.Cue.DROP))
    return ask_human("dropped", "dropped")(state)


def cancel(state: Conversation) -> Result:
    """The shopper does not need a person any more."""
    if state.service not in service.WAITING | service.JOINED:
        return state, ()
    end = leave_human(state, "cancelled", "shopper", service.Cue.CANCEL)
    state, commands = end
    key = "cancelled" if state.service is Service.AI else "handed_back"
    state, more = chain(state, hush, attend, say(Kind.NOTE, key))
    return state, commands + more


def silence_now(state: Conversation) -> Result:
    """Silence, at once: no sentence follows, and a person who was asked for is cancelled, but not in an emergency."""
    if state.session is None:
        return state, ()
    stays = state.service in service.WAITING and state.reason == URGENT
    state, commands = chain(state, hush, drop_question, chain if stays else _withdraw, attend)
    if state.session is not None:
        state = replace(state, session=replace(state.session, helps=HELPS_SPOKEN))
    state = show_caption(state, label(state, "still_calling" if stays else "help_visual"))
    state = replace(state, service=service.after(state.service, service.Cue.DONE))
    return replace(state, turn=turn.after(state.turn, turn.Cue.LISTEN)), commands


def _withdraw(state: Conversation) -> Result:
    return leave_human(state, "cancelled", "stop", service.Cue.CANCEL)
