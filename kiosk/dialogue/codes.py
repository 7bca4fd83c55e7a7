"""A code held before the camera: a card of the store, or a question that was begun on a phone."""

from __future__ import annotations

from kiosk.codes import REST, form_of
from kiosk.dialogue import interruption, service
from kiosk.dialogue.action import Result, chain
from kiosk.dialogue.question import ask
from kiosk.dialogue.sentence import Kind
from kiosk.dialogue.session import attend
from kiosk.dialogue.speech import say
from kiosk.dialogue.state import Conversation
from kiosk.events import CodeShown


def shown(state: Conversation, event: CodeShown) -> Result:
    """Ask what the store's code asks; of any other say that it is none. Nobody shows one without a session."""
    if state.session is None or state.service in service.TALKING:
        return state, ()
    question = asks(state, event.text)
    if question:
        return ask(question)(interruption.owe(state))
    return chain(state, attend, say(Kind.NOTE, "code_unknown"))


def asks(state: Conversation, text: str) -> str:
    """The question of a code in the session's language, or in the kiosk's; empty for a code of no form of the store."""
    forms = state.facts.codes
    begins = form_of(text, forms)
    questions = forms.get(begins, {})
    question = questions.get(state.lang) or questions.get(state.facts.lang) or next(iter(questions.values()), "")
    return question.replace(REST, text[len(begins) :]).strip()
