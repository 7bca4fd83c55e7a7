"""A colleague is there: in writing first, then heard and seen as far as the shopper agrees, down again, and gone.

In voice and video the AI is silent, and what must be said then stands on the screen; but what it asks the shopper it
asks aloud, and the colleague is not heard until it is answered (`asking.py`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from kiosk.commands import CallMode, CancelHuman, Command
from kiosk.dialogue import asking, consent, service, session, turn
from kiosk.dialogue.action import Action, Result, chain, do, forget, remind
from kiosk.dialogue.consent import Consent
from kiosk.dialogue.human import ask_human, drop_but_need, show_there
from kiosk.dialogue.manner import unreachable
from kiosk.dialogue.memory import Memory
from kiosk.dialogue.say import Name, known
from kiosk.dialogue.sentence import Kind
from kiosk.dialogue.service import Service
from kiosk.dialogue.session import attend, close_case, go_on
from kiosk.dialogue.speech import hush, hush_all_but, say
from kiosk.dialogue.state import Colleague, Conversation
from kiosk.events import CallConnected, CallLost, HumanJoined, HumanLeft, HumanWanted, Presence

CONNECTED_S: Final = 12.0
"""A call that does not come about in this time is given up."""
LOST_S: Final = 20.0
"""A line to the desk that is not back in this time is not waited for, by who is helped in writing or waits."""
_RUNGS: Final[Mapping[Service, int]] = {Service.WHISPER: 0, Service.VOICE: 1, Service.VIDEO: 2}
_WANTED: Final[Mapping[Presence, Service]] = {
    "whisper": Service.WHISPER,
    "voice": Service.VOICE,
    "video": Service.VIDEO,
}
_CUES: Final[Mapping[Presence, service.Cue]] = {
    "whisper": service.Cue.WHISPER,
    "voice": service.Cue.VOICE,
    "video": service.Cue.VIDEO,
}
ASKED: Final[Mapping[Consent, Presence]] = {Consent.VOICE: "voice", Consent.VIDEO: "video"}


def joined(state: Conversation, event: HumanJoined) -> Result:
    """A colleague takes over: in writing, and the avatar speaks. More than that the shopper is asked for."""
    waiting = state.service in service.WAITING
    if event.case != state.case or not (waiting or state.service in service.JOINED):
        return state, (CancelHuman(event.case),)
    if not waiting:
        return _more(event.mode)(replace(state, colleague=replace(_colleague(state), name=event.name)))
    state, commands = chain(
        state, drop_but_need, hush, go_on, lambda now: close_case(now, "joined", service.Cue.WHISPER)
    )
    state = replace(state, colleague=Colleague(event.name))
    if state.session is not None:
        state = replace(state, session=replace(state.session, choices=(), nobody=False))
    told: Action = say(Kind.NOTE, "whisper", named(state)) if possible(state, event.mode) == "whisper" else chain
    state, more = chain(state, told, _more(event.mode))
    return state, commands + more


def wanted(state: Conversation, event: HumanWanted) -> Result:
    """The colleague would like it otherwise: up the shopper is asked, down it is done."""
    if event.case != state.case or state.service not in service.JOINED:
        return state, ()
    if _RUNGS[_WANTED[event.mode]] < _RUNGS[state.service]:
        return _down(event.mode)(state)
    return _more(event.mode)(state)


def _more(mode: Presence) -> Action:
    """Ask for what goes beyond what there is, and can be; a kiosk that cannot stays as it is, and the desk is told."""

    def act(state: Conversation) -> Result:
        if _RUNGS[_WANTED[mode]] <= _RUNGS[state.service] or mode == "whisper":
            there = replace(_colleague(state), agreed=None)
            return replace(state, consent=consent.after(state.consent, consent.Cue.END), colleague=there), ()
        most = possible(state, mode)
        if _RUNGS[_WANTED[most]] <= _RUNGS[state.service]:
            return _told_so(state)
        cue = consent.Cue.VOICE if most == "voice" else consent.Cue.VIDEO
        state = replace(state, consent=consent.after(state.consent, cue))
        state = replace(state, colleague=replace(_colleague(state), unclear=False, agreed=None))
        return ask_consent(state)

    return act


def ask_consent(state: Conversation) -> Result:
    """Ask, aloud where the AI has a voice; the answers stand on the screen."""
    key = f"consent_{ASKED.get(state.consent, 'voice')}"
    return asking.aloud(Kind.NOTE, key, named(state))(state)


def unclear(state: Conversation) -> Result:
    """What may be a yes is none: it is asked once more, and what is not plain then is a no."""
    there = _colleague(state)
    if there.unclear:
        return agree("whisper")(state)
    state = replace(state, colleague=replace(there, unclear=True))
    return chain(state, hush_all_but(Kind.WHISPER), go_on, ask_consent)


def silence(state: Conversation) -> Result:
    """Nothing is said: in a call that is asked about once more too, and then a no, for shopper and colleague wait."""
    there = state.colleague
    if there is None or not there.asks:
        return session.silence(state)
    if not asking.unanswered(state):
        return state, ()
    if not there.unclear:
        return unclear(state)
    return replace(state, consent=consent.after(state.consent, consent.Cue.END)), ()


def agree(mode: Presence) -> Action:
    """The shopper's answer to what is asked, or a wish of their own: so much may leave the kiosk, and no more."""

    def act(state: Conversation) -> Result:
        state = replace(state, consent=consent.after(state.consent, consent.Cue.ANSWER))
        state = replace(state, colleague=replace(_colleague(state), agreed=None)) if state.colleague else state
        most = possible(state, mode)
        if most == "whisper" or state.service not in service.JOINED:
            return chain(state, attend, _told_so, _stays)
        if asking.unsaid(state):
            state = replace(state, colleague=replace(_colleague(state), agreed=mode))
            return chain(state, hush_all_but(Kind.WHISPER), attend)
        heard = not state.health.missing("hearing")
        allowed = replace(_colleague(state), microphone=heard, camera=most == "video")
        begins = state.service is Service.WHISPER
        state = replace(state, colleague=allowed, service=service.after(state.service, _CUES[most]))
        state, commands = chain(state, drop_but_need, hush, attend, remind("call", CONNECTED_S) if begins else chain)
        return show_there(replace(state, turn=turn.after(state.turn, turn.Cue.HUSH))), commands

    return act


def settled(state: Conversation, commands: tuple[Command, ...]) -> Result:
    """After every step: the call goes on once nothing is asked in it, and begins once the words before it are said."""
    there = state.colleague
    if there is None or state.session is None:
        return state, commands
    more: tuple[Command, ...] = ()
    if there.asks and (state.consent is Consent.NONE and not state.session.called):
        state, more = chain(
            asking.over(state), *((drop_but_need, hush, _quiet) if state.service in service.TALKING else ())
        )
    elif there.agreed and state.service is Service.WHISPER and not asking.busy(state):
        begins: Action = agree(there.agreed) if there.agreed != "whisper" else _told_so
        state, more = begins(replace(state, colleague=replace(there, agreed=None)))
    return state, commands + more


def _quiet(state: Conversation) -> Result:
    """The AI falls silent, and who is there is shown."""
    return forget("silence")(show_there(replace(state, turn=turn.after(state.turn, turn.Cue.HUSH), voice=None)))


def _stays(state: Conversation) -> Result:
    """Refusing costs nothing: say how it goes on."""
    if state.service in service.TALKING:
        return show_there(state), ()
    return chain(state, hush_all_but(Kind.WHISPER), say(Kind.NOTE, "in_writing", named(state)))


def _told_so(state: Conversation) -> Result:
    """What may leave the kiosk stays as it is: the desk is told so."""
    return do(gate(state))(state)


def gate(state: Conversation) -> CallMode:
    """What may leave the kiosk: nothing without a colleague and the shopper's word; nothing while it is looked up."""
    there = state.colleague
    if there is None or state.service not in service.JOINED:
        return CallMode(state.case, "none")
    talks = state.in_call and not there.held
    mode = next(name for name, rung in _WANTED.items() if rung is state.service)
    sees = talks and there.camera and state.service is Service.VIDEO
    lang = state.lang if state.service in service.TALKING else ""
    sent = talks and there.microphone
    return CallMode(state.case, mode, camera=sees, microphone=sent, lang=lang, heard=not there.asks)


def _down(mode: Presence) -> Action:
    def act(state: Conversation) -> Result:
        state = replace(state, service=service.after(state.service, _CUES[mode]))
        heard = mode != "whisper"
        there = replace(_colleague(state), camera=False, microphone=_colleague(state).microphone and heard)
        state = replace(state, colleague=there, consent=consent.after(state.consent, consent.Cue.END))
        if heard:
            return show_there(state), ()
        return chain(state, forget("call"), say(Kind.NOTE, "in_writing", named(state)))

    return act


def connected(state: Conversation, event: CallConnected) -> Result:
    """Both hear each other."""
    if event.case != state.case or state.service not in service.TALKING:
        return state, ()
    return chain(show_there(replace(state, colleague=replace(_colleague(state), connected=True))), forget("call"))


def call_lost(state: Conversation, event: CallLost) -> Result:
    """No call any more: the colleague goes on in writing."""
    return broken(state) if event.case == state.case else (state, ())


def interrupted(state: Conversation) -> Result:
    """The part of the call is begun anew, and makes the call anew, by the same consent."""
    if state.service not in service.TALKING:
        return state, ()
    state = replace(state, colleague=replace(_colleague(state), connected=False))
    return chain(show_there(state), remind("call", CONNECTED_S))


def broken(state: Conversation) -> Result:
    """The call did not come about, or cannot be mended."""
    if state.service not in service.TALKING:
        return state, ()
    state = replace(state, service=service.after(state.service, service.Cue.WHISPER))
    there = Colleague(_colleague(state).name)
    state = replace(state, colleague=there, consent=consent.after(state.consent, consent.Cue.END))
    patience = remind("desk", LOST_S) if unreachable(state) else chain
    return chain(state, forget("call"), patience, go_on, say(Kind.NOTE, "call_lost", named(state)))


def left(state: Conversation, event: HumanLeft) -> Result:
    """The AI takes over again; a colleague who was lost, or who passed the shopper on, is asked for again."""
    if event.case != state.case or state.service not in service.JOINED:
        return state, ()
    if event.reason in {"dropped", "transferred"}:
        return dropped(state, event.reason)
    state = replace(state, service=service.after(state.service, service.Cue.HAND_BACK))
    if state.session is not None:  # what the AI had asked before is not what a "yes" answers now
        state = replace(state, session=replace(state.session, memory=Memory()))
    return chain(state, drop_but_need, hush, go_on, say(Kind.NOTE, "handed_back"))


def dropped(state: Conversation, reason: str = "dropped") -> Result:
    """The line to the colleague broke: tell, and ask again."""
    state = replace(state, service=service.after(state.service, service.Cue.DROP))
    return ask_human(reason, reason if known(state, reason) else "dropped")(state)


def named(state: Conversation) -> Mapping[Name, str]:
    """The colleague's name, for a sentence."""
    return {"name": _colleague(state).name}


def _colleague(state: Conversation) -> Colleague:
    return state.colleague or Colleague("")


def possible(state: Conversation, mode: Presence) -> Presence:
    """How far up a colleague can come with the devices that there are: who has no microphone may still sign."""
    if state.health.missing("call"):
        return "whisper"
    if mode == "video" and state.health.missing("sight"):
        mode = "voice"
    return "whisper" if mode == "voice" and state.health.missing("hearing") else mode
