"""`step(state, event)`: the whole dialogue. Pure, total and synchronous; start from `begin()`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Final, assert_never

from kiosk.dialogue import (
    access,
    codes,
    configuration,
    ears,
    health,
    hints,
    human,
    interruption,
    loudness,
    manner,
    parts,
    people,
    question,
    repeat,
    service,
    session,
)
from kiosk.dialogue.action import Action, Result, chain, forget
from kiosk.dialogue.scene import CANCEL_CHOICE, settle
from kiosk.dialogue.speech import stop
from kiosk.dialogue.state import NOTHING, Conversation, Timer
from kiosk.events import (
    AccessPressed,
    Answered,
    BodyCleared,
    BodyStopped,
    CameraClosed,
    CameraOpened,
    Candidates,
    ChoicePressed,
    CodeShown,
    ConfigurationRefused,
    EarsReady,
    Elapsed,
    Event,
    FaceMoved,
    Failed,
    Heard,
    HeardNothing,
    HumanJoined,
    HumanLeft,
    HumanPressed,
    HumanQueued,
    HumanUnavailable,
    LanguagePressed,
    MicrophoneClosed,
    MicrophoneOpened,
    PartFailed,
    Partial,
    PartReady,
    QuestionTyped,
    Reconfigured,
    RepeatPressed,
    RoomNoise,
    ScreenTouched,
    ShopperApproaching,
    ShopperEngaged,
    ShopperLeaving,
    ShopperLeft,
    ShopperNoticed,
    SourceEnded,
    SpeechEnded,
    SpeechStarted,
    Started,
    StopPressed,
    VoiceLasting,
    VoiceStarted,
    VolumePressed,
)

_Touch = (
    ScreenTouched
    | HumanPressed
    | LanguagePressed
    | ChoicePressed
    | QuestionTyped
    | RepeatPressed
    | AccessPressed
    | VolumePressed
)
_Part = PartReady | PartFailed | Failed | BodyStopped | BodyCleared | CameraOpened | CameraClosed
_Desk = HumanQueued | HumanJoined | HumanLeft | HumanUnavailable


def begin() -> Conversation:
    """Before `Started`."""
    return Conversation()


def step(state: Conversation, event: Event) -> Result:
    """What follows from an event. Before `Started` nothing does, and `Started` counts once."""
    if state.facts is NOTHING:
        if not isinstance(event, Started):
            return state, ()
        begun = replace(state, facts=event, health=health.begin(event.parts))
        return settle(loudness.forget(begun), ())
    return settle(*question.deferred(*_handle(state, event)))


def _handle(state: Conversation, event: Event) -> Result:
    match event:
        case Started() | SourceEnded():
            return state, ()
        case ConfigurationRefused() | Reconfigured():
            return configuration.changed(state, event)
        case PartReady() | PartFailed() | Failed() | BodyStopped() | BodyCleared() | CameraOpened() | CameraClosed():
            return _part(state, event)
        case Elapsed():
            return _elapsed(state, event)
        case FaceMoved() | CodeShown():
            return _held_up(state, event)
        case ShopperNoticed() | ShopperApproaching() | ShopperEngaged() | ShopperLeaving() | ShopperLeft():
            return people.seen(state, event)
        case (
            EarsReady()
            | RoomNoise()
            | MicrophoneOpened()
            | MicrophoneClosed()
            | VoiceStarted()
            | VoiceLasting()
            | Partial()
            | Heard()
            | HeardNothing()
        ):
            return ears.told(state, event)
        case (
            ScreenTouched()
            | HumanPressed()
            | LanguagePressed()
            | ChoicePressed()
            | QuestionTyped()
            | RepeatPressed()
            | AccessPressed()
            | VolumePressed()
        ):
            return _touched(state, event)
        case StopPressed():
            return human.silence_now(state)
        case Candidates() | Answered() | SpeechStarted() | SpeechEnded():
            return _worked(state, event)
        case HumanQueued() | HumanJoined() | HumanLeft() | HumanUnavailable():
            return _desk(state, event)
        case _:
            assert_never(event)


def _held_up(state: Conversation, event: FaceMoved | CodeShown) -> Result:
    return people.face(state, event) if isinstance(event, FaceMoved) else codes.shown(state, event)


def _part(state: Conversation, event: _Part) -> Result:
    match event:
        case PartReady():
            return parts.ready(state, event)
        case PartFailed():
            return parts.failed(state, event)
        case Failed():
            return parts.undone(state, event)
        case BodyStopped() | BodyCleared():
            return replace(state, stopped=isinstance(event, BodyStopped)), ()
        case CameraOpened() | CameraClosed():
            return replace(state, camera=isinstance(event, CameraOpened)), ()
        case _:
            assert_never(event)


def _touched(state: Conversation, event: _Touch) -> Result:
    """Somebody is there: every touch opens a session."""
    fresh = state.session is None
    if state.session is not None:
        state = replace(state, session=replace(state.session, alone=False))
    state, commands = chain(state, session.open_session if fresh else session.attend)
    state, more = _touch_action(state, event, fresh=fresh)(state)
    return state, commands + more


def _touch_action(state: Conversation, event: _Touch, *, fresh: bool) -> Action:
    hello: Action = session.greet if fresh else chain
    match event:
        case HumanPressed() | ChoicePressed(choice=manner.HUMAN_CHOICE):
            return human.ask_human("pressed")
        case QuestionTyped(text=text) if text.strip():
            return question.ask(text.strip(), keyed=True)
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
        case RepeatPressed() | ScreenTouched() | QuestionTyped() | LanguagePressed():
            return hello
        case _:
            assert_never(event)


def _choose(state: Conversation, choice: str) -> Action | None:
    if choice == CANCEL_CHOICE:
        return human.cancel if state.service is not service.Service.AI else None
    offered = state.session.choices if state.session else ()
    return next((question.ask(known.query) for known in offered if known.id == choice and known.query.strip()), None)


def _worked(state: Conversation, event: Candidates | Answered | SpeechStarted | SpeechEnded) -> Result:
    match event:
        case Candidates():
            return hints.candidates(state, event)
        case Answered():
            return question.answered(state, event)
        case SpeechStarted():
            return parts.started(state, event)
        case SpeechEnded():
            return _spoken(state, event)
        case _:
            assert_never(event)


def _spoken(state: Conversation, event: SpeechEnded) -> Result:
    speech = state.speech
    if speech is None or speech.utterance != event.utterance or not speech.voiced:
        return interruption.stopped(state, event)
    return session.over(state) if event.completed else parts.unheard(state, speech)


def _desk(state: Conversation, event: _Desk) -> Result:
    match event:
        case HumanQueued():
            return human.queued(state, event)
        case HumanJoined():
            return human.joined(state, event)
        case HumanLeft():
            return human.left(state, event)
        case HumanUnavailable(case=case, reason=reason):
            return human.nobody(reason)(state) if case == state.case else (state, ())
        case _:
            assert_never(event)


def _elapsed(state: Conversation, event: Elapsed) -> Result:
    for name, due in _TIMERS.items():
        if name == event.timer and state.timers.get(name) == event.token:
            return chain(state, forget(name), due)
    return state, ()


def _read(state: Conversation) -> Result:
    """The time of a sentence is over, read or unheard of: silence what may still sound."""
    if state.speech is None:
        return state, ()
    return chain(state, stop(state.speech), session.over)


_TIMERS: Final[Mapping[Timer, Action]] = {
    "gone": people.gone,
    "unseen": people.unseen,
    "filler": question.filler,
    "answer": question.too_late,
    "silence": session.silence,
    "close": session.close_when_idle,
    "reading": _read,
    "desk": human.gave_up,
    "barge-in": interruption.release,
}
