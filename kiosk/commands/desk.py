"""What the service desk is asked for, and what of the shopper may reach a colleague."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from kiosk.access import AS_USUAL, Access

Outcome = Literal["joined", "nobody", "cancelled", "abandoned", "failed"]
Call = Literal["none", "whisper", "voice", "video"]
"""How shopper and colleague talk: not at all, or as in `kiosk.events.Presence`."""


@dataclass(frozen=True, slots=True)
class AskHuman:
    """Ask the desk for a person; `priority` is 0 to 9, and with `page` everybody on the floor is told.

    The same case may be asked again after the part of the desk came back: it is one ask. `question` is what was not
    answered, `access` how screen and voice suit the shopper.
    """

    case: int
    reason: str
    lang: str
    priority: int = 0
    page: bool = False
    question: str = ""
    access: Access = AS_USUAL


@dataclass(frozen=True, slots=True)
class CancelHuman:
    """The shopper does not need a person any more."""

    case: int


@dataclass(frozen=True, slots=True)
class CloseCase:
    """The one recorded outcome of an ask for a person."""

    case: int
    outcome: Outcome
    detail: str = ""


@dataclass(frozen=True, slots=True)
class CallMode:
    """How shopper and colleague talk from now on, and what of the shopper may leave the kiosk: the one key to the gate.

    It is given only after a colleague was accepted and the shopper agreed to it; nothing flows that it does not name.
    A refusal, a mute, and the end of it all (`none`) are told in the same way. `lang` is the language of a talk, in
    which the colleague is read for the screen. While the kiosk asks the shopper something aloud, the colleague is not
    `heard`; that answers nothing yet.
    """

    case: int
    mode: Call
    camera: bool = False
    microphone: bool = False
    lang: str = ""
    heard: bool = True


@dataclass(frozen=True, slots=True)
class RequestCallBack:
    """Nobody was there: a number that the shopper typed or said, and confirmed. Answered by `DeskKept` or `Failed`."""

    case: int
    number: str
    lang: str
    question: str = ""


@dataclass(frozen=True, slots=True)
class LeaveMessage:
    """Nobody was there: words for whoever comes next. Answered by `DeskKept` or `Failed`."""

    case: int
    text: str
    lang: str


@dataclass(frozen=True, slots=True)
class PageFloor:
    """Call whoever is on the shop floor to this kiosk. Answered by `DeskKept` or `Failed`."""

    case: int
    urgent: bool = False


DeskCommand = AskHuman | CancelHuman | CloseCase | CallMode | RequestCallBack | LeaveMessage | PageFloor
