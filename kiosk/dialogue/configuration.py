"""Files that changed while the kiosk runs: taken up between two sentences, or refused and said to be so."""

from __future__ import annotations

from dataclasses import replace
from typing import assert_never

from kiosk.dialogue import loudness
from kiosk.dialogue.action import Result
from kiosk.dialogue.language import switch
from kiosk.dialogue.state import Conversation
from kiosk.events import ConfigurationEvent, ConfigurationRefused, Reconfigured, Started


def told(state: Conversation, event: ConfigurationEvent) -> Result:
    """What stands in the files was taken up, or cannot be used: then all goes on as before, and the screen says so."""
    match event:
        case Started():
            return state, ()
        case ConfigurationRefused():
            return replace(state, refused=event), ()
        case Reconfigured():
            return _take_up(state, event)
        case _:
            assert_never(event)


def _take_up(state: Conversation, event: Reconfigured) -> Result:
    """Go by the new facts. A session keeps its language, unless that is no longer on offer."""
    facts = replace(
        state.facts,
        lang=event.lang,
        langs=event.langs,
        policy=event.policy,
        phrases=event.phrases,
        codes=event.codes,
    )
    state = replace(state, facts=facts, refused=None)
    state = loudness.forget(state) if state.session is None else state
    if state.session is None or state.session.lang in event.langs:
        return state, ()
    return switch(event.lang)(state)
