"""What messages hold: tickets, handover cards, lines of a conversation, pushes. No message of its own.

Times are seconds since 1970 (UTC): kiosk, desk and page share no other clock. Languages are ISO 639-1 codes.
"""

from __future__ import annotations

import re
from typing import Annotated, Final, Literal

from pydantic import BaseModel, ConfigDict, Field

LONGEST_TEXT = 2000
"""Characters of a whisper, a typed line or a line of the transcript."""
LONGEST_SDP = 32_768
"""Characters of a session description: a browser's has some 3 000 to 10 000."""

Name = Annotated[str, Field(min_length=1, max_length=80)]
Text = Annotated[str, Field(max_length=LONGEST_TEXT)]
Short = Annotated[str, Field(max_length=200)]
Lang = Annotated[str, Field(pattern=r"^[a-z]{2}$")]
Key = Annotated[str, Field(min_length=8, max_length=64, pattern=r"^[A-Za-z0-9_-]+$")]
"""The kiosk's own name of an ask: the same however often it is sent."""
TicketId = Annotated[int, Field(ge=1, le=2**53 - 1)]
"""Not beyond what a browser's number can hold."""
Count = Annotated[int, Field(ge=0, le=2**31 - 1)]
At = Annotated[float, Field(ge=0, le=253_402_300_799, allow_inf_nan=False)]
"""Before the year 10000, the last that calendars of browsers and Python both have."""
Seconds = Annotated[float, Field(ge=0, allow_inf_nan=False)]

Mode = Literal["whisper", "voice", "video"]
"""The ladder of presence: the colleague types and the avatar speaks; is heard; is seen as well."""
By = Literal["shopper", "ai", "colleague"]
PresenceState = Literal["available", "hold", "away"]
"""Takes offers; takes none for now; is signed in but not there."""
TicketState = Literal["waiting", "offered", "accepted", "live", "wrap-up", "closed"]
Outcome = Literal["handed-back", "hung-up", "cancelled", "nobody", "lost"]
"""How an ask ended: the colleague gave back, an end hung up, the shopper withdrew, nobody came, the kiosk was lost."""
DeclineReason = Literal["busy", "language", "skill", "break", "other"]
Result = Literal["answered", "sold", "to-the-shelf", "callback", "unsolved", "other"]
"""What the colleague says came of it, in the wrap-up."""
Left = Literal["page-floor", "leave-message", "call-back"]
"""What a kiosk leaves for everybody at the desk where nobody took its ask."""
Mood = Literal["unknown", "negative", "neutral", "positive"]
"""Of the shopper's words, never of face or voice."""

_NUL: Final = re.compile(r"(?<!\\)(?:\\\\)*\\u0000")


def holds_nul(json: str) -> bool:
    """Whether a text of JSON holds the character NUL, which no text of PostgreSQL can (its manual, 8.3)."""
    return "\\u0000" in json and _NUL.search(json) is not None


class Record(BaseModel):
    """A part of a message: unchangeable, and without fields that are not known."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Line(Record):
    """A line of the conversation. The same `number` is sent again while `final` is false: it replaces the last."""

    number: Count
    by: By
    text: Text
    lang: Lang
    at: At
    final: bool = True


class HandoverCard(Record):
    """All that a colleague should know before saying a word; `question` is what the AI could not answer."""

    reason: Short
    lang: Lang
    priority: Annotated[int, Field(ge=0, le=9)] = 0
    page: bool = False
    skills: Annotated[tuple[Name, ...], Field(max_length=8)] = ()
    question: Text = ""
    topic: Short = ""
    tried: Annotated[tuple[Short, ...], Field(max_length=20)] = ()
    access: Short = "standard"
    transcript: Annotated[tuple[Line, ...], Field(max_length=200)] = ()


class Ticket(Record):
    """An ask as the desk shows it. `place` is 0 for one that does not wait; `agent` who was offered it or has it."""

    id: TicketId
    kiosk: Name
    state: TicketState
    epoch: Count
    lang: Lang
    reason: Short
    priority: Annotated[int, Field(ge=0, le=9)] = 0
    skills: tuple[Name, ...] = ()
    asked_at: At
    place: Count = 0
    agent: str = ""
    mode: Mode = "whisper"
    outcome: Outcome | None = None


class Open(Record):
    """The open ask of a kiosk, for one that comes back: what the desk holds of it, and with whom.

    `lines` of the talk are told to a phone alone: its page has nothing else to know them by. A kiosk has said them.
    """

    ticket: Ticket
    key: Key
    colleague: str = ""
    lines: tuple[Line, ...] = ()


class IceServer(Record):
    """A STUN or TURN server; credentials are good for minutes."""

    urls: tuple[Short, ...]
    username: Short = ""
    credential: Short = ""


class PushedCard(Record):
    """A product or an entry on the shopper's screen; `entry` is its id at the kiosk, else `title` and `text` serve."""

    kind: Literal["card"] = "card"
    title: Short
    text: Text = ""
    entry: Short = ""
    place: Short = ""
    price: Short = ""


class PushedMap(Record):
    """The way to a place of the store's map."""

    kind: Literal["map"] = "map"
    place: Name


class PushedQr(Record):
    """A code that the shopper's phone can take along."""

    kind: Literal["qr"] = "qr"
    text: Annotated[str, Field(min_length=1, max_length=1000)]
    label: Short = ""


class PushedGesture(Record):
    """A gesture of face and robot, at a place if it points."""

    kind: Literal["gesture"] = "gesture"
    name: Name
    place: Short = ""


Pushed = Annotated[PushedCard | PushedMap | PushedQr | PushedGesture, Field(discriminator="kind")]


class Suggestion(Record):
    """Something the colleague could say or show: `why` is what in the words that were said led to it.

    `text` is in the shopper's language, `reading` the same in the colleague's where that is another.
    """

    kind: Literal["entry", "question", "related", "objection"]
    title: Short
    text: Text
    reading: Text = ""
    entry: Short = ""
    place: Short = ""
    why: Short = ""
    score: Annotated[float, Field(ge=0, le=1)] = 0.0


class Colleague(Record):
    """Somebody signed in, for a transfer and for the supervisor."""

    name: Name
    shown: Name
    presence: PresenceState
    busy: bool
    languages: tuple[Lang, ...] = ()
    skills: tuple[Name, ...] = ()


class KioskNow(Record):
    """A kiosk as it is: `asked` is what is being asked at it now, `missing` the parts that fail."""

    kiosk: Name
    online: bool
    state: Short = ""
    missing: tuple[Name, ...] = ()
    asked: Text = ""
    lang: str = ""


class WrapUpNote(Record):
    """What a conversation was about, as the colleague leaves it: three lines at most."""

    label: Short
    summary: Annotated[tuple[Short, ...], Field(max_length=3)] = ()
    mood: Mood = "unknown"
    result: Result
