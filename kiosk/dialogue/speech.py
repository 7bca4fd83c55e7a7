"""Speaking: one sentence at a time, heard where there is a voice, read where there is none."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from kiosk.commands import Say, StopSpeaking
from kiosk.dialogue import barge_in, turn
from kiosk.dialogue import say as sentences
from kiosk.dialogue.action import Action, Result, chain, forget, remind
from kiosk.dialogue.say import Name
from kiosk.dialogue.sentence import Kind, Line, Speech
from kiosk.dialogue.state import Conversation

READ_AT_LEAST_S: Final = 1.2
LOST_AFTER_S: Final = 4.0
QUEUE_AT_MOST: Final = 3

_CUES: Final[Mapping[Kind, turn.Cue]] = {
    Kind.GREETING: turn.Cue.GREET,
    Kind.REPLY: turn.Cue.SPEAK,
    Kind.REPAIR: turn.Cue.REPAIR,
    Kind.FILLER: turn.Cue.THINK,
    Kind.HELP: turn.Cue.SPEAK,
    Kind.NOTE: turn.Cue.SPEAK,
    Kind.DISCLOSURE: turn.Cue.SPEAK,
    Kind.WHISPER: turn.Cue.SPEAK,
    Kind.FAREWELL: turn.Cue.SPEAK,
}


def reading_s(state: Conversation, caption: str) -> float:
    """How long a caption takes to read."""
    return max(READ_AT_LEAST_S, len(caption) / max(state.policy.reading_chars_per_s, 1.0))


def limit_s(state: Conversation, caption: str) -> float:
    """After how long a sentence whose end is not reported is given up."""
    return LOST_AFTER_S + 2 * reading_s(state, caption)


def show_caption(state: Conversation, caption: str) -> Conversation:
    """Put a caption on the screen."""
    return replace(state, session=replace(state.session, caption=caption)) if state.session else state


def speak(line: Line) -> Action:
    """Say a line now. Nothing else may be sounding."""

    def act(state: Conversation) -> Result:
        state, words = sentences.fresh(state, line)
        return _utter(state, words)

    return act


def go_on(speech: Speech, word: int) -> Action:
    """Say the rest of a sentence that was broken off for nothing, from its word `word` on."""
    return lambda state: _utter(state, speech.line, word, speech.breaks + 1)


def _utter(state: Conversation, words: Line, word: int = 0, breaks: int = 0) -> Result:
    voiced = state.health.ready("voice")
    state = state if breaks else _forget_aside(state)
    number = state.utterances + 1
    state = replace(
        show_caption(state, words.caption),
        utterances=number,
        speech=Speech(number, words, voiced, voiced, word=word, breaks=breaks),
        last_text=words.text,
        turn=turn.after(state.turn, _CUES[words.kind]),
    )
    if not voiced:
        return read(state)
    said = Say(number, words.text, words.caption, words.lang, state.speaker, word)
    state, timer = remind("reading", limit_s(state, words.caption))(state)
    return state, (said, *timer)


def read(state: Conversation) -> Result:
    """From now on the sentence is read, not heard: the time that takes stands in for its end."""
    speech = state.speech
    if speech is None:
        return state, ()
    state = replace(state, speech=replace(speech, voiced=False))
    return remind("reading", reading_s(state, speech.line.caption))(state)


def speak_next(line: Line) -> Action:
    """Say a line as soon as nothing sounds, and no voice holds it up."""

    def act(state: Conversation) -> Result:
        if state.speech is None and not state.waits:
            return speak(line)(state)
        return replace(state, queue=_short((*state.queue, line))), ()

    return act


def _short(queue: tuple[Line, ...]) -> tuple[Line, ...]:
    """Not too many sentences: the oldest are dropped, and a colleague's words last."""
    while len(queue) > QUEUE_AT_MOST:
        drop = next((at for at, line in enumerate(queue) if line.kind is not Kind.WHISPER), 0)
        queue = (*queue[:drop], *queue[drop + 1 :])
    return queue


def say(kind: Kind, key: str, values: Mapping[Name, str] | None = None) -> Action:
    """Say the next variant of a sentence as soon as nothing sounds."""

    def act(state: Conversation) -> Result:
        state, line = sentences.line(state, kind, key, values)
        return speak_next(line)(state)

    return act


def hush(state: Conversation) -> Result:
    """Fall silent: what sounds is stopped; what was to follow, or was broken off, is dropped."""
    speech = state.speech
    state = undisturbed(_forget_aside(replace(state, speech=None, queue=())), barge_in.Cue.TAKEN)
    if speech is None:
        return forget("barge-in")(state)
    return chain(state, forget("reading", "barge-in"), stop(speech))


def hush_all_but(kind: Kind) -> Action:
    """Fall silent, but for sentences of a kind: the one that sounds goes on, and those that wait are said."""

    def act(state: Conversation) -> Result:
        kept = tuple(line for line in state.queue if line.kind is kind)
        if sounds(state, kind):
            return replace(state, queue=kept), ()
        state, commands = hush(state)
        state, more = speak(kept[0])(replace(state, queue=kept[1:])) if kept else (state, ())
        return state, commands + more

    return act


def sounds(state: Conversation, kind: Kind) -> bool:
    """Whether a sentence of a kind is being said, or was broken off and goes on in a moment."""
    speech = state.speech or (state.interruption.speech if state.interruption else None)
    return speech is not None and speech.line.kind is kind


def _forget_aside(state: Conversation) -> Conversation:
    """Something else happens: a sentence that waits for what a voice was does not go on after it."""
    return replace(state, query=replace(state.query, aside=None)) if state.query is not None else state


def stop(speech: Speech) -> Action:
    """Silence the voice, if it has the sentence."""
    return lambda state: (state, (StopSpeaking(speech.utterance),) if speech.sent else ())


def undisturbed(state: Conversation, cue: barge_in.Cue) -> Conversation:
    """After a cue that may end what a voice has disturbed."""
    stage = barge_in.after(state.stage, cue)
    if stage is barge_in.BargeIn.NONE:
        return replace(state, interruption=None)
    return replace(state, interruption=replace(state.interruption, stage=stage)) if state.interruption else state
