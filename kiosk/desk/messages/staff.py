"""Messages between the desk and the page of a colleague. Those that go both ways stand in `shared`."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from kiosk.desk.messages.records import (
    At,
    Colleague,
    Count,
    DeclineReason,
    HandoverCard,
    IceServer,
    KioskNow,
    Lang,
    Left,
    Line,
    Name,
    Outcome,
    PresenceState,
    Record,
    Seconds,
    Short,
    Suggestion,
    Text,
    Ticket,
    TicketId,
    WrapUpNote,
)

# --- from the page ----------------------------------------------------------------------------------------------------


class StaffHello(Record):
    """The first message of a page's line; the desk answers with `StaffWelcome`."""

    type: Literal["staff-hello"] = "staff-hello"
    version: Count


class Presence(Record):
    """Takes offers, or not for now."""

    type: Literal["presence"] = "presence"
    state: PresenceState


class Accept(Record):
    """Take what was offered, or pick one that waits. Who is too late is told `Taken`."""

    type: Literal["accept"] = "accept"
    ticket: TicketId


class Decline(Record):
    """Not me: the next colleague is asked at once."""

    type: Literal["decline"] = "decline"
    ticket: TicketId
    reason: DeclineReason


class CannedReply(Record):
    """A ready reply of the store, by its id: the desk sends it as a whisper in the shopper's language."""

    type: Literal["canned-reply"] = "canned-reply"
    ticket: TicketId
    id: Count
    reply: Name


class HandBack(Record):
    """Give the shopper back to the AI, which says so."""

    type: Literal["hand-back"] = "hand-back"
    ticket: TicketId
    note: Short = ""


class Transfer(Record):
    """To a colleague, or whoever has a skill; `briefing` is for them alone."""

    type: Literal["transfer"] = "transfer"
    ticket: TicketId
    to: Short = ""
    skill: Short = ""
    briefing: Text = ""


class WrapUp(Record):
    """What it was about: closes the ticket."""

    type: Literal["wrap-up"] = "wrap-up"
    ticket: TicketId
    note: WrapUpNote


class AssistWanted(Record):
    """Suggestions for what was said so far, or for the colleague's own words. `lang` is what the colleague reads."""

    type: Literal["assist-wanted"] = "assist-wanted"
    ticket: TicketId
    text: Text = ""
    lang: Lang | None = None


class Handle(Record):
    """I take what was `Missed`: I go to the kiosk, I read the message. A number has routes of its own."""

    type: Literal["handle"] = "handle"
    what: Literal["page-floor", "leave-message"]
    id: Count


class Watch(Record):
    """A supervisor wants figures and kiosks each second, or no more."""

    type: Literal["watch"] = "watch"
    on: bool


# --- to the page ------------------------------------------------------------------------------------------------------


class StaffWelcome(Record):
    """The desk's answer to hello; the open tickets of this colleague follow as `Offered` and `Conversation`."""

    type: Literal["staff-welcome"] = "staff-welcome"
    version: Count
    name: Name
    shown: Name
    role: Short
    presence: PresenceState
    ice: tuple[IceServer, ...] = ()


class Queue(Record):
    """All that waits, is offered or goes on, over all kiosks, first in line first; sent when it changes."""

    type: Literal["queue"] = "queue"
    tickets: tuple[Ticket, ...]


class Offered(Record):
    """It rings at this colleague until `until`; with what the AI could not answer, before it is taken."""

    type: Literal["offered"] = "offered"
    ticket: Ticket
    until: At
    briefing: Text = ""
    question: Text = ""
    topic: Short = ""


class Withdrawn(Record):
    """It rings here no more: `rerouted` to the next, `declined` as was wished, or the ask is over (`ended`)."""

    type: Literal["withdrawn"] = "withdrawn"
    ticket: TicketId
    reason: Literal["rerouted", "declined", "ended"]


class Taken(Record):
    """Somebody else has it."""

    type: Literal["taken"] = "taken"
    ticket: TicketId


class Conversation(Record):
    """The colleague has the shopper; also after a reload of the page, with the lines until now."""

    type: Literal["conversation"] = "conversation"
    ticket: Ticket
    card: HandoverCard
    lines: tuple[Line, ...] = ()
    briefing: Text = ""
    ice: tuple[IceServer, ...] = ()


class Ended(Record):
    """The shopper is gone from this colleague. With `wrap_up` a note is wanted, `draft` is where it begins."""

    type: Literal["ended"] = "ended"
    ticket: TicketId
    reason: Literal["handed-back", "hung-up", "kiosk-lost", "dropped", "transferred"]
    wrap_up: bool
    draft: WrapUpNote | None = None


class TicketClosed(Record):
    """The note was kept, or its time is over: the colleague is free."""

    type: Literal["ticket-closed"] = "ticket-closed"
    ticket: TicketId
    outcome: Outcome


class Suggestions(Record):
    """What could be said or shown next, best first."""

    type: Literal["suggestions"] = "suggestions"
    ticket: TicketId
    items: Annotated[tuple[Suggestion, ...], Field(max_length=12)]


class Team(Record):
    """Who is signed in; sent when it changes."""

    type: Literal["team"] = "team"
    colleagues: tuple[Colleague, ...]


class Kiosks(Record):
    """All kiosks as they are; to supervisors who watch."""

    type: Literal["kiosks"] = "kiosks"
    kiosks: tuple[KioskNow, ...]


class Figures(Record):
    """The queue in numbers; to supervisors who watch. Shares are 0 to 1, none where nothing was counted yet today.

    The target is that a share of `goal` is answered within `target_s`; `in_target` is what it is today. `abandoned`
    counts how asks ended that nobody answered, `reasons` why, in the words of the kiosk that withdrew them.
    """

    type: Literal["figures"] = "figures"
    at: At
    waiting: Count
    longest_wait_s: Seconds
    talking: Count
    available: Count
    asked_today: Count
    answered_today: Count
    median_answer_s: Seconds | None
    in_target: Annotated[float, Field(ge=0, le=1)] | None
    abandoned: dict[Outcome, Count]
    reasons: Annotated[dict[Short, Count], Field(default_factory=dict)]
    target_s: Seconds = 20.0
    goal: Annotated[float, Field(ge=0, le=1)] = 0.8
    in_wrap_up: Count = 0
    on_hold: Count = 0


class Missed(Record):
    """Something for everybody at the desk: the floor is paged, a message or a number was left at a kiosk.

    `id` is its number among those of its kind. It is told to whoever signs in as well, and a page of the floor again
    and again, until `Handled`. `text` is the message, or what the number was left for.
    """

    type: Literal["missed"] = "missed"
    kiosk: Name
    what: Left
    id: Count
    at: At
    lang: str = ""
    urgent: bool = False
    text: Text = ""


class Handled(Record):
    """Nobody else needs to do anything about what was `Missed`: `by` took it; empty where its time is over."""

    type: Literal["handled"] = "handled"
    kiosk: Name
    what: Left
    id: Count
    by: str = ""
