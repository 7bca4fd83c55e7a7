"""A question, from its first word to its reply."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from kiosk.commands import Command
from kiosk.dialogue import aside, last_resort, need, service, turn
from kiosk.dialogue.action import Action, Result, chain, forget, remind
from kiosk.dialogue.hints import context
from kiosk.dialogue.human import drop_question
from kiosk.dialogue.language import switch, understood
from kiosk.dialogue.replies import offer_human, said
from kiosk.dialogue.sentence import Kind
from kiosk.dialogue.session import attend, resend
from kiosk.dialogue.speech import hush, say
from kiosk.dialogue.state import Conversation, Query, Session, Spoken
from kiosk.events import Answered
from kiosk.memo import in_need

CONTEXT: Final = 3


def ask(text: str, *, keyed: bool = False) -> Action:
    """Look up a question that was typed (`keyed`) or pressed."""
    return put(Spoken(text, keyed=keyed))


def put(spoken: Spoken) -> Action:
    """Look a question up; without the part that can, say so."""

    def act(state: Conversation) -> Result:
        session = state.session
        if session is None:
            return state, ()
        text, readings = spoken.text, spoken.readings
        if state.service in service.TALKING:
            return replace(state, session=replace(session, heard=text)), ()
        state = last_resort.end(state)
        before = context(state)
        shown = text or next((reading.text for reading in readings if reading.text), "")
        questions = (*before, shown)[-CONTEXT:]
        asked = replace(
            session,
            questions=questions,
            memory=session.memory.asked(),
            asked=spoken.said,
            farewell=False,
            heard=shown,
            caption="",
            cards=(),
            choices=(),
            place="",
        )
        state, commands = chain(replace(state, session=asked), drop_question, hush, attend)
        if state.health.missing("answers"):
            state, more = offer_human("no_answers")(state)
        else:
            state, more = _send(replace(state, query=_query(state, spoken, before)))
        return state, commands + more

    return act


def _query(state: Conversation, spoken: Spoken, before: tuple[str, ...]) -> Query:
    memo = state.session.memory.memo if state.session else ()
    asked = Query(state.queries + 1, spoken.text, spoken.alternatives, before, False, spoken.readings)
    asked = replace(asked, heard=spoken.said is not None, memo=memo, keyed=spoken.keyed)
    return replace(asked, over=spoken.over, brief=spoken.brief, aside=spoken.aside)


def defer(spoken: Spoken) -> Action:
    """A question that is put once the one before it is answered."""

    def act(state: Conversation) -> Result:
        if state.session is None:
            return state, ()
        return replace(state, pending=spoken, session=replace(state.session, heard=spoken.text)), ()

    return act


def deferred(state: Conversation, commands: tuple[Command, ...]) -> Result:
    """The question that waits for its turn, once nothing is said and nothing looked up any more."""
    busy = state.query is not None or state.speech is not None or state.queue or state.waits
    if state.pending is None or busy or state.turn is not turn.Turn.LISTENING:
        return state, commands
    state, more = put(state.pending)(replace(state, pending=None))
    return state, commands + more


def again_in(lang: str) -> Action:
    """The button of a language: what is answered on the screen is answered anew in it; else it is only switched."""

    def act(state: Conversation) -> Result:
        session = state.session
        shown = session is not None and session.reply is not None and session.caption == session.reply.caption
        again = shown and state.lang != lang and state.service is service.Service.AI
        if session is None or not (again and session.questions):
            return switch(lang)(state)
        *before, last = session.questions
        session = replace(session, lang=lang, reply=None, told_deaf=False, settled=True, questions=tuple(before))
        session = replace(session, memory=session.memory.undone())
        return ask(last)(replace(state, session=session))

    return act


def _send(state: Conversation) -> Result:
    state = replace(state, queries=state.queries + 1, turn=turn.after(state.turn, turn.Cue.THINK))
    policy = state.policy
    return chain(state, resend, remind("filler", policy.filler_after_s), remind("answer", policy.answer_within_s))


def filler(state: Conversation) -> Result:
    """No reply yet: a word to bridge the wait, unless the shopper speaks meanwhile."""
    if state.query is None or state.speech is not None:
        return state, ()
    if state.waits:
        return remind("filler", state.policy.filler_after_s)(state)
    if state.query.aside is not None:
        return aside.meanwhile(state.query)(state)
    key = "filler_again" if state.query.bridged else "filler"
    return say(Kind.FILLER, key)(replace(state, query=replace(state.query, bridged=True)))


def too_late(state: Conversation, key: str = "too_slow") -> Result:
    """No reply in time: an honest apology and the way to a person."""
    if state.query is None:
        return state, ()
    if state.query.meant:
        return need.taken(state.query)(state)
    if state.query.went_on:
        return aside.turn_back(state.query)(state)
    return chain(state, drop_question, offer_human(key))


def _noted(session: Session, query: Query) -> Session:
    """What may be a call for help is told to a colleague; a message that turns out to be none is kept."""
    if not query.meant:
        return session
    message = query.text if query.meant == last_resort.GIVEN else session.remains.message
    kept = replace(session, remains=replace(session.remains, message=message))
    return replace(kept, questions=(*session.questions, query.text)[-CONTEXT:])


def answered(state: Conversation, event: Answered) -> Result:
    """The reply: show it at once, say it as soon as nothing else sounds."""
    if state.query is None or state.query.id != event.query or state.session is None:
        return state, ()
    query = state.query
    if query.meant and not in_need(event.reply):
        return need.taken(query)(state)
    if aside.is_one(query, event.reply):
        return aside.turn_back(query)(state)
    doubt = aside.doubtful(state, query)
    session = _noted(state.session, query)
    kept = replace(session, memory=session.memory.answered(event.reply.memo))
    state = understood(replace(state, session=kept, query=None, hint=None), event.reply, query.readings)
    return chain(state, forget("filler", "answer"), said(event.reply, doubt=doubt))
