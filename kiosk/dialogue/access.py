"""Access: how the screen and the microphone suit this shopper."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from typing import Final

from kiosk.commands import Profile
from kiosk.events import AccessMode


class Cue(Enum):
    """`LOW_EYES` is seen; the others are chosen, and `FORGET` ends them with the session."""

    LOW_EYES = "low eye line"
    STANDARD = "choose standard"
    LARGE = "choose large"
    AUDIO_FIRST = "choose audio-first"
    LOW_REACH = "choose low-reach"
    FORGET = "session closed"


_MODES: Final[tuple[AccessMode, ...]] = ("standard", "large", "audio-first", "low-reach")
CHOICES: Final[Mapping[AccessMode, Cue]] = {
    "standard": Cue.STANDARD,
    "large": Cue.LARGE,
    "audio-first": Cue.AUDIO_FIRST,
    "low-reach": Cue.LOW_REACH,
}

TABLE: Final[Mapping[tuple[AccessMode, Cue], AccessMode]] = (
    {(before, cue): mode for before in _MODES for mode, cue in CHOICES.items() if before != mode}
    | {(before, Cue.FORGET): _MODES[0] for before in _MODES[1:]}
    | {(_MODES[0], Cue.LOW_EYES): _MODES[3]}
)


def after(mode: AccessMode, cue: Cue) -> AccessMode:
    """The mode after a cue; what was seen never overrules what was chosen."""
    return TABLE.get((mode, cue), mode)


def profile(mode: AccessMode) -> Profile:
    """How long the end of a sentence is waited for."""
    return "patient" if mode == "audio-first" else "short"
