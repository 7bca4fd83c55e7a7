"""What the parts should be doing, as a function of the state; only differences become commands."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Final

from kiosk.commands import Command, Express, Listen, LookAway, Mode, Scene, SetVolume, Show, StopListening
from kiosk.dialogue import access, call_buttons, consent, joined, last_resort, loudness, resort, service
from kiosk.dialogue.action import Result
from kiosk.dialogue.human import SOON_S
from kiosk.dialogue.presence import Presence
from kiosk.dialogue.say import NAMED_PARTS, known, label
from kiosk.dialogue.sentence import Kind
from kiosk.dialogue.session import can_hear
from kiosk.dialogue.state import Conversation
from kiosk.dialogue.turn import Turn
from kiosk.events import Choice

CANCEL_CHOICE: Final = "cancel-human"
_MODES: Final[dict[Turn, Mode]] = {
    Turn.QUIET: "listening",
    Turn.GREETING: "greeting",
    Turn.LISTENING: "listening",
    Turn.THINKING: "thinking",
    Turn.SPEAKING: "speaking",
    Turn.REPAIRING: "speaking",
}
_EXPRESSIONS: Final[dict[Turn, str]] = {
    Turn.QUIET: "listening",
    Turn.GREETING: "smile",
    Turn.LISTENING: "listening",
    Turn.THINKING: "thinking",
    Turn.SPEAKING: "neutral",
    Turn.REPAIRING: "apologising",
}
_SAYING: Final[dict[Kind, str]] = {
    Kind.GREETING: "smile",
    Kind.REPLY: "explaining",
    Kind.REPAIR: "apologising",
    Kind.FILLER: "thinking",
    Kind.HELP: "explaining",
    Kind.NOTE: "neutral",
    Kind.DISCLOSURE: "smile",
    Kind.WHISPER: "explaining",
    Kind.FAREWELL: "happy",
}


def settle(state: Conversation, commands: tuple[Command, ...]) -> Result:
    """Bring ears, gate, loudness, face, gaze and screen in line: ears close before anything sounds, and open after."""
    state = _tidied(state)
    ear, look, face, shown = wanted_ear(state), state.gaze or LookAway(), expression(state), scene(state)
    closing: tuple[Command, ...] = (StopListening(),) if state.ear and ear is None else ()
    opening: tuple[Command, ...] = (ear,) if ear is not None and ear != state.ear else ()
    loud = loudness.level(state) if state.health.ready("voice") else state.loudness
    louder: tuple[Command, ...] = (SetVolume(loud),) if loud != state.loudness else ()
    open_before = state.gate
    state, gate = _gate(state, commands)
    narrower = open_before is not None and (open_before.camera or open_before.microphone)
    silent = state.gate is not None and not state.gate.heard
    shut, opened = (gate, ()) if narrower or silent else ((), gate)
    rest: list[Command] = []
    if face != state.expression:
        rest.append(Express(face))
    if look != state.look:
        rest.append(look)
    if shown != state.scene:
        rest.append(Show(shown))
    state = replace(state, ear=ear, look=look, expression=face, scene=shown, loudness=loud)
    return state, (*closing, *shut, *louder, *commands, *opened, *opening, *rest)


def _tidied(state: Conversation) -> Conversation:
    """Who has gone has agreed to nothing any more."""
    if state.service not in service.JOINED:
        state = replace(state, colleague=None, consent=consent.after(state.consent, consent.Cue.END))
    if state.session is None or state.service not in service.WAITING | {service.Service.AI}:
        state = replace(state, resort=resort.after(state.resort, resort.Cue.END))
    return state


def _gate(state: Conversation, commands: tuple[Command, ...]) -> tuple[Conversation, tuple[Command, ...]]:
    """Tell what may leave the kiosk whenever it changes; that nothing may is so from the start."""
    wanted = joined.gate(state)
    closed = wanted.mode == "none" and (state.gate is None or state.gate.mode == "none")
    if closed or wanted == state.gate or wanted in commands:
        return replace(state, gate=None if closed else wanted), ()
    if wanted.mode == "none" and state.gate is not None:
        wanted = replace(wanted, case=state.gate.case)
    return replace(state, gate=wanted), (wanted,)


def wanted_ear(state: Conversation) -> Listen | None:
    """The microphone is open for a session, or, half duplex, in the shopper's turn; never in a colleague's call."""
    session, turn = state.session, state.turn is Turn.LISTENING and state.speech is None
    if session is None or not (state.duplex or turn) or state.in_call:
        return None
    if not can_hear(state) or not state.health.ready("hearing"):
        return None
    return Listen(state.lang, access.profile(state.access), _second(state, settled=session.settled))


def _second(state: Conversation, *, settled: bool) -> str:
    """The language to listen in besides that of the session, until it is known which one the shopper speaks."""
    if settled or state.ears is None:
        return ""
    heard = (lang for lang in state.facts.langs if lang in state.ears.langs and can_hear(state, lang))
    return next((lang for lang in heard if lang != state.lang), "")


def expression(state: Conversation) -> str:
    """The avatar's expression."""
    if state.session is None:
        return "smile" if state.presence is Presence.APPROACHING else "neutral"
    if state.speech is None:
        return _EXPRESSIONS[state.turn]
    if state.speech.line.kind is Kind.REPLY and state.session.place:
        return "pointing"
    return _SAYING[state.speech.line.kind]


def scene(state: Conversation) -> Scene:
    """All that the screen shows."""
    session = state.session
    if session is None:
        return _with_state(Scene("attract", state.lang), state)
    said = Scene(
        mode=_mode(state),
        lang=session.lang,
        speaker=state.speaker,
        heard=session.heard,
        caption=session.caption,
        cards=session.cards,
        choices=(*session.choices, *last_resort.choices(state), *_way_out(state)),
        waiting=_waiting(state),
        keypad=state.resort is resort.Resort.NUMBER,
        place=session.place,
        partial=state.turn is Turn.LISTENING and session.heard not in {"", *session.questions[-1:]},
    )
    return _with_state(said, state)


def _with_state(shown: Scene, state: Conversation) -> Scene:
    """The same with what is shown in a session and outside one: access, lights, loudness, what is missing."""
    return replace(
        shown,
        access=state.access,
        notices=_notices(state),
        listening=state.microphone,
        watching=state.camera,
        sends_sound=state.sends_sound,
        sends_picture=state.sends_picture,
        volume=loudness.level(state),
        deaf=tuple(lang for lang in state.facts.langs if not can_hear(state, lang)),
    )


def _mode(state: Conversation) -> Mode:
    if state.service in service.WAITING:
        return "waiting"
    return "in-call" if state.service in service.TALKING else _MODES[state.turn]


def _way_out(state: Conversation) -> tuple[Choice, ...]:
    if state.service in service.WAITING:
        return (Choice(CANCEL_CHOICE, label(state, "label_cancel"), ""),)
    if state.service in service.JOINED:
        return (*call_buttons.choices(state), Choice(CANCEL_CHOICE, label(state, "label_end_call"), ""))
    return ()


def _waiting(state: Conversation) -> str:
    """The place in line, and how long it may take; a time that is not known is not made up."""
    if state.service not in service.WAITING or not known(state, "wait_asked"):
        return ""
    if not state.place or not state.staffed:
        return label(state, "wait_asked")
    wait = state.wait_s
    key = "wait_unknown" if wait is None else "wait_soon" if wait <= SOON_S else "wait"
    return label(state, key, {"place": str(state.place), "minutes": str(math.ceil((wait or 0.0) / 60))})


def _notices(state: Conversation) -> tuple[str, ...]:
    keys = [key for key, shown in _notice_keys(state) if shown]
    notices = [label(state, key) for key in keys]
    if parts := [label(state, f"part_{part}") for part in NAMED_PARTS if part in state.health.simulated]:
        notices.append(label(state, "simulated", {"parts": ", ".join(parts)}))
    return tuple(notices)


def _notice_keys(state: Conversation) -> tuple[tuple[str, bool], ...]:
    session, health = state.session, state.health
    if session is None:
        return (
            ("notice_sight", health.missing("sight")),
            ("notice_muted", state.muted),
            ("notice_body", state.stopped),
            ("notice_config", state.refused is not None),
        )
    return (
        ("disclosure", not session.greeted and state.turn is not Turn.GREETING),
        ("notice_nobody", session.nobody),
        ("notice_desk", not state.line_up and state.service is not service.Service.AI),
        ("notice_hold", state.colleague is not None and state.colleague.held),
        ("notice_hearing", not can_hear(state)),
        ("notice_voice", health.missing("voice")),
        ("notice_muted", state.muted and not health.missing("voice")),
        ("notice_answers", health.missing("answers")),
        ("notice_body", state.stopped),
        ("notice_config", state.refused is not None),
    )
