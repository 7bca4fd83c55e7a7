"""Barge-in: what the shopper's voice does to the kiosk's turn, where the ears hear while the kiosk speaks."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from typing import Final


class BargeIn(Enum):
    """`DUCKED`: the sentence goes on, softly. `BROKEN`: it was stopped, and waits. `HELD`: an answer waits."""

    NONE = "none"
    DUCKED = "ducked"
    BROKEN = "broken"
    HELD = "held"


class Cue(Enum):
    """What is heard: a `VOICE` while the kiosk speaks or while it looks something up (`PAUSE`), `WORDS` that are no
    back-channel, nothing after all (`FALSE`), or what gives the shopper the turn (`TAKEN`).

    `ENDS` is the end of the kiosk's sentence.
    """

    VOICE = "voice"
    PAUSE = "voice in a pause"
    WORDS = "words"
    FALSE = "nothing said"
    TAKEN = "turn taken"
    ENDS = "sentence ends"


TABLE: Final[Mapping[tuple[BargeIn, Cue], BargeIn]] = {
    (BargeIn.NONE, Cue.VOICE): BargeIn.DUCKED,
    (BargeIn.NONE, Cue.WORDS): BargeIn.BROKEN,
    (BargeIn.NONE, Cue.PAUSE): BargeIn.HELD,
    (BargeIn.DUCKED, Cue.WORDS): BargeIn.BROKEN,
    (BargeIn.DUCKED, Cue.ENDS): BargeIn.NONE,
    **{(stage, cue): BargeIn.NONE for stage in BargeIn for cue in (Cue.FALSE, Cue.TAKEN) if stage is not BargeIn.NONE},
}


def after(stage: BargeIn, cue: Cue) -> BargeIn:
    """The state after a cue; one that is not in the table changes nothing."""
    return TABLE.get((stage, cue), stage)
