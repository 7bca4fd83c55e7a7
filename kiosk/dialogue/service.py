"""Service: who serves the shopper; the AI, a colleague through it, or a colleague in person."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from typing import Final

from kiosk.commands import Speaker


class Service(Enum):
    """The ladder of presence; `WRAP_UP` is the sentence with which the AI takes over again."""

    AI = "ai"
    ASKED = "asked"
    QUEUED = "queued"
    WHISPER = "whisper"
    VOICE = "voice"
    VIDEO = "video"
    WRAP_UP = "wrap-up"


class Cue(Enum):
    """What happens to an ask for a person."""

    ASK = "ask"
    QUEUE = "queue"
    WHISPER = "whisper"
    VOICE = "voice"
    VIDEO = "video"
    NOBODY = "nobody"
    CANCEL = "cancel"
    HAND_BACK = "hand back"
    DROP = "drop"
    DONE = "done"
    CLOSE = "close"


URGENT: Final = "urgent"
"""Why somebody in need asks, or somebody for whom help is called."""
_JOINS: Final = {Cue.WHISPER: Service.WHISPER, Cue.VOICE: Service.VOICE, Cue.VIDEO: Service.VIDEO}
_WAITING: Final = (Service.ASKED, Service.QUEUED)
_JOINED: Final = (Service.WHISPER, Service.VOICE, Service.VIDEO)

TABLE: Final[Mapping[tuple[Service, Cue], Service]] = (
    {
        (Service.AI, Cue.ASK): Service.ASKED,
        (Service.WRAP_UP, Cue.ASK): Service.ASKED,
        (Service.WRAP_UP, Cue.DONE): Service.AI,
        (Service.ASKED, Cue.QUEUE): Service.QUEUED,
    }
    | {(waiting, cue): Service.AI for waiting in _WAITING for cue in (Cue.NOBODY, Cue.CANCEL)}
    | {
        (before, cue): joined
        for before in (*_WAITING, *_JOINED)
        for cue, joined in _JOINS.items()
        if before is not joined
    }
    | {(joined, cue): Service.WRAP_UP for joined in _JOINED for cue in (Cue.HAND_BACK, Cue.CANCEL)}
    | {(joined, Cue.DROP): Service.AI for joined in _JOINED}
    | {(service, Cue.CLOSE): Service.AI for service in Service if service is not Service.AI}
)
WAITING: Final = frozenset(_WAITING)
JOINED: Final = frozenset(_JOINED)
TALKING: Final = frozenset({Service.VOICE, Service.VIDEO})
"""The colleague is heard: the AI keeps silent."""


def after(service: Service, cue: Cue) -> Service:
    """The state after a cue; one that is not in the table changes nothing."""
    return TABLE.get((service, cue), service)


def speaker(service: Service) -> Speaker:
    """Who is heard: it colours frame, badge and caption."""
    if service in TALKING:
        return "human"
    return "assisted" if service is Service.WHISPER else "ai"
