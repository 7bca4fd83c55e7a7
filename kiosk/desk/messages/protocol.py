"""The seam: every message between a kiosk, the desk and the page of a colleague, as JSON with a `type`.

A line begins with hello and its `VERSION`; an unknown type or field is refused, never guessed at. Four unions say who
may send what: `FromKiosk`, `ToKiosk`, `FromStaff`, `ToStaff`. One conversation, seen from both ends:

    kiosk                            desk                                    page
    ask(key, card)            →
                              ←      queued(place, wait_s)
                                     offered(ticket, until)           →
                                                                      ←      accept
                              ←      accepted(colleague)  conversation(card, lines) →
    joined                    →
                              ←      whisper(text)                    ←      whisper(text)
    said(line) typed(text)    →                                       →      said(line) typed(text)
                              ←      mode-wanted(video)               ←      mode-wanted(video)
    consent(camera) offer     →                                       →      consent(camera) offer
                              ←      answer candidate                 ←      answer candidate
                              ←      closed(handed-back)              ←      hand-back
                                     ended(wrap_up)                   →
                                                                      ←      wrap-up(note)
                                     ticket-closed                    →
"""

from __future__ import annotations

from typing import Annotated, Final, TypeVar

from pydantic import BaseModel, Field, TypeAdapter, ValidationError

from kiosk.desk.messages import kiosk as k
from kiosk.desk.messages import shared as b
from kiosk.desk.messages import staff as s
from kiosk.desk.messages.records import holds_nul
from kiosk.errors import InputError

VERSION: Final = 1
LONGEST: Final = 262_144
"""Bytes of a message: an ask with 200 lines of transcript is the longest."""

Relayed = b.Typed | b.Offer | b.Answer | b.Candidate | b.CallState | b.Mute | b.ModeWanted
"""What the desk hands to the other end as it is."""

FromKiosk = Annotated[
    k.KioskHello
    | k.Ask
    | k.Cancel
    | k.Joined
    | k.Consent
    | k.Condition
    | k.CallBack
    | k.LeaveMessage
    | k.PageFloor
    | b.Said
    | Relayed
    | b.ModeNow
    | b.HangUp
    | b.Refusal,
    Field(discriminator="type"),
]
ToKiosk = Annotated[
    k.KioskWelcome
    | k.Queued
    | k.Accepted
    | k.Requeued
    | k.Whisper
    | k.Push
    | k.ShopperHold
    | k.Closed
    | k.Kept
    | k.FloorAnswer
    | Relayed
    | b.Peer
    | b.Servers
    | b.Refusal,
    Field(discriminator="type"),
]
FromStaff = Annotated[
    s.StaffHello
    | s.Presence
    | s.Accept
    | s.Decline
    | s.CannedReply
    | s.HandBack
    | s.Transfer
    | s.WrapUp
    | s.AssistWanted
    | s.Handle
    | s.Watch
    | k.Whisper
    | k.Push
    | k.ShopperHold
    | Relayed
    | b.HangUp,
    Field(discriminator="type"),
]
ToStaff = Annotated[
    s.StaffWelcome
    | s.Queue
    | s.Offered
    | s.Withdrawn
    | s.Taken
    | s.Conversation
    | s.Ended
    | s.TicketClosed
    | s.Suggestions
    | s.Team
    | s.Kiosks
    | s.Figures
    | s.Missed
    | s.Handled
    | k.Consent
    | b.Said
    | Relayed
    | b.ModeNow
    | b.Peer
    | b.Servers
    | b.Refusal,
    Field(discriminator="type"),
]

FROM_KIOSK: Final[TypeAdapter[FromKiosk]] = TypeAdapter(FromKiosk)
TO_KIOSK: Final[TypeAdapter[ToKiosk]] = TypeAdapter(ToKiosk)
FROM_STAFF: Final[TypeAdapter[FromStaff]] = TypeAdapter(FromStaff)
TO_STAFF: Final[TypeAdapter[ToStaff]] = TypeAdapter(ToStaff)

M = TypeVar("M")


def read(adapter: TypeAdapter[M], text: str) -> M:
    """The message that a text is.

    Raises:
        InputError: `desk.message`: it is none of the union, or holds what no database keeps.
    """
    if holds_nul(text):
        raise InputError("desk.message", "This message holds the character NUL.", "Send text without it.")
    try:
        return adapter.validate_json(text)
    except ValidationError as fault:
        first = fault.errors(include_url=False, include_input=False)[0]
        place = ".".join(str(each) for each in first["loc"]) or "the message"
        sentence = f"This is no message of version {VERSION}: {place[:80]}: {first['msg'][:80]}."
        raise InputError("desk.message", sentence, "Bring kiosk, desk and page to the same version.") from fault


def write(message: BaseModel) -> str:
    """The text of a message."""
    return message.model_dump_json()


def line_of(message: BaseModel) -> int | None:
    """The number of words that were said or written whole, for who is told that they did not arrive."""
    match message:
        case k.Whisper(id=number) | s.CannedReply(id=number):
            return number
        case b.Typed(line=number, done=True):
            return number
        case _:
            return None
