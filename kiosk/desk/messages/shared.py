"""Messages that pass in both directions of a conversation: the desk hands them from one end to the other."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from kiosk.desk.messages.records import LONGEST_SDP, Count, IceServer, Line, Mode, Record, Short, Text, TicketId

Sdp = Annotated[str, Field(min_length=1, max_length=LONGEST_SDP)]


class Typed(Record):
    """Real-time text, sent with every character: all of line `line` so far, so that one lost message does no harm.

    EN 301 549, 6.2: text beside voice. `done` when the line was sent off; corrections come as a shorter `text`.
    """

    type: Literal["typed"] = "typed"
    ticket: TicketId
    line: Count
    text: Text
    done: bool = False


class Said(Record):
    """A line of the transcript as it is spoken; captions of what a colleague says come this way as well."""

    type: Literal["said"] = "said"
    ticket: TicketId
    line: Line


class Offer(Record):
    """A session description that begins connection `epoch`: a connection is never mended, but made anew (epoch + 1)."""

    type: Literal["offer"] = "offer"
    ticket: TicketId
    epoch: Count
    sdp: Sdp


class Answer(Record):
    """The session description that answers the offer of `epoch`; one of an older epoch is ignored."""

    type: Literal["answer"] = "answer"
    ticket: TicketId
    epoch: Count
    sdp: Sdp


class Candidate(Record):
    """An ICE candidate of connection `epoch`; an empty one is the last."""

    type: Literal["candidate"] = "candidate"
    ticket: TicketId
    epoch: Count
    candidate: Annotated[str, Field(max_length=2000)]
    mid: Short = ""
    line: Count = 0


class CallState(Record):
    """How connection `epoch` fares, told by the kiosk and by the page. A page that has none says that 0 is lost."""

    type: Literal["call-state"] = "call-state"
    ticket: TicketId
    epoch: Count
    state: Literal["connecting", "connected", "lost", "ended"]


class Mute(Record):
    """The sender is silent (`microphone`) or dark (`camera`) for now, or again not."""

    type: Literal["mute"] = "mute"
    ticket: TicketId
    microphone: bool
    camera: bool


class ModeWanted(Record):
    """The sender would like it so; up the ladder the shopper's consent decides, down it is done at once."""

    type: Literal["mode-wanted"] = "mode-wanted"
    ticket: TicketId
    mode: Mode


class ModeNow(Record):
    """The kiosk has gone over to a mode: what frame and badge show."""

    type: Literal["mode-now"] = "mode-now"
    ticket: TicketId
    mode: Mode


class HangUp(Record):
    """The sender ends the conversation: no hand-back, the shopper or the colleague is gone."""

    type: Literal["hang-up"] = "hang-up"
    ticket: TicketId
    reason: Short = ""


class Peer(Record):
    """The desk on the other end: its line is lost for the moment, or there again (a call is then offered anew)."""

    type: Literal["peer"] = "peer"
    ticket: TicketId
    present: bool


class Servers(Record):
    """The servers of calls anew, before what was told last is over: who makes a connection anew goes by these."""

    type: Literal["servers"] = "servers"
    ice: tuple[IceServer, ...]


class Refusal(Record):
    """Something was not done: code, sentence and remedy as everywhere; `about` is the type that was refused.

    Mostly by the desk; a kiosk says so of what a colleague wanted it to show. `line` is the number of words that were
    said or written whole, and did not arrive.
    """

    type: Literal["refusal"] = "refusal"
    code: Short
    sentence: Short
    remedy: Short
    about: Short = ""
    ticket: TicketId | None = None
    line: Count | None = None
