"""A question, from its first word to its reply."""

from __future__ import annotations

from dataclasses import replace
from typing import Final, assert_never

from kiosk.commands import Command
from kiosk.dialogue import aside, service, turn
from kiosk.dialogue.hints import context
from kiosk.dialogue.human import URGENT, ask_human, drop_question, silence_now
from kiosk.dialogue.language import switch, understood
from kiosk.dialogue.repeat import repeat
from kiosk.dialogue.say import known, label
from kiosk.dialogue.session import attend, farewell, listen, resend
from kiosk.dialogue.speech import hush, say, show_caption, speak_next
from kiosk.dialogue.state import Action, Conversation, Kind, Line, Query, Result, Spoken, chain, forget, remind
from kiosk.events import Answered, Choice, Reply

CONTEXT: Final = 3
HUMAN_CHOICE: Final = "human"


def ask(text: str) -> Action:
    """Look up a question that was typed or pressed."""
    return put(Spoken(text))


def put(spoken: Spoken) -> Action:
    """Look a question up; without the part that can, say so."""

    def act(state: Conversation) -> Result:
        session = state.session
        if session is None:
            return state, ()
        text, readings = spoken.text, spoken.readings
        if state.service in service.TALKING:
            return replace(state, session=replace(session, heard=text)), ()
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
    return replace(
        asked, heard=spoken.said is not None, memo=memo, over=spoken.over, brief=spoken.brief, aside=spoken.aside
    )


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
    if state.query.went_on:
        return aside.turn_back(state.query)(state)
    return chain(state, drop_question, offer_human(key))


def offer_human(key: str) -> Action:
    """Say what went wrong, with a button to a person beside it."""

    def act(state: Conversation) -> Result:
        if state.session is not None:
            choice = Choice(HUMAN_CHOICE, label(state, "label_human"), "")
            state = replace(state, session=replace(state.session, choices=(choice,)))
        return say(Kind.REPAIR, key)(state)

    return act


def answered(state: Conversation, event: Answered) -> Result:
    """The reply: show it at once, say it as soon as nothing else sounds."""
    if state.query is None or state.query.id != event.query or state.session is None:
        return state, ()
    query = state.query
    if aside.is_one(query, event.reply):
        return aside.turn_back(query)(state)
    doubt = aside.doubtful(state, query)
    kept = replace(state.session, memory=state.session.memory.answered(event.reply.memo))
    state = understood(replace(state, session=kept, query=None, hint=None), event.reply, query.readings)
    return chain(state, forget("filler", "answer"), _by_intent(event.reply, doubt=doubt))


def _by_intent(reply: Reply, *, doubt: bool) -> Action:
    match reply.intent:
        case "question":
            return _by_band(reply, doubt=doubt)
        case "human":
            return ask_human("asked")
        case "urgent":
            return _urgent(reply)
        case "stop":
            return silence_now
        case "repeat":
            return repeat
        case "thanks":
            return say(Kind.NOTE, "welcome")
        case "goodbye":
            return farewell
        case "language":
            return switch(reply.lang)
        case _:
            assert_never(reply.intent)


def _by_band(reply: Reply, *, doubt: bool) -> Action:
    match reply.band:
        case "answer" if reply.text.strip() or reply.caption.strip():
            return tell(reply)
        case "ask" if reply.choices or reply.text.strip():
            return did_you_mean(reply)
        case "answer" | "ask" | "none":
            return unsure if doubt else miss
        case _:
            assert_never(reply.band)


def _urgent(reply: Reply) -> Action:
    def act(state: Conversation) -> Result:
        if state.session is not None:
            state = replace(state, session=replace(state.session, cards=reply.cards, place=reply.place))
        state, commands = chain(state, hush, ask_human(URGENT, "urgent"))
        if not reply.text.strip():
            return state, commands
        state, more = speak_next(_line(reply, Kind.REPLY, state.lang))(state)
        return state, commands + more

    return act


def _line(reply: Reply, kind: Kind, lang: str) -> Line:
    text = reply.text.strip() or reply.caption.strip()
    return Line(kind, text, reply.caption.strip() or text, reply.lang or lang)


def tell(reply: Reply) -> Action:
    """Say what the store knows, with its cards and its place on the map."""

    def act(state: Conversation) -> Result:
        if state.session is None:
            return state, ()
        said = _line(reply, Kind.REPLY, state.lang)
        shown = replace(
            state.session,
            misses=0,
            reply=said,
            caption=said.caption,
            cards=reply.cards,
            choices=reply.choices,
            place=reply.place,
        )
        return chain(replace(state, session=shown), speak_next(said), _aloud(reply))

    return act


def did_you_mean(reply: Reply) -> Action:
    """Two or three choices, read aloud; or a question back that has none, such as which product is meant."""

    def act(state: Conversation) -> Result:
        if state.session is None:
            return state, ()
        shown = replace(state.session, cards=reply.cards, choices=reply.choices, place=reply.place)
        state = replace(state, session=shown)
        if reply.text.strip():
            return chain(state, speak_next(_line(reply, Kind.REPAIR, state.lang)), _aloud(reply))
        labels = ", ".join(choice.label for choice in reply.choices)
        return say(Kind.REPAIR, "did_you_mean", {"choices": labels})(state)

    return act


def _aloud(reply: Reply) -> Action:
    """To who wants all of it by ear also what only stands on the screen: the one card's price, and the choices."""

    def act(state: Conversation) -> Result:
        if not state.access.audio_first or not known(state, "choices_aloud"):
            return state, ()
        price = reply.cards[0].price if len(reply.cards) == 1 else ""
        told: Action = say(Kind.NOTE, "price_aloud", {"price": price}) if price and price not in reply.text else chain
        labels = ", ".join(choice.label for choice in reply.choices)
        return chain(state, told, say(Kind.NOTE, "choices_aloud", {"choices": labels}) if labels else chain)

    return act


def unsure(state: Conversation) -> Result:
    """The store does not know what was perhaps not said to it: no miss, and nobody is talked to who looks away."""
    if aside.faced(state):
        return offer_human("unknown")(state)
    return listen(show_caption(state, label(state, "unknown")))


def miss(state: Conversation) -> Result:
    """The store does not know: say so, and after a few times ask a person, unless nobody was there just now."""
    session = state.session
    if session is None:
        return state, ()
    misses = session.misses + 1
    state = replace(state, session=replace(session, misses=misses))
    if misses < state.policy.misses_before_human or session.nobody or state.service is not service.Service.AI:
        return offer_human("unknown")(state)
    return ask_human("not-understood", "unknown_human")(state)
