"""When a sentence of the kiosk's sounds and is over, and what is done where it is not heard."""

from __future__ import annotations

from dataclasses import replace

from kiosk.commands import Duck, StopSpeaking
from kiosk.dialogue import interruption, session
from kiosk.dialogue.action import Result, chain, do, forget, remind
from kiosk.dialogue.barge_in import BargeIn
from kiosk.dialogue.sentence import Speech
from kiosk.dialogue.speech import limit_s, read, stop
from kiosk.dialogue.state import Conversation
from kiosk.events import SpeechEnded, SpeechStarted, VoiceEvent


def told(state: Conversation, event: VoiceEvent) -> Result:
    """What follows from an event of the voice."""
    return _started(state, event) if isinstance(event, SpeechStarted) else _ended(state, event)


def _started(state: Conversation, event: SpeechStarted) -> Result:
    """A sentence sounds: one that was given up as unheard is heard after all, one that is over must not be."""
    speech = state.speech
    if speech is None or speech.utterance != event.utterance:
        return state, (StopSpeaking(event.utterance),)
    state = replace(state, speech=replace(speech, voiced=True, sounds=True))
    ducked = (Duck(speech.utterance, True),) if state.stage is BargeIn.DUCKED and not speech.sounds else ()
    if speech.voiced:
        return state, ducked
    return chain(state, do(*ducked), remind("reading", limit_s(state, speech.line.caption)))


def _ended(state: Conversation, event: SpeechEnded) -> Result:
    speech = state.speech
    if speech is None or speech.utterance != event.utterance or not speech.voiced:
        return interruption.stopped(state, event)
    return session.over(state) if event.completed else unheard(state, speech)


def unheard(state: Conversation, speech: Speech) -> Result:
    """A sentence no longer sounds, and nobody stopped it: the rest of it is read, and no voice needs to come up."""
    state = replace(state, speech=replace(speech, sent=False))
    ducked = state.stage is BargeIn.DUCKED
    return chain(replace(state, interruption=None), forget("barge-in"), read) if ducked else read(state)


def read_out(state: Conversation) -> Result:
    """The time of a sentence is over, read or unheard of: silence what may still sound."""
    if state.speech is None:
        return state, ()
    return chain(state, stop(state.speech), session.over)
