"""What the shopper does on the screen: every touch opens a session, and most are questions or choices."""

from __future__ import annotations

from dataclasses import replace
from typing import assert_never

from kiosk.dialogue import (
    access,
    call_buttons,
    human,
    last_resort,
    loudness,
    manner,
    meant,
    need,
    question,
    repeat,
    service,
    session,
)
from kiosk.dialogue.action import Action, Result, chain
from kiosk.dialogue.scene import CANCEL_CHOICE
from kiosk.dialogue.state import Conversation
from kiosk.events import (
    AccessPressed,
    ChoicePressed,
    HumanPressed,
    LanguagePressed,
    NumberTyped,
    QuestionTyped,
    RepeatPressed,
    ScreenTouched,
    StopPressed,
    TouchEvent,
    Typing,
    VolumePressed,
)

_Attended = (
    ScreenTouched
    | HumanPressed
    | LanguagePressed
    | ChoicePressed
    | QuestionTyped
    | Typing
    | NumberTyped
    | RepeatPressed
    | AccessPressed
    | VolumePressed
)


def told(state: Conversation, event: TouchEvent) -> Result:
    """Somebody is there. A press for silence alone begins nothing."""
    if isinstance(event, StopPressed):
        return human.silence_now(state)
    fresh = state.session is None
    if state.session is not None:
        state = replace(state, session=replace(state.session, alone=False))
    state, commands = chain(state, session.open_session if fresh else session.attend)
    state, more = _action(state, event, fresh=fresh)(state)
    return state, commands + more


def _action(state: Conversation, event: _Attended, *, fresh: bool) -> Action:
    hello: Action = session.greet if fresh else chain
    match event:
        case HumanPressed() | ChoicePressed(choice=manner.HUMAN_CHOICE):
            return human.ask_human("pressed")
        case QuestionTyped(text=text) if text.strip():
            return meant.typed(state, text.strip()) or question.ask(text.strip(), keyed=True)
        case NumberTyped(number=number) if not fresh:
            return need.number(number)
        case Typing() if not fresh:
            return chain
        case LanguagePressed(lang=lang) if lang in state.facts.langs:
            return question.again_in(lang)
        case ChoicePressed(choice=choice):
            return _choose(state, choice) or hello
        case AccessPressed(access=chosen):
            return lambda now: chain(now, hello, access.choose(chosen))
        case VolumePressed(change=change):
            return lambda now: hello(loudness.change(now, change))
        case RepeatPressed() if not fresh:
            return repeat.repeat_now
        case RepeatPressed() | ScreenTouched() | QuestionTyped() | LanguagePressed() | NumberTyped() | Typing():
            return hello
        case _:
            assert_never(event)


def _choose(state: Conversation, choice: str) -> Action | None:
    if choice == CANCEL_CHOICE:
        return human.cancel if state.service is not service.Service.AI else None
    if (asked := call_buttons.choose(state, choice) or last_resort.choose(state, choice)) is not None:
        return asked
    if (asked := last_resort.doubted(state, choice)) is not None:
        return asked
    offered = state.session.choices if state.session else ()
    return next((question.ask(known.query) for known in offered if known.id == choice and known.query.strip()), None)
