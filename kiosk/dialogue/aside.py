"""What is said over the kiosk's voice and was not for it: shoppers who talk to each other, a television, a nod.

The sentence that it broke off is kept until the store's answer tells. What the store knows was a question. Of anything
else nothing is said: after a few words the kiosk stays silent, for they may be a "stop" that was misread; after more
it goes on at the word where it stopped.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from kiosk.dialogue import interruption, service
from kiosk.dialogue.action import Action, Result, chain, forget, remind
from kiosk.dialogue.barge_in import BargeIn
from kiosk.dialogue.interruption import BY_SENTENCES, SPOKEN_S
from kiosk.dialogue.presence import Presence
from kiosk.dialogue.sentence import Interruption
from kiosk.dialogue.session import listen
from kiosk.dialogue.state import Aside, Conversation, Query
from kiosk.events import Reply
from kiosk.utterance import normal

FEW_WORDS: Final = 2
BRIEF_S: Final = 0.7
"""A "stop" of 0.4 s over other voices was read as up to six words ("You know what I'm saying?")."""
SURE: Final = 0.5
"""A question back is worth an interruption from this score on."""
NOTHING: Final = Interruption(BargeIn.BROKEN, None)


def kept(state: Conversation) -> Aside | None:
    """The kiosk's turn that a voice disturbs; that of before, where nothing came of it yet."""
    it, session = state.interruption, state.session
    if session is None or (state.query is not None and state.query.aside is not None):
        return state.query.aside if state.query is not None else None
    broken = it is not None and it.stage is BargeIn.BROKEN and it.speech is not None
    return Aside(it or NOTHING, state.queue, session) if broken or state.queue else None


def brief(text: str, seconds: float) -> bool:
    """Whether what was heard may be a single word, such as "stop", however it was read."""
    return len(normal(text).split()) <= FEW_WORDS or 0.0 < seconds <= BRIEF_S


def is_one(query: Query, reply: Reply) -> bool:
    """Whether nothing is to be said to what was heard over the kiosk's voice."""
    known = reply.intent != "question" or reply.band == "answer" or (reply.band == "ask" and reply.score >= SURE)
    return not known and (query.aside is not None or query.went_on)


def turn_back(query: Query) -> Action:
    """As if it had not been asked: go on, or after a few words stay silent."""
    return lambda state: chain(replace(state, query=None, hint=None), forget("filler", "answer"), _back(query))


def meanwhile(query: Query) -> Action:
    """What is looked up for long is not waited for: go on, and say later what is found."""
    if query.aside is None or _ends(query, query.aside):
        return turn_back(query)
    later = replace(query, aside=None, bridged=True, went_on=True)
    return lambda state: _back(query)(replace(state, query=later))


def _back(query: Query) -> Action:
    aside = query.aside
    if aside is None:
        return _silent
    on: Action = _silent if _ends(query, aside) else lambda state: _again(state, aside)
    return lambda state: on(_as_before(state, aside))


def _ends(query: Query, aside: Aside) -> bool:
    """Whether the sentence is given up: it may be a stop, or somebody talks all the time."""
    speech = aside.interruption.speech
    return query.brief or (speech is not None and speech.breaks >= BY_SENTENCES)


def _silent(state: Conversation) -> Result:
    """The word is the shopper's, unless something sounds or waits."""
    if state.speech is not None or state.queue:
        return state, ()
    return listen(replace(state, service=service.after(state.service, service.Cue.DONE)))


def _again(state: Conversation, aside: Aside) -> Result:
    """On with what was broken off, as soon as no other voice holds it up."""
    if state.pending is not None:
        return listen(replace(state, pending=replace(state.pending, aside=aside)))
    held = state.waits
    state = replace(state, queue=aside.queue, interruption=replace(aside.interruption, stage=BargeIn.BROKEN))
    return remind("barge-in", SPOKEN_S)(state) if held else interruption.release(state)


def _as_before(state: Conversation, aside: Aside) -> Conversation:
    """The screen and what is remembered as they were."""
    session, before, it = state.session, aside.session, aside.interruption
    if session is None:
        return state
    shown = replace(session, caption=before.caption, choices=before.choices, place=before.place, reply=before.reply)
    broken = it.speech is not None
    shown = replace(shown, heard=it.heard if broken else before.heard, cards=before.cards if aside.queue else it.cards)
    remembered = replace(shown, misses=before.misses, questions=before.questions, memory=before.memory, asked=None)
    return replace(state, session=remembered)


def doubtful(state: Conversation, query: Query) -> bool:
    """Whether a question may not have been for the kiosk: it came over its voice, or from nobody who faces it."""
    return query.heard and (query.over or not faced(state))


def faced(state: Conversation) -> bool:
    """Whether a shopper faces the kiosk, as far as is known."""
    session = state.session
    return session is not None and not session.alone and (not session.seen or state.presence is Presence.ENGAGED)
