"""What is done when a timer runs out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from kiosk.dialogue import (
    desk_line,
    interruption,
    joined,
    last_resort,
    people,
    question,
    sounding,
    still_there,
)
from kiosk.dialogue.action import Action, Result, chain, forget
from kiosk.dialogue.state import Conversation, Timer
from kiosk.events import Elapsed

_TIMERS: Final[Mapping[Timer, Action]] = {
    "gone": people.gone,
    "unseen": people.unseen,
    "filler": question.filler,
    "answer": question.too_late,
    "silence": joined.silence,
    "close": still_there.due,
    "reading": sounding.read_out,
    "desk": desk_line.due,
    "call": joined.broken,
    "resort": last_resort.lost,
    "barge-in": interruption.release,
}


def due(state: Conversation, event: Elapsed) -> Result:
    """What a timer was set for, unless it was set anew or forgotten since."""
    for name, action in _TIMERS.items():
        if name == event.timer and state.timers.get(name) == event.token:
            return chain(state, forget(name), action)
    return state, ()
