"""Messages between a kiosk and the desk. Those that go both ways stand in `shared`."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from kiosk.desk.messages.records import (
    Count,
    HandoverCard,
    IceServer,
    Key,
    Lang,
    Left,
    Mode,
    Name,
    Open,
    Outcome,
    Pushed,
    Record,
    Seconds,
    Short,
    Text,
    TicketId,
)

# --- from the kiosk ---------------------------------------------------------------------------------------------------


class KioskHello(Record):
    """The first message of a kiosk's line; the desk answers with `KioskWelcome`, which holds the open ask."""

    type: Literal["kiosk-hello"] = "kiosk-hello"
    version: Count


class Ask(Record):
    """Ask for a person. `key` makes it safe to send again: the same key is the same ask."""

    type: Literal["ask"] = "ask"
    key: Key
    card: HandoverCard


class Cancel(Record):
    """The shopper does not need anybody any more; by the key, since the ask may not have been answered yet."""

    type: Literal["cancel"] = "cancel"
    key: Key
    reason: Short = ""


class Joined(Record):
    """The shopper was told that a colleague is there: the conversation has begun."""

    type: Literal["joined"] = "joined"
    ticket: TicketId


class Consent(Record):
    """The shopper's answer to `ModeWanted`: what may leave the kiosk. Nothing of it is on before."""

    type: Literal["consent"] = "consent"
    ticket: TicketId
    mode: Mode
    microphone: bool
    camera: bool


class Condition(Record):
    """How the kiosk is, for the supervisor; sent when it changes. `asked` is the question of this moment."""

    type: Literal["condition"] = "condition"
    state: Short
    missing: Annotated[tuple[Name, ...], Field(max_length=20)] = ()
    asked: Text = ""
    lang: Lang


class CallBack(Record):
    """Nobody was there: a number that the shopper typed and confirmed; kept encrypted, erased when done."""

    type: Literal["call-back"] = "call-back"
    key: Key
    number: Annotated[str, Field(pattern=r"^\+?[0-9 ()./-]{5,24}$")]
    lang: Lang
    question: Text = ""


class LeaveMessage(Record):
    """Nobody was there: words for whoever comes next."""

    type: Literal["leave-message"] = "leave-message"
    key: Key
    text: Text
    lang: Lang


class PageFloor(Record):
    """Call whoever is on the shop floor to this kiosk."""

    type: Literal["page-floor"] = "page-floor"
    key: Key
    urgent: bool = False


# --- to the kiosk -----------------------------------------------------------------------------------------------------


class KioskWelcome(Record):
    """The desk's answer to hello. With an `open` ask the kiosk goes on where it was, or cancels it.

    `staffed` says whether anybody takes asks now.
    """

    type: Literal["kiosk-welcome"] = "kiosk-welcome"
    version: Count
    kiosk: Name
    staffed: bool
    open: Open | None = None
    ice: tuple[IceServer, ...] = ()


class Queued(Record):
    """The ask waits at `place` (1 is next); `wait_s` is unknown (none) until enough asks were answered.

    `staffed` says whether anybody takes asks now; where nobody does, `link` is where a phone goes on, if any.
    """

    type: Literal["queued"] = "queued"
    ticket: TicketId
    key: Key
    place: Annotated[int, Field(ge=1)]
    wait_s: Seconds | None
    staffed: bool = True
    link: Short = ""


class Accepted(Record):
    """A colleague has it: always in the lowest mode, from which both go up. The kiosk answers with `Joined`."""

    type: Literal["accepted"] = "accepted"
    ticket: TicketId
    key: Key
    colleague: Name
    mode: Mode = "whisper"
    ice: tuple[IceServer, ...] = ()


class Requeued(Record):
    """The colleague was lost or handed on: the ask waits again, at the front."""

    type: Literal["requeued"] = "requeued"
    ticket: TicketId
    key: Key
    reason: Literal["dropped", "transferred"]


class Whisper(Record):
    """The colleague's words, which the avatar speaks. `id` is the colleague's own number of it."""

    type: Literal["whisper"] = "whisper"
    ticket: TicketId
    id: Count
    text: Annotated[Text, Field(min_length=1)]
    lang: Lang


class Push(Record):
    """Put this before the shopper."""

    type: Literal["push"] = "push"
    ticket: TicketId
    what: Pushed


class ShopperHold(Record):
    """The colleague looks something up: the shopper waits with a sentence, or does so no more."""

    type: Literal["shopper-hold"] = "shopper-hold"
    ticket: TicketId
    on: bool


class Closed(Record):
    """The ask is over at the kiosk: `outcome` is the one that is recorded. `link` is where a phone goes on, if any."""

    type: Literal["closed"] = "closed"
    ticket: TicketId
    key: Key
    outcome: Outcome
    detail: Short = ""
    link: Short = ""


class Kept(Record):
    """A number, a message or a page reached the desk: `what` is the type of it."""

    type: Literal["kept"] = "kept"
    key: Key
    what: Left


class FloorAnswer(Record):
    """What became of a page of the floor: `colleague` is on the way; empty where nobody came in time."""

    type: Literal["floor-answer"] = "floor-answer"
    key: Key
    colleague: str = ""
