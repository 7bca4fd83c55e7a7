"""Consent: what of the shopper may leave the kiosk. A colleague asks, the shopper answers; silence is no answer.

Refusing costs nothing: the colleague goes on in writing, and the avatar speaks those words. In a sound call, where both
wait for the answer, silence to the question put twice is a no.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from typing import Final


class Consent(Enum):
    """`VOICE` and `VIDEO` are asked for; what was agreed to stands in the service and in `Colleague`."""

    NONE = "none"
    VOICE = "voice-asked"
    VIDEO = "video-asked"


class Cue(Enum):
    """The colleague would like to be heard or seen, the shopper answers, or it is over."""

    VOICE = "would be heard"
    VIDEO = "would be seen"
    ANSWER = "answer"
    END = "end"


TABLE: Final[Mapping[tuple[Consent, Cue], Consent]] = (
    {(asked, Cue.VOICE): Consent.VOICE for asked in (Consent.NONE, Consent.VIDEO)}
    | {(asked, Cue.VIDEO): Consent.VIDEO for asked in (Consent.NONE, Consent.VOICE)}
    | {(asked, cue): Consent.NONE for asked in (Consent.VOICE, Consent.VIDEO) for cue in (Cue.ANSWER, Cue.END)}
)


def after(consent: Consent, cue: Cue) -> Consent:
    """The state after a cue; one that is not in the table changes nothing."""
    return TABLE.get((consent, cue), consent)
