"""What an utterance in the kiosk's turn is: a back-channel, a stop, a wish for the word, or more than that."""

from __future__ import annotations

from collections.abc import Iterable

from kiosk.dialogue.state import Conversation
from kiosk.events import Heard
from kiosk.utterance import begins, begins_on, made_of, normal


def words(event: Heard) -> str:
    """What was heard; if nothing was read in the session's language, what was in the other one."""
    readings = (event.text, *(reading.text for reading in event.readings))
    return next((text.strip() for text in readings if text.strip()), "")


def readings(event: Heard) -> tuple[str, ...]:
    """What was heard, and its other readings: a recogniser may know a word for the turn in one of them alone.

    One that is less than a third as long leaves out what was said.
    """
    text = words(event)
    return (text, *(other for other in event.alternatives if 3 * len(normal(other)) >= len(normal(text))))


def only_backchannel(state: Conversation, text: str) -> bool:
    """Whether it only shows that somebody listens."""
    return made_of(text, _words(state, state.lang, "backchannel"))


def nods(state: Conversation, event: Heard) -> bool:
    """Whether a sentence only shows that somebody listens, in every language in which it was read."""
    said = {state.lang: event.text, **{reading.lang: reading.text for reading in event.readings}}
    spoken = [(lang, text) for lang, text in said.items() if text.strip()]
    return bool(spoken) and all(made_of(text, _words(state, lang, "backchannel")) for lang, text in spoken)


def may_be_backchannel(state: Conversation, text: str) -> bool:
    """Whether words so far are a back-channel, or the beginning of one."""
    return begins(text, _words(state, state.lang, "backchannel"))


def is_stop(state: Conversation, text: str) -> bool:
    """Whether words over the kiosk's voice silence it, in any of its languages, or were read for such."""
    alike = made_of(text, _words(state, state.lang, "stop_alike"))
    return alike or any(_made_of(state, text, lang, "stop") for lang in state.facts.langs)


def is_hold(state: Conversation, text: str) -> bool:
    """Whether it asks for the word and for nothing else."""
    return _made_of(state, text, state.lang, "hold")


def of_turns(state: Conversation, text: str) -> bool:
    """Whether it is about whose turn it is, and says nothing else."""
    return only_backchannel(state, text) or is_stop(state, text) or is_hold(state, text)


def takes_back(state: Conversation, text: str) -> bool:
    """Whether it begins as who corrects themselves does: "no, …", "wait, …"."""
    return begins_on(text, _words(state, state.lang, "hold"))


def thinks(state: Conversation, text: str) -> bool:
    """Whether who has the word only keeps it; "no, thank you" says more than that."""
    return made_of(text, _words(state, state.lang, "hold"))


def _made_of(state: Conversation, text: str, lang: str, key: str) -> bool:
    return made_of(text, _words(state, lang, key), _words(state, lang, "beside"))


def _words(state: Conversation, lang: str, key: str) -> Iterable[str]:
    return state.facts.phrases.get(lang, {}).get(key, ())
