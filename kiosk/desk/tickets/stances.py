"""What one end knows of a ticket: from it follows what is new to that end, however it learns of it. Pure.

News goes over the bus, sealed with the stance that follows from it. Whoever was told more already is not told less, and
who was told nothing is found when a node looks into the database (`kiosk.desk.node.catch_up`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal, cast

from kiosk.desk.tickets.queue import TAKEN_UP
from kiosk.desk.tickets.transitions import QUEUED, TALKING, State, Ticket

What = Literal["waiting", "offered", "talking", "wrap-up", "over"]
NEWS: Final = "="
AGAIN: Final = "!"
_AT_AGENT: Final[dict[State, What]] = {
    State.OFFERED: "offered",
    State.ACCEPTED: "talking",
    State.LIVE: "talking",
    State.WRAP_UP: "wrap-up",
}


@dataclass(frozen=True, slots=True)
class Stance:
    """How a ticket stands for one end since a step."""

    ticket: int
    epoch: int
    what: What


def at_kiosk(ticket: Ticket) -> Stance:
    """How it stands for the shopper."""
    what: What = "waiting" if ticket.state in QUEUED else "talking" if ticket.state in TALKING else "over"
    return Stance(ticket.id, _since(ticket), what)


def at_agent(ticket: Ticket, agent: str) -> Stance:
    """How it stands for a colleague, who has it or does no more."""
    theirs = ticket.agent == agent and ticket.state in TAKEN_UP
    return Stance(ticket.id, _since(ticket), _AT_AGENT[ticket.state] if theirs else "over")


def is_news(known: Stance | None, told: Stance) -> bool:
    """Whether what a step led to is to be told yet."""
    return known is None or told.epoch > known.epoch


def was_missed(known: Stance | None, now: Stance) -> bool:
    """Whether an end does not know how it stands. That somebody waits is told with their place."""
    if known is None:
        return now.what not in {"waiting", "over"}
    return now.epoch > known.epoch and (now.what != known.what or now.what in {"offered", "talking"})


def sealed(stance: Stance, text: str, mark: str = NEWS) -> str:
    """A message with the stance that it leads to; with `AGAIN` it is told whatever is known."""
    return f"{mark}{stance.ticket} {stance.epoch} {stance.what} {text}"


def unsealed(text: str) -> tuple[Stance | None, bool, str]:
    """The stance, whether it is told whatever is known, and the message. One that is not sealed has no stance."""
    if not text.startswith((NEWS, AGAIN)):
        return None, True, text
    ticket, epoch, what, message = text[1:].split(" ", 3)
    return Stance(int(ticket), int(epoch), cast("What", what)), text.startswith(AGAIN), message


def _since(ticket: Ticket) -> int:
    """The step since which it stands so: that a shopper joined is news to nobody."""
    return ticket.epoch - 1 if ticket.state is State.LIVE else ticket.epoch
