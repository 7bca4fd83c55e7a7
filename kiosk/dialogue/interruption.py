"""Interruption: lower the voice at the shopper's first sound, stop at their first word, go on if it was for nothing."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from kiosk.commands import Duck
from kiosk.dialogue import barge_in, turn
from kiosk.dialogue.action import Action, Result, chain, do, forget, remind
from kiosk.dialogue.barge_in import BargeIn
from kiosk.dialogue.sentence import Interruption, Kind, Speech
from kiosk.dialogue.session import disclosed, follow
from kiosk.dialogue.speech import go_on, stop, undisturbed
from kiosk.dialogue.state import Conversation
from kiosk.events import SpeechEnded

DUCKED_S: Final = 3.0
"""Longest time that the voice stays low for a sound of which nothing comes."""
HELD_S: Final = 1.5
"""Longest time that an answer waits for a sound of which nothing comes."""
SPOKEN_S: Final = 8.0
"""Longest time without a new word after which a sentence that was broken off goes on."""
BY_WORDS: Final = 2
"""After so many false interruptions of a sentence only words stop it, no voice that lasts."""
BY_SENTENCES: Final = 4
"""After so many only a whole sentence does."""


def duck(state: Conversation) -> Result:
    """A voice begins while the kiosk speaks: lower the own one, if it can be heard."""
    speech = state.speech
    if speech is None or not speech.sent or state.stage is not BargeIn.NONE:
        return state, ()
    state = _at(state, barge_in.Cue.VOICE, speech)
    return chain(state, do(Duck(speech.utterance, True)) if speech.sounds else chain, remind("barge-in", DUCKED_S))


def hold(state: Conversation) -> Result:
    """A voice begins while the kiosk looks something up: what it has to say waits."""
    if state.query is None or state.speech is not None or state.stage is not BargeIn.NONE:
        return state, ()
    return remind("barge-in", HELD_S)(_at(state, barge_in.Cue.PAUSE, None))


def lasting(state: Conversation) -> Result:
    """A voice goes on for longer than a back-channel."""
    if state.stage is BargeIn.HELD:
        return remind("barge-in", SPOKEN_S)(state)
    return break_off(state, BY_WORDS)


def words(state: Conversation) -> Result:
    """Words that are no back-channel: stop, or wait on."""
    if state.speech is not None:
        return break_off(state, BY_SENTENCES)
    state, _ = hold(state)
    if not state.waits:
        return state, ()
    state = replace(state, turn=turn.after(state.turn, turn.Cue.LISTEN))
    return remind("barge-in", SPOKEN_S)(state)


def break_off(state: Conversation, at_most: float) -> Result:
    """Stop the sentence, unless it was already broken off `at_most` times for nothing."""
    speech = state.speech
    if speech is None or speech.breaks >= at_most:
        return state, ()
    state = owe(_at(state, barge_in.Cue.WORDS, speech))
    state = replace(state, speech=None, turn=turn.after(state.turn, turn.Cue.LISTEN))
    return chain(state, forget("reading"), stop(speech), remind("barge-in", SPOKEN_S))


def owe(state: Conversation) -> Conversation:
    """Whoever breaks off the greeting must still be told what speaks."""
    if state.session is None or state.speech is None or state.speech.line.kind is not Kind.GREETING:
        return state
    return replace(state, session=replace(state.session, owing=True))


def _at(state: Conversation, cue: barge_in.Cue, speech: Speech | None) -> Conversation:
    session = state.session
    shown = (session.heard, session.cards) if session else ("", ())
    stage = barge_in.after(state.stage, cue)
    return replace(state, interruption=Interruption(stage, speech, speech.word if speech else 0, False, *shown))


def stopped(state: Conversation, event: SpeechEnded) -> Result:
    """The voice tells where it stopped; or that it had come to the end of the sentence after all."""
    query = state.query
    if query is not None and query.aside is not None and (stopped_at := _stopped(query.aside.interruption, event)):
        state = replace(state, query=replace(query, aside=replace(query.aside, interruption=stopped_at)))
    elif state.interruption is not None and (stopped_at := _stopped(state.interruption, event)):
        state = replace(state, interruption=stopped_at)
    else:
        return state, ()
    if event.completed and state.session is not None and stopped_at.speech is not None:
        state = replace(state, session=disclosed(state.session, stopped_at.speech))
    return state, ()


def _stopped(it: Interruption, event: SpeechEnded) -> Interruption | None:
    """With the word at which its sentence stopped; None if that is of another one."""
    if it.stage is not BargeIn.BROKEN or it.speech is None or it.speech.utterance != event.utterance:
        return None
    return replace(it, over=event.completed, word=max(it.word, event.word))


def release(state: Conversation) -> Result:
    """Nothing was said after all, or nothing more is known of it: up again, or on at the word where it stopped."""
    it = state.interruption
    if it is None:
        return state, ()
    state, commands = forget("barge-in")(undisturbed(state, barge_in.Cue.FALSE))
    if it.stage is BargeIn.DUCKED:
        up = state.speech is not None and state.speech.sounds and state.speech.sent
        return state, (*commands, *((Duck(state.speech.utterance, False),) if state.speech and up else ()))
    if state.session is not None:
        state = replace(state, hint=None, session=replace(state.session, heard=it.heard, cards=it.cards))
    state, more = _go_on(it)(state)
    return state, commands + more


def _go_on(it: Interruption) -> Action:
    """The rest of the sentence; of one that only bridged a wait, or was over, what comes after it."""
    speech = it.speech
    if speech is None or it.over or speech.line.kind is Kind.FILLER:
        return lambda state: follow(state, speech.line.kind if speech else Kind.FILLER)
    return go_on(speech, it.word)
