"""What is done with a reply: say it, ask back, say that the store does not know, or call a person."""

from __future__ import annotations

from dataclasses import replace
from typing import Final, Literal, assert_never

from kiosk.dialogue import aside, loudness, manner
from kiosk.dialogue.action import Action, Result, chain
from kiosk.dialogue.human import ask_human, silence_now
from kiosk.dialogue.joined import named
from kiosk.dialogue.language import switch
from kiosk.dialogue.manner import HUMAN_CHOICE, alone
from kiosk.dialogue.repeat import repeat
from kiosk.dialogue.say import known, label
from kiosk.dialogue.sentence import Kind, Line
from kiosk.dialogue.service import TALKING, URGENT, Service
from kiosk.dialogue.session import farewell, listen
from kiosk.dialogue.speech import hush, say, show_caption, speak_next
from kiosk.dialogue.state import Conversation
from kiosk.events import Choice, Reply

REPAIRS: Final = 2
"""After so many questions back, one behind the other, a person is called."""


def said(reply: Reply, *, doubt: bool) -> Action:
    """What follows from a reply; with `doubt` the question may not have been for the kiosk."""
    match reply.intent:
        case "question":
            return _question(reply, doubt=doubt)
        case "human":
            return ask_human("asked", triage=reply.triage)
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
        case "louder" | "softer":
            return _volume(reply.intent)
        case _:
            assert_never(reply.intent)


def _volume(how: Literal["louder", "softer"]) -> Action:
    """A step louder or softer, and the question whether that will do; what cannot be louder is said so."""

    def act(state: Conversation) -> Result:
        changed = loudness.change(state, how)
        most = how == "louder" and changed == state
        key = "volume_most" if most else "volume_up" if how == "louder" else "volume_down"
        return say(Kind.NOTE, key)(changed)

    return act


def _question(reply: Reply, *, doubt: bool) -> Action:
    """The answer, or the kiosk's own sentence about the topic, and as much of a person as the store's table wants."""
    topic, happens = reply.triage.topic, reply.triage.happens
    own = reply.band == "none" and bool(topic)

    def act(state: Conversation) -> Result:
        answer: Action = _by_band(reply, doubt=doubt)
        if own and known(state, manner.key(topic)):
            answer = manner.own_sentence(reply)
        again = state.session is not None and topic != "" and state.session.offered_for == topic
        if happens == "answer" or (own and doubt and not aside.faced(state)):
            return answer(state)
        if happens == "offer" and not again:
            return chain(state, answer, manner.offer_person(reply))
        first = chain if reply.band == "none" and not known(state, manner.key(topic)) else answer
        return ask_human(topic, triage=reply.triage, first=first)(state)

    return act


def _by_band(reply: Reply, *, doubt: bool) -> Action:
    match reply.band:
        case "answer" if reply.text.strip() or reply.caption.strip():
            return tell(reply)
        case "ask" | "none" if reply.choices or reply.text.strip():
            return did_you_mean(reply)
        case "answer" | "ask" | "none":
            return unsure if doubt else miss
        case _:
            assert_never(reply.band)


def _urgent(reply: Reply) -> Action:
    """Help is called before anything else; of some emergencies the kiosk has its own words first."""

    def act(state: Conversation) -> Result:
        if state.session is not None:
            state = replace(state, session=replace(state.session, cards=reply.cards, place=reply.place))
        own = bool(reply.triage.topic) and known(state, manner.key(reply.triage.topic))
        first: Action = manner.own_sentence(reply) if own else chain
        call = ask_human(URGENT, "calling" if own else "urgent", triage=reply.triage, first=first)
        state, commands = chain(state, hush, call)
        if not reply.text.strip() or state.service in TALKING:
            return state, commands
        state, more = speak_next(_line(reply, Kind.REPLY, state.lang))(state)
        return state, commands + more

    return act


def _line(reply: Reply, kind: Kind, lang: str) -> Line:
    text = reply.text.strip() or reply.caption.strip()
    return Line(kind, text, reply.caption.strip() or text, reply.lang or lang)


def tell(reply: Reply) -> Action:
    """Say what the store knows, with its cards and its place on the map; how the shopper feels is met first."""

    def act(state: Conversation) -> Result:
        if state.session is None:
            return state, ()
        plain = _line(reply, Kind.REPLY, state.lang)
        state, line = manner.led(state, reply.triage.feeling, plain)
        if state.session is None:
            return state, ()
        shown = replace(
            state.session,
            misses=0,
            repairs=0,
            reply=plain,
            caption=line.caption,
            cards=reply.cards,
            choices=reply.choices,
            place=reply.place,
        )
        return chain(replace(state, session=shown), speak_next(line), _aloud(reply))

    return act


def did_you_mean(reply: Reply) -> Action:
    """Two or three choices, read aloud; or a question back that has none, such as which product is meant.

    Who was asked so twice without an answer between gets a person.
    """

    def act(state: Conversation) -> Result:
        session = state.session
        if session is None:
            return state, ()
        repairs = session.repairs + 1 if reply.choices and not reply.triage.topic else 0
        if repairs > REPAIRS and not alone(state) and state.service is Service.AI:
            return ask_human("not-understood", "unknown_human")(state)
        shown = replace(session, repairs=repairs, cards=reply.cards, choices=reply.choices, place=reply.place)
        state = replace(state, session=shown)
        if reply.text.strip():
            state, line = manner.led(state, reply.triage.feeling, _line(reply, Kind.REPAIR, state.lang))
            return chain(state, speak_next(line), _aloud(reply))
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


def offer_human(key: str) -> Action:
    """Say what went wrong, with a button to a person beside it; "yes" to that calls one, where one can come."""

    def act(state: Conversation) -> Result:
        spoken = "unknown_alone" if key == "unknown" and alone(state) and known(state, "unknown_alone") else key
        if state.session is not None:
            choice = Choice(HUMAN_CHOICE, label(state, "label_human"), "")
            state = replace(state, session=replace(state.session, choices=(choice,)))
        return chain(state, chain if alone(state) else manner.remember_offer(), say(Kind.REPAIR, spoken))

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
    if state.service is Service.WHISPER and known(state, "whisper_waits"):
        return say(Kind.NOTE, "whisper_waits", named(state))(state)
    misses, repairs = session.misses + 1, session.repairs + 1
    state = replace(state, session=replace(session, misses=misses, repairs=repairs))
    enough = misses >= state.policy.misses_before_human or repairs > REPAIRS
    if not enough or session.nobody or state.service is not Service.AI:
        return offer_human("unknown")(state)
    return ask_human("not-understood", "unknown_human")(state)
