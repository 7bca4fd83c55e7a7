"""The buttons of a talk with a colleague: what the shopper can answer, and turn off and on in a call."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from kiosk.dialogue import service
from kiosk.dialogue.action import Action, Result
from kiosk.dialogue.consent import Consent
from kiosk.dialogue.human import show_there
from kiosk.dialogue.joined import ASKED, agree, named, possible
from kiosk.dialogue.say import label
from kiosk.dialogue.service import Service
from kiosk.dialogue.state import Conversation
from kiosk.events import Choice

VIDEO, VOICE, TEXT = "consent-video", "consent-voice", "consent-text"
MUTE, CAMERA = "call-microphone", "call-camera"


def choices(state: Conversation) -> tuple[Choice, ...]:
    """What the shopper can answer, and turn off and on in a call."""
    asked = ASKED.get(state.consent)
    if asked is not None:
        more = [VIDEO, VOICE] if asked == "video" else [VOICE]
        return _buttons(state, [each for each in more if _offered(state, each)] + [TEXT])
    if state.service is Service.WHISPER:
        return _buttons(state, [VOICE] if _offered(state, VOICE) else [])
    return _call_buttons(state)


def _call_buttons(state: Conversation) -> tuple[Choice, ...]:
    there = state.colleague
    if there is None or state.service not in service.TALKING:
        return ()
    microphone = "label_mute" if there.microphone else "label_unmute"
    camera = "label_camera_off" if there.camera else "label_camera_on"
    return tuple(Choice(name, label(state, key), "") for name, key in ((MUTE, microphone), (CAMERA, camera)))


def _offered(state: Conversation, choice: str) -> bool:
    """Whether it can be, and is not so already."""
    return choice != VOICE or (possible(state, "voice") == "voice" and state.service is not Service.VOICE)


def _buttons(state: Conversation, ids: list[str]) -> tuple[Choice, ...]:
    keys = {VIDEO: "label_video", VOICE: "label_sound", TEXT: "label_text"}
    if state.service is Service.VOICE:
        keys[TEXT] = "label_no_picture"
    if state.consent is Consent.NONE:
        keys[VOICE] = "label_talk"
    return tuple(Choice(each, label(state, keys[each], named(state)), "") for each in ids)


def choose(state: Conversation, choice: str) -> Action | None:
    """What a button of the call does; none for one that is not on the screen."""
    if choice not in {each.id for each in choices(state)}:
        return None
    answers: Mapping[str, Action] = {VIDEO: agree("video"), VOICE: agree("voice"), TEXT: agree("whisper")}
    return answers.get(choice) or _toggle(choice)


def _toggle(choice: str) -> Action:
    """The shopper is silent or dark for now, or no more; in a call only."""

    def act(state: Conversation) -> Result:
        there = state.colleague
        if there is None or state.service not in service.TALKING:
            return state, ()
        if choice == MUTE:
            heard = not there.microphone and not state.health.missing("hearing")
            return show_there(replace(state, colleague=replace(there, microphone=heard))), ()
        if state.service is Service.VIDEO:
            return replace(state, colleague=replace(there, camera=not there.camera)), ()
        return agree("video")(state)

    return act
