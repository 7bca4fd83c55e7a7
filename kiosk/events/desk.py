"""What the service desk and its colleagues do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from kiosk.events.answers import Card

Presence = Literal["whisper", "voice", "video"]
"""How a colleague is there: writes, and the avatar speaks; is heard; is seen as well."""


@dataclass(frozen=True, slots=True)
class HumanQueued:
    """The ask is in the queue of the desk; how long it will take is unknown (none) until enough asks were answered."""

    case: int
    place: int
    wait_s: float | None


@dataclass(frozen=True, slots=True)
class HumanUnstaffed:
    """The ask waits, and nobody takes asks now: it rings for who comes. The rest as in `HumanUnavailable`."""

    case: int
    opens: str = ""
    in_days: int = 0
    link: str = ""


@dataclass(frozen=True, slots=True)
class HumanJoined:
    """A colleague has accepted. More than a whisper is what the colleague would like: the shopper is asked first."""

    case: int
    name: str
    mode: Presence


@dataclass(frozen=True, slots=True)
class HumanLeft:
    """The colleague handed back or hung up, was lost, or passed the shopper on to another, who is waited for."""

    case: int
    reason: Literal["handed-back", "hung-up", "dropped", "transferred"]


@dataclass(frozen=True, slots=True)
class HumanUnavailable:
    """Nobody can come: the desk is closed, empty, or did not answer in time.

    `opens` is when it is staffed next, as `09:00`, `in_days` days from now; empty if that is not known. `link` is where
    the shopper's phone goes on, if the desk has such a page.
    """

    case: int
    reason: str
    opens: str = ""
    in_days: int = 0
    link: str = ""


@dataclass(frozen=True, slots=True)
class HumanWhispered:
    """Words of the colleague that the avatar is to speak."""

    case: int
    text: str
    lang: str


@dataclass(frozen=True, slots=True)
class HumanTyped:
    """Real-time text of the colleague: all of line `line` so far, and whether it was sent off."""

    case: int
    line: int
    text: str
    done: bool = False


@dataclass(frozen=True, slots=True)
class HumanSaid:
    """What the colleague says in a call, as the kiosk's own ears read it: a caption for who cannot hear it."""

    case: int
    text: str
    lang: str
    final: bool = True


@dataclass(frozen=True, slots=True)
class HumanPushed:
    """The colleague puts something before the shopper: cards (a code is one, too), a place, or a gesture."""

    case: int
    cards: tuple[Card, ...] = ()
    place: str = ""
    gesture: str = ""


@dataclass(frozen=True, slots=True)
class HumanHeld:
    """The colleague looks something up, or does so no more."""

    case: int
    on: bool


@dataclass(frozen=True, slots=True)
class HumanWanted:
    """The colleague would like it so: up the ladder the shopper's consent decides, down it is done at once."""

    case: int
    mode: Presence


@dataclass(frozen=True, slots=True)
class DeskLine:
    """The line to the desk is there, or was lost for the moment. Until it is told of, a desk that is ready has one."""

    up: bool


@dataclass(frozen=True, slots=True)
class DeskKept:
    """A number, a message, or a call to the floor that this case left has reached the desk."""

    case: int
    what: Literal["call-back", "message", "page"]


@dataclass(frozen=True, slots=True)
class FloorAnswered:
    """Who comes from the shop floor after it was called; without a name nobody does."""

    case: int
    name: str = ""


DeskEvent = (
    HumanQueued
    | HumanUnstaffed
    | HumanJoined
    | HumanLeft
    | HumanUnavailable
    | HumanWhispered
    | HumanTyped
    | HumanSaid
    | HumanPushed
    | HumanHeld
    | HumanWanted
    | DeskLine
    | DeskKept
    | FloorAnswered
)
