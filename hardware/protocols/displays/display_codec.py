"""The seam between what a display is to show and the protocol it speaks. Touches no port and no clock."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, Protocol

State = Literal["idle", "listening", "thinking", "speaking", "waiting", "in-call"]


@dataclass(frozen=True, slots=True)
class Content:
    """What a display is to show.

    `caption` are lines that fit the display, one fewer than it has where there is a `fact`: the number, price or word
    that is held while words come and go. `label` says what the fact is, where no caption needs the room.
    """

    state: State = "idle"
    caption: tuple[str, ...] = ()
    fact: str = ""
    kind: Literal["number", "price", "text"] = "text"
    label: str = ""


@dataclass(frozen=True, slots=True)
class Screen:
    """What a display is: letters in a line, lines, code page, and how bright it shall be, 0 to 1.

    `code_page` is the number by which the device selects the code page, None where a switch does; `setup` are bytes of
    one's own after its start. `page` and `fields` (ours to the device's) are for displays that have named ones.
    """

    columns: int
    rows: int
    encoding: str
    brightness: float = 1.0
    code_page: int | None = None
    setup: bytes = b""
    page: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Present:
    """The device said what it is."""

    model: str


@dataclass(frozen=True, slots=True)
class Accepted:
    """It did what it was told."""


@dataclass(frozen=True, slots=True)
class Refused:
    """It could not do what it was told: its own code, and what that means."""

    code: int
    meaning: str


@dataclass(frozen=True, slots=True)
class Touched:
    """Somebody pressed a component of a page, or let go of it."""

    page: int
    component: int
    pressed: bool


@dataclass(frozen=True, slots=True)
class Restarted:
    """It has forgotten all that it was told."""


Report = Present | Accepted | Refused | Touched | Restarted


class DisplayCodec(Protocol):
    """The host's end of a display's protocol. The methods but `feed` give the bytes to write; it keeps what it wrote,
    so that only what differs is written.
    """

    @property
    def unanswered(self) -> int:
        """How much was written that should have been answered; 0 for ever where a device never answers."""
        ...

    def probe(self) -> bytes:
        """Ask who is there, and forget what was written; nothing for a device that never answers."""
        ...

    def start(self) -> bytes:
        """Bring it to a known state: code page, brightness, nothing shown."""
        ...

    def show(self, content: Content) -> bytes:
        """What has to be written to show this; nothing if it is shown."""
        ...

    def refresh(self) -> bytes:
        """Now and then: a sign of life is asked for, or where there is none, all is written once more."""
        ...

    def feed(self, data: bytes) -> Sequence[Report]:
        """What the device said in `data`, and in the bytes before it."""
        ...
