"""The session: opening, listening, silence, closing; and what comes after a sentence."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from kiosk.commands import Answer, CancelHuman, CloseCase, CloseSession, OpenSession, Outcome
from kiosk.dialogue import access, barge_in, service, turn
from kiosk.dialogue.action import Action, Result, chain, do, forget, remind
from kiosk.dialogue.consent import Consent
from kiosk.dialogue.resort import Resort
from kiosk.dialogue.say import Name, label
from kiosk.dialogue.sentence import Kind, Speech
from kiosk.dialogue.service import Service
from kiosk.dialogue.speech import hush, say, show_caption, speak, undisturbed
from kiosk.dialogue.state import Conversation, Session, Timer
from kiosk.privacy.telephone import aloud

HELPS_SPOKEN: Final = 2
HELPED_S: Final = 120.0
"""After so long without a sign of shopper or colleague an unseen shopper is asked whether anybody is still there."""
ANSWER_S: Final = 30.0
"""Who does not give a sign in this time after the question is gone; in a call that goes on, where the kiosk itself does
not hear the shopper, `HELPED_S`."""
SPEAKING_AT_MOST_S: Final = 20.0
_DISCLOSES: Final = frozenset({Kind.REPLY, Kind.REPAIR, Kind.NOTE})
"""After these a shopper is told what speaks who broke off the sentence that tells it."""
_OF_SESSION: Final[tuple[Timer, ...]] = (
    "unseen",
    "filler",
    "answer",
    "silence",
    "close",
    "reading",
    "desk",
    "barge-in",
    "call",
    "resort",
)


def open_session(state: Conversation) -> Result:
    """Begin an engagement; nobody is greeted yet."""
    if state.session is not None:
        return state, ()
    number = state.sessions + 1
    lang = state.facts.lang
    state = replace(state, sessions=number, session=Session(number, lang, state.cases), deaf=frozenset())
    return chain(state, do(OpenSession(number, lang)), attend)


def greet(state: Conversation) -> Result:
    """Greet, with the disclosure."""
    words: dict[Name, str] = {"disclosure": label(state, "disclosure")}
    return chain(state, hush, say(Kind.GREETING, "greeting", words))


def farewell(state: Conversation) -> Result:
    """Say goodbye; to this shopper only once, unless something is asked after it."""
    if state.session is None:
        return state, ()
    return say(Kind.FAREWELL, "goodbye")(replace(state, session=replace(state.session, farewell=True)))


def attend(state: Conversation) -> Result:
    """The shopper did something: patience starts anew."""
    if state.session is None:
        return state, ()
    state = replace(state, session=replace(state.session, helps=0, unsure=False))
    return chain(state, forget("unseen"), go_on)


def go_on(state: Conversation) -> Result:
    """Something happened, if only from the desk: patience starts anew; that tells nothing of who stands there."""
    if state.session is None:
        return state, ()
    state = replace(state, session=replace(state.session, called=state.session.called and state.session.unsure))
    awaited = state.service in service.JOINED and state.session is not None and state.session.called
    return chain(state, remind("silence", state.policy.silence_s), await_sign if awaited else watch_close)


def await_sign(state: Conversation) -> Result:
    """A talk of which it was asked whether anybody is there is over if neither side does anything from now on."""
    return remind("close", HELPED_S if state.in_call else ANSWER_S)(state)


def watch_close(state: Conversation) -> Result:
    """Nobody will tell when an unseen shopper goes: time does."""
    if state.session is None or state.session.seen:
        return forget("close")(state)
    helped = state.service in service.JOINED
    if "close" in state.timers and (state.session.called if helped else state.session.alone):
        return state, ()  # what is heard of others does not keep open what nobody stands before
    return remind("close", HELPED_S if helped else state.policy.close_after_s)(state)


def can_hear(state: Conversation, lang: str = "") -> bool:
    """Whether the microphone is of use, in a language or in the one of now; a part that still starts counts."""
    lang = lang or state.lang
    told = state.ears is None or lang in state.ears.langs
    return told and not state.health.missing("hearing") and lang not in state.deaf


def listen(state: Conversation) -> Result:
    """Give the floor to the shopper; say once if words cannot be heard."""
    session = state.session
    state = replace(state, turn=turn.after(state.turn, turn.Cue.LISTEN))
    if session is None or can_hear(state) or session.told_deaf:
        return remind("silence", SPEAKING_AT_MOST_S if state.voice else state.policy.silence_s)(state)
    return chain(replace(state, session=replace(session, told_deaf=True)), say(Kind.NOTE, "cannot_hear"))


def over(state: Conversation, *, completed: bool = True) -> Result:
    """A sentence has ended: the next one, the question that waits, or the shopper's turn."""
    speech, session = state.speech, state.session
    if speech is None or session is None:
        return state, ()
    state = replace(state, speech=None, session=disclosed(session, speech) if completed else session)
    state, commands = forget("reading", "barge-in")(undisturbed(state, barge_in.Cue.ENDS))
    state, more = follow(state, speech.line.kind)
    return state, commands + more


def disclosed(session: Session, speech: Speech) -> Session:
    """The session after a sentence was said to its end: the shopper may know by it now what speaks."""
    if speech.line.kind not in {Kind.GREETING, Kind.DISCLOSURE}:
        return session
    return replace(session, greeted=True, owing=False)


def follow(state: Conversation, kind: Kind) -> Result:
    """What comes after a sentence of a kind: the next one, the question that waits, or the shopper's turn."""
    if state.queue:
        return chain(replace(state, queue=state.queue[1:]), speak(state.queue[0]))
    if state.query is not None:
        state = replace(state, turn=turn.after(state.turn, turn.Cue.THINK))
        return remind("filler", state.policy.filler_again_s)(state)
    if state.in_call:
        return replace(state, turn=turn.after(state.turn, turn.Cue.HUSH)), ()
    if kind is Kind.FAREWELL and state.session is not None and not state.session.seen:
        return close_session(state, "goodbye")
    if kind in _DISCLOSES and _owing(state):
        return say(Kind.DISCLOSURE, "disclosure")(state)
    state = replace(state, service=service.after(state.service, service.Cue.DONE))
    return chain(state, listen, watch_close) if kind is not Kind.HELP else listen(state)


def _owing(state: Conversation) -> bool:
    """Whether the shopper must still be told what speaks; not while a person is called for."""
    session = state.session
    return session is not None and session.owing and not session.nobody and state.service not in service.WAITING


def patience(state: Conversation) -> Result:
    """The shopper speaks: no help now, and silence counts again if no end of it is reported."""
    if state.session is None:
        return state, ()
    state, commands = attend(state)
    state, more = remind("silence", SPEAKING_AT_MOST_S)(replace(state, hint=None))
    return state, commands + more


def silent(state: Conversation) -> Result:
    """The voice is over, and nothing came of it: silence counts from now."""
    return remind("silence", state.policy.silence_s)(state) if state.session is not None else (state, ())


def nothing_heard(state: Conversation) -> Result:
    """A voice without words: the half-words go, and the floor stays with the shopper."""
    if state.session is None:
        return state, ()
    return silent(replace(state, hint=None, session=replace(state.session, heard="")))


def resend(state: Conversation) -> Result:
    """Hand the waiting question to the part that answers, once that is there."""
    query = state.query
    if query is None or not state.health.ready("answers"):
        return state, ()
    asked = Answer(
        query.id,
        query.text,
        state.lang,
        False,
        query.alternatives,
        query.context,
        query.readings,
        query.heard,
        query.memo,
        query.keyed,
        query.meant != "",
    )
    return state, (asked,)


def silence(state: Conversation) -> Result:
    """The shopper says nothing: help along, twice aloud, then only on the screen. Deaf ears are not offered."""
    if state.session is None or state.turn is not turn.Turn.LISTENING or state.speech is not None or state.waits:
        return state, ()
    helps = state.session.helps + 1
    state = replace(state, voice=None, session=replace(state.session, helps=helps))
    hears = can_hear(state)
    if helps <= HELPS_SPOKEN and (asked := _still_asked(state)) is not None:
        return asked(state)
    if helps <= HELPS_SPOKEN:
        help_along = "help" if hears else "cannot_hear"
        return say(Kind.HELP, "still_calling" if state.service in service.WAITING else help_along)(state)
    return show_caption(state, label(state, "help_visual" if hears else "cannot_hear")), ()


def _still_asked(state: Conversation) -> Action | None:
    """What the shopper was asked and has not answered: asked once more, without a word of what silence means."""
    if state.session is None:
        return None
    name = state.colleague.name if state.colleague else ""
    match state.consent, state.resort:
        case Consent.VOICE | Consent.VIDEO as asked, _:
            key = "consent_voice" if asked is Consent.VOICE else "consent_video"
            return say(Kind.HELP, key, {"name": name}) if state.service is Service.WHISPER else None
        case _, Resort.OFFERED:
            return say(Kind.HELP, "resort_offer")
        case _, Resort.NUMBER:
            return say(Kind.HELP, "ask_number")
        case _, Resort.MESSAGE:
            return say(Kind.HELP, "ask_message")
        case _, Resort.CHECK:
            return say(Kind.HELP, "check_number", {"number": aloud(state.session.remains.number)})
        case _, Resort.REVIEW:
            return say(Kind.HELP, "check_message", {"text": state.session.remains.message})
        case _:
            return None


def close_when_idle(state: Conversation) -> Result:
    """An unseen shopper was silent for long: close, unless something is still going on."""
    if state.session is None or state.session.seen:
        return state, ()
    if state.turn is turn.Turn.LISTENING and state.service is Service.AI and not state.waits:
        return close_session(state, "silence")
    return watch_close(state)


def close_case(state: Conversation, outcome: Outcome, cue: service.Cue, detail: str = "") -> Result:
    """Record the one outcome of an open ask."""
    closed = CloseCase(state.case, outcome, detail)
    state = replace(state, service=service.after(state.service, cue), place=0)
    return chain(state, forget("desk"), do(closed))


def leave_human(state: Conversation, outcome: Outcome, detail: str, cue: service.Cue) -> Result:
    """End an open ask, or a call, from the shopper's side."""
    if state.service in service.WAITING:
        return chain(state, do(CancelHuman(state.case)), lambda now: close_case(now, outcome, cue, detail))
    if state.service in service.JOINED:
        return chain(replace(state, service=service.after(state.service, cue)), do(CancelHuman(state.case)))
    return state, ()


def close_session(state: Conversation, reason: str) -> Result:
    """End the engagement and forget it."""
    session = state.session
    if session is None:
        return state, ()
    state, commands = chain(
        state, hush, lambda now: leave_human(now, "abandoned", reason, service.Cue.CLOSE), forget(*_OF_SESSION)
    )
    state = replace(
        state,
        session=None,
        query=None,
        pending=None,
        hint=None,
        voice=None,
        turn=turn.after(state.turn, turn.Cue.HUSH),
        service=service.after(state.service, service.Cue.CLOSE),
    )
    return access.forget(state), (*commands, CloseSession(session.id, reason))
