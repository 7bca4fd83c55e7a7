"""What the ears tell: in the shopper's turn a question; in the kiosk's turn a back-channel, a stop, or a question."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import assert_never

from kiosk.dialogue import aside, continuation, hints, interruption, overheard, question, service, session
from kiosk.dialogue.action import Result, chain
from kiosk.dialogue.human import drop_question, silence_now
from kiosk.dialogue.meant import meant
from kiosk.dialogue.overheard import words
from kiosk.dialogue.parts import tell_deaf
from kiosk.dialogue.sentence import Kind, Voice
from kiosk.dialogue.speech import hush
from kiosk.dialogue.state import Conversation, Spoken
from kiosk.dialogue.turn import Turn
from kiosk.events import (
    EarsReady,
    Heard,
    HeardNothing,
    HearingEvent,
    MicrophoneClosed,
    MicrophoneOpened,
    Partial,
    Reading,
    RoomNoise,
    VoiceLasting,
    VoiceStarted,
)


def told(state: Conversation, event: HearingEvent) -> Result:
    """What follows from an event of the ears."""
    match event:
        case MicrophoneOpened() | MicrophoneClosed():
            return replace(state, microphone=isinstance(event, MicrophoneOpened)), ()
        case RoomNoise():
            return state, ()
        case EarsReady():
            return _can(state, event)
        case VoiceStarted():
            return _begins(state, event)
        case VoiceLasting():
            return interruption.lasting(state) if _duplex(state) else (state, ())
        case Partial():
            return _goes_on(state, event)
        case Heard() if words(event):
            return _sentence(state, event)
        case Heard() | HeardNothing():
            return _nothing(state, event.utterance)
        case _:
            assert_never(event)


def _can(state: Conversation, event: EarsReady) -> Result:
    """What the ears can do from now on; one that no longer hears the end of an interruption does not wait for it."""
    state = replace(state, ears=event, deaf=frozenset())
    return chain(state, interruption.release if not event.duplex else chain, tell_deaf)


def _duplex(state: Conversation) -> bool:
    return state.session is not None and state.duplex and not state.in_call


def _busy(state: Conversation) -> bool:
    """Whether it is the kiosk's turn, or would be if no voice disturbed it."""
    return state.speech is not None or state.query is not None or state.interruption is not None


def _begins(state: Conversation, event: VoiceStarted) -> Result:
    if not _duplex(state):
        return session.patience(state)
    state = replace(state, voice=Voice(event.utterance, _busy(state), event.at))
    return chain(state, interruption.duck, interruption.hold, session.patience)


def _known(state: Conversation, utterance: int) -> Voice:
    """The voice that an event tells of: the ears may have begun anew in the middle of it."""
    if state.voice is not None and state.voice.utterance == utterance:
        return replace(state.voice, over=state.voice.over or _busy(state))
    return Voice(utterance, _busy(state))


def _goes_on(state: Conversation, event: Partial) -> Result:
    """The words so far."""
    text = event.text.strip()
    if not _duplex(state) or not text:
        return hints.hear(state, event)
    voice = _known(state, event.utterance)
    state = replace(state, voice=voice)
    if not voice.over:
        return hints.hear(state, event)
    if overheard.is_stop(state, text):
        return _stop(state)
    if overheard.may_be_backchannel(state, text):
        return state, ()
    asked = continuation.continued(state, voice)
    whole = replace(event, text=f"{asked.text} {text}") if asked else event
    return chain(state, interruption.words, lambda now: hints.hear(now, whole))


def _sentence(state: Conversation, event: Heard) -> Result:
    """A finished utterance with words."""
    if not _duplex(state):
        if not floor(state):
            return state, ()
        asked = meant(state, event, over=False)
        return asked(state) if asked else _in_turn(state, event)
    voice = _known(state, event.utterance)
    state = _over(state, event.utterance)
    if (asked := meant(state, event, over=voice.over)) is not None:
        return asked(state)
    if not voice.over:
        return _in_turn(state, event)
    for text in overheard.readings(event):
        if overheard.is_stop(state, text):
            return _stop(state)
        if overheard.only_backchannel(state, text):
            return _nothing_said(state)
        if overheard.is_hold(state, text):
            return _give_floor(state)
    state, commands = interruption.break_off(interruption.owe(state), math.inf)
    state, more = _over_voice(state, event, voice)
    return state, commands + more


def _in_turn(state: Conversation, event: Heard) -> Result:
    """A sentence in the shopper's turn. Who nods takes the one thing that is offered; where none is, asks nothing."""
    offered = state.session.choices if state.session else ()
    nods = overheard.nods(state, event)
    if nods and len(offered) == 1 and offered[0].query.strip():
        return question.ask(offered[0].query)(state)
    idle = nods or overheard.thinks(state, event.text)
    return session.nothing_heard(state) if idle and not offered else _question(state, event)


def _over(state: Conversation, utterance: int) -> Conversation:
    """Without the voice that has ended; another one may have begun before its end was known."""
    mine = state.voice is not None and state.voice.utterance == utterance
    return replace(state, voice=None) if mine else state


def _question(state: Conversation, event: Heard) -> Result:
    """A question in the shopper's turn."""
    return chain(state, question.put(_as_question(state, event)), _hold)


def _as_question(state: Conversation, event: Heard) -> Spoken:
    """What was heard; in the language that was listened in, if that has changed since."""
    said = continuation.first(state, event)
    if event.lang in {"", state.lang}:
        return Spoken(event.text.strip(), event.alternatives, event.readings, said)
    before = Reading(event.lang, event.text.strip(), event.alternatives)
    return Spoken("", (), (before, *event.readings), said)


def _over_voice(state: Conversation, event: Heard, voice: Voice) -> Result:
    """What may be a question, in the kiosk's turn; where it goes on with the one before, both together.

    The piece alone is another reading of that. Of two questions the second waits for the answer to the first, unless
    it takes it back.
    """
    back = overheard.takes_back(state, event.text)
    brief = aside.brief(words(event), event.ended_at - voice.began_at)
    kept = None if back else aside.kept(state)
    spoken = replace(_as_question(state, event), over=True, brief=brief, aside=kept)
    if (asked := continuation.continued(state, voice)) is not None:
        said, state = continuation.joined(asked, event), continuation.undo(state, asked)
        spoken = replace(spoken, text=said.text, alternatives=(words(event),), readings=said.readings, said=said)
    elif _first_waits(state) and not back:
        return chain(
            state, interruption.release, question.defer(continuation.onto(state.pending, replace(spoken, aside=None)))
        )
    return chain(state, question.put(spoken), _hold)


def _first_waits(state: Conversation) -> bool:
    """Whether a question was asked to which nothing was said yet."""
    it = state.interruption
    bridged = it is not None and (it.speech is None or it.speech.line.kind is Kind.FILLER)
    found = bridged and any(line.kind is Kind.REPLY for line in state.queue)
    return found or (state.query is not None and state.query.aside is None)


def _hold(state: Conversation) -> Result:
    return interruption.hold(state) if state.voice is not None else (state, ())


def _stop(state: Conversation) -> Result:
    """Silence, unless that was obeyed at the first word of it."""
    return silence_now(interruption.owe(state)) if _busy(state) else session.silent(state)


def _nothing(state: Conversation, utterance: int) -> Result:
    """An utterance without words."""
    if not _duplex(state):
        return session.nothing_heard(state) if floor(state) else (state, ())
    voice = _known(state, utterance)
    state = _over(state, utterance)
    if state.voice is not None:
        return state, ()
    return _nothing_said(state) if voice.over else session.nothing_heard(state)


def _nothing_said(state: Conversation) -> Result:
    """A back-channel, or no word: the kiosk goes on with what it was about."""
    return interruption.release(state) if state.interruption is not None else session.silent(state)


def _give_floor(state: Conversation) -> Result:
    """The shopper wants the word, and has not said yet what for."""
    state, commands = chain(interruption.owe(state), hush, drop_question, session.attend)
    state = replace(state, service=service.after(state.service, service.Cue.DONE))
    state, more = session.listen(state)
    return state, commands + more


def floor(state: Conversation) -> bool:
    """Half duplex: whether what is heard now was said to the kiosk, in the shopper's turn or over its offer of help."""
    helping = state.speech is not None and state.speech.line.kind is Kind.HELP
    return state.session is not None and (state.turn is Turn.LISTENING or helping)
