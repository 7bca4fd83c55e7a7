"""The way to a person: ask, wait in line, and what happens when nobody comes."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from kiosk.commands import AskHuman, CancelHuman, PageFloor
from kiosk.dialogue import consent, resort, service, turn
from kiosk.dialogue.action import Action, Result, chain, do, forget, remind
from kiosk.dialogue.last_resort import offered
from kiosk.dialogue.manner import unreachable
from kiosk.dialogue.say import Name, known, label
from kiosk.dialogue.sentence import Kind
from kiosk.dialogue.service import URGENT, Service
from kiosk.dialogue.session import HELPS_SPOKEN, attend, close_case, leave_human
from kiosk.dialogue.speech import hush, say, show_caption
from kiosk.dialogue.state import Conversation, Remains
from kiosk.events import ORDINARY, HumanQueued, HumanUnavailable, HumanUnstaffed, Triage

LONGEST_WAIT_S: Final = 3600.0
SOON_S: Final = 60.0
_IN_VAIN: Final = {"unknown_human": "unknown_nobody", "dropped": "dropped_nobody", "transferred": "dropped_nobody"}
"""What is said instead where nobody can be called."""


def drop_question(state: Conversation) -> Result:
    """The question that waits is not wanted any more."""
    return forget("filler", "answer")(replace(state, query=None, pending=None, hint=None))


def drop_but_need(state: Conversation) -> Result:
    """The same for who comes to a person, or loses one; whether somebody is in need is found out all the same."""
    if state.query is not None and state.query.meant:
        return replace(state, pending=None, hint=None), ()
    return drop_question(state)


def ask_human(reason: str, key: str = "calling", *, triage: Triage = ORDINARY, first: Action = chain) -> Action:
    """Ask the desk, unless that was done, or a person is here; `first` is done before anything is said of it."""

    def act(state: Conversation) -> Result:
        if state.service in service.JOINED:
            return _is_here(state, reason, triage, first)
        if state.service in service.WAITING:
            return _ask_again(state, reason, key, triage, first)
        if _being_told(state, reason):
            return chain(state, attend, first, lambda now: _ask_in_vain(now, reason, triage))
        return chain(state, drop_but_need, hush, attend, first, lambda now: call(now, reason, key, triage))

    return act


def _being_told(state: Conversation, reason: str) -> bool:
    """Whether it is being said that nobody is there: who presses again should hear it out."""
    told = state.session is not None and state.session.nobody and state.reason == reason
    return told and state.speech is not None and state.speech.line.kind is Kind.NOTE and unreachable(state)


def _ask_again(state: Conversation, reason: str, key: str, triage: Triage, first: Action) -> Result:
    """What is urgent goes to the desk as a new ask; else say that the ask stands."""
    if reason == URGENT and state.reason != URGENT:
        withdraw = leave_human(state, "cancelled", URGENT, service.Cue.CANCEL)
        state, commands = withdraw
        state, more = ask_human(reason, key, triage=triage, first=first)(state)
        return state, commands + more
    return chain(state, attend, first, _still_calling)


def _is_here(state: Conversation, reason: str, triage: Triage, first: Action) -> Result:
    """Who asks for a person while one is there is told who that is; in need the shop floor is called beside."""
    told: dict[Name, str] = {"name": state.colleague.name if state.colleague else ""}
    urgent = reason == URGENT
    floor: Action = do(PageFloor(state.case, urgent=True)) if triage.happens == "page" else chain
    if state.service in service.TALKING:
        return floor(show_there(not_asked(state)))
    beside: Action = say(Kind.NOTE, "urgent") if urgent and first is chain else _unless_speaking("whisper", told)
    return chain(state, attend, floor, first, beside)


def show_there(state: Conversation) -> Conversation:
    """Who is there in a call, and whether the shopper is heard, or waits for what is looked up."""
    there = state.colleague
    if there is None or there.asks:
        return state
    key = "joined" if there.microphone else "joined_muted"
    key = "connecting" if not there.connected else "on_hold" if there.held else key
    if not known(state, key):
        key = "joined"
    return show_caption(state, label(state, key, {"name": there.name}))


def _unless_speaking(key: str, values: Mapping[Name, str]) -> Action:
    return lambda state: say(Kind.NOTE, key, values)(state) if state.speech is None else (state, ())


def _still_calling(state: Conversation) -> Result:
    return _unless_speaking("still_calling", {})(state)


def _ask_in_vain(state: Conversation, reason: str, triage: Triage) -> Result:
    """A case of its own, that ends at once; what is being said of it goes on."""
    state, asked = _open_case(state, reason, triage)
    state, closed = close_case(state, "nobody", service.Cue.NOBODY, "desk.missing")
    return state, asked + closed


def _open_case(state: Conversation, reason: str, triage: Triage) -> Result:
    case, page = state.cases + 1, triage.happens == "page"
    state = replace(state, cases=case, case=case, reason=reason, priority=triage.priority, page=page)
    state = replace(state, service=service.after(state.service, service.Cue.ASK), wait_s=None, staffed=True)
    return do(asking(state))(state)


def asking(state: Conversation) -> AskHuman:
    """The ask that is open, with what a colleague should know before saying a word."""
    question = state.session.questions[-1] if state.session and state.session.questions else ""
    return AskHuman(state.case, state.reason, state.lang, state.priority, state.page, question, state.access)


def call(state: Conversation, reason: str, key: str, triage: Triage = ORDINARY) -> Result:
    """Open a case. Where there is no desk it ends at once, and no call is promised."""
    if state.session is not None:
        fresh = replace(state.session, nobody=False, choices=(), misses=0, remains=Remains())
        state = replace(state, session=fresh, resort=resort.after(state.resort, resort.Cue.END))

    def ask(now: Conversation) -> Result:
        return _open_case(now, reason, triage)

    if unreachable(state):
        before = _IN_VAIN.get(key, "")
        told: Action = say(Kind.NOTE, before) if before and known(state, before) else chain
        return chain(state, ask, told, nobody("desk.missing"))
    return chain(state, ask, say(Kind.NOTE, key), remind("desk", state.policy.desk_answer_s))


def nobody(detail: str) -> Action:
    """Nobody comes: say so, and what happens now."""
    return unavailable(HumanUnavailable(0, detail))


def unavailable(told: HumanUnavailable) -> Action:
    """Nobody comes, with what the desk told of it: say so, and offer what else can be done."""

    def act(state: Conversation) -> Result:
        if state.service not in service.WAITING:
            return state, ()
        state, commands = close_case(state, "nobody", service.Cue.NOBODY, told.reason)
        if state.session is not None:
            remains = replace(state.session.remains, opens=told.opens, in_days=told.in_days, link=told.link)
            state = replace(state, session=replace(state.session, nobody=True, remains=remains))
        if state.resort is not resort.Resort.NONE:  # what can be done instead is on the screen, or being done
            return state, commands
        key = "nobody_urgent" if state.reason == URGENT else "nobody_there"
        more: Action = chain if state.reason == URGENT else offered
        state, told_so = chain(state, say(Kind.NOTE, key), more)
        return state, commands + told_so

    return act


def gave_up(state: Conversation) -> Result:
    """The desk did not answer in time: withdraw the ask."""
    if state.service not in service.WAITING:
        return state, ()
    return chain(state, do(CancelHuman(state.case)), nobody("timeout"))


def queued(state: Conversation, event: HumanQueued) -> Result:
    """Tell the place in the queue when it is new; a wait that is not known is not made up."""
    if event.case != state.case or state.service not in service.WAITING:
        return state, ()
    known_wait = event.wait_s is not None and math.isfinite(event.wait_s)
    wait = min(max(event.wait_s or 0.0, 0.0), LONGEST_WAIT_S) if known_wait else None
    state, news = replace(state, place=event.place, wait_s=wait), event.place != state.place or not state.staffed
    state = replace(state, service=service.after(state.service, service.Cue.QUEUE))
    state, commands = remind("desk", (LONGEST_WAIT_S if wait is None else wait) + state.policy.desk_answer_s)(state)
    if not news:
        return state, commands
    if not state.staffed:
        state = replace(state, staffed=True, resort=resort.after(state.resort, resort.Cue.END))
    state, more = _tell_place(state)
    return state, commands + more


def unstaffed(state: Conversation, event: HumanUnstaffed) -> Result:
    """Nobody is at the desk: say at once what else can be done, while it rings for who may come."""
    if event.case != state.case or state.service not in service.WAITING or not state.staffed:
        return state, ()
    state = replace(state, service=service.after(state.service, service.Cue.QUEUE), staffed=False)
    if state.session is not None:
        remains = replace(state.session.remains, opens=event.opens, in_days=event.in_days, link=event.link)
        state = replace(state, session=replace(state.session, remains=remains))
    urgent = state.reason == URGENT
    told = say(Kind.NOTE, "nobody_urgent" if urgent else "nobody_yet")
    return chain(state, remind("desk", LONGEST_WAIT_S), told, chain if urgent else offered)


def _tell_place(state: Conversation) -> Result:
    wait = state.wait_s
    key = "queued_unknown" if wait is None else "queued_soon" if wait <= SOON_S else "queued"
    if wait is None and not known(state, key):
        key = "still_calling"
    minutes = str(math.ceil((wait or 0.0) / 60))
    return say(Kind.NOTE, key, {"place": str(state.place), "minutes": minutes})(state)


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
    """Silence, at once: no sentence follows, and a person who was asked for is cancelled, but not in an emergency.

    A colleague whose words were being spoken stays: who wants that over ends the conversation by its own button.
    """
    if state.session is None:
        return state, ()
    stays = state.service in service.WAITING and state.reason == URGENT
    if state.service is Service.WHISPER or (state.service in service.TALKING and not state.in_call):
        state = not_asked(state)
        return chain(replace(state, turn=turn.after(state.turn, turn.Cue.LISTEN)), hush, drop_question, attend)
    state, commands = chain(state, hush, drop_question, chain if stays else _withdraw, attend)
    if state.session is not None:
        state = replace(state, session=replace(state.session, helps=HELPS_SPOKEN))
    state = show_caption(state, label(state, "still_calling" if stays else "help_visual"))
    state = replace(state, service=service.after(state.service, service.Cue.DONE))
    return replace(state, turn=turn.after(state.turn, turn.Cue.LISTEN)), commands


def not_asked(state: Conversation) -> Conversation:
    """What was asked in a call is not answered, and what was to begin does not."""
    there = state.colleague
    if there is None:
        return state
    asked = consent.after(state.consent, consent.Cue.END) if there.asks else state.consent
    return replace(state, consent=asked, colleague=replace(there, agreed="whisper" if there.agreed else None))


def _withdraw(state: Conversation) -> Result:
    return leave_human(state, "cancelled", "stop", service.Cue.CANCEL)
