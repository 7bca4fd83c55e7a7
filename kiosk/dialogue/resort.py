"""Resort: where nobody at the desk comes, what else is done: a number, a message, the shop floor, the own phone."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from typing import Final


class Resort(Enum):
    """`CHECK` and `REVIEW` read back what was given; nothing is sent before the shopper confirmed it."""

    NONE = "none"
    OFFERED = "offered"
    NUMBER = "number"
    CHECK = "check"
    MESSAGE = "message"
    REVIEW = "review"
    SENDING = "sending"


class Cue(Enum):
    """What the shopper chooses, gives, confirms or takes back, and what the desk says to it."""

    OFFER = "offer"
    CALL_BACK = "call back"
    WRITE = "message"
    GIVEN = "given"
    YES = "yes"
    NO = "no"
    PAGE = "page"
    FAILED = "failed"
    KEPT = "kept"
    BACK = "back"
    END = "end"


_ASKING: Final = (Resort.NUMBER, Resort.CHECK, Resort.MESSAGE, Resort.REVIEW)
TABLE: Final[Mapping[tuple[Resort, Cue], Resort]] = (
    {
        (Resort.NONE, Cue.OFFER): Resort.OFFERED,
        (Resort.OFFERED, Cue.CALL_BACK): Resort.NUMBER,
        (Resort.OFFERED, Cue.WRITE): Resort.MESSAGE,
        (Resort.OFFERED, Cue.PAGE): Resort.SENDING,
        (Resort.NUMBER, Cue.GIVEN): Resort.CHECK,
        (Resort.CHECK, Cue.NO): Resort.NUMBER,
        (Resort.CHECK, Cue.YES): Resort.SENDING,
        (Resort.MESSAGE, Cue.GIVEN): Resort.REVIEW,
        (Resort.REVIEW, Cue.NO): Resort.MESSAGE,
        (Resort.REVIEW, Cue.YES): Resort.SENDING,
        (Resort.SENDING, Cue.FAILED): Resort.OFFERED,
        (Resort.SENDING, Cue.KEPT): Resort.NONE,
    }
    | {(asking, Cue.BACK): Resort.OFFERED for asking in _ASKING}
    | {(resort, Cue.END): Resort.NONE for resort in Resort if resort is not Resort.NONE}
)
ASKING: Final = frozenset(_ASKING)


def after(resort: Resort, cue: Cue) -> Resort:
    """The state after a cue; one that is not in the table changes nothing."""
    return TABLE.get((resort, cue), resort)
