"""Turn: whose turn it is, and what the kiosk does with its own."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from typing import Final


class Turn(Enum):
    """`REPAIRING` is speaking to mend a misunderstanding or a failure."""

    QUIET = "quiet"
    GREETING = "greeting"
    LISTENING = "listening"
    THINKING = "thinking"
    SPEAKING = "speaking"
    REPAIRING = "repairing"


class Cue(Enum):
    """What the turn does next."""

    GREET = "greet"
    LISTEN = "listen"
    THINK = "think"
    SPEAK = "speak"
    REPAIR = "repair"
    HUSH = "hush"


_TARGETS: Final[Mapping[Cue, Turn]] = {
    Cue.GREET: Turn.GREETING,
    Cue.LISTEN: Turn.LISTENING,
    Cue.THINK: Turn.THINKING,
    Cue.SPEAK: Turn.SPEAKING,
    Cue.REPAIR: Turn.REPAIRING,
    Cue.HUSH: Turn.QUIET,
}

TABLE: Final[Mapping[tuple[Turn, Cue], Turn]] = {
    (turn, cue): target for turn in Turn for cue, target in _TARGETS.items() if turn is not target
}
"""The shopper may take the turn at any moment, and so may a failure: every turn can follow every other."""


def after(turn: Turn, cue: Cue) -> Turn:
    """The state after a cue; one that is not in the table changes nothing."""
    return TABLE.get((turn, cue), turn)
