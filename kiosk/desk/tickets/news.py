"""What follows from the state of a ticket, or from a step of it, for the kiosk and for the colleague. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, Literal

from kiosk.desk.messages import records
from kiosk.desk.messages.kiosk import Accepted, Closed, Requeued
from kiosk.desk.messages.protocol import ToKiosk, ToStaff
from kiosk.desk.messages.records import Line
from kiosk.desk.messages.staff import Conversation, Ended, Offered, TicketClosed, Withdrawn
from kiosk.desk.tickets.queue import KIOSK_AWAY
from kiosk.desk.tickets.transitions import QUEUED, TALKING, Cue, State, Step, Ticket

_WITHDRAWN: Final[dict[Cue, Literal["rerouted", "declined", "ended"]]] = {
    Cue.MISS: "rerouted",
    Cue.DECLINE: "declined",
    Cue.CANCEL: "ended",
    Cue.NOBODY: "ended",
    Cue.LOSE: "ended",
}


def view(ticket: Ticket, place: int = 0) -> records.Ticket:
    """A ticket as the page shows it."""
    return records.Ticket(
        id=ticket.id,
        kiosk=ticket.kiosk,
        state=ticket.state.value,
        epoch=ticket.epoch,
        lang=ticket.lang,
        reason=ticket.card.reason,
        priority=ticket.priority,
        skills=ticket.skills,
        asked_at=ticket.asked_at,
        place=place,
        agent=ticket.agent or "",
        mode=ticket.mode,
        outcome=ticket.outcome,
    )


def kiosk_state(ticket: Ticket, shown: str, detail: str = "") -> ToKiosk | None:
    """What a kiosk must know of its ask as it stands; none while it waits, since its place is told then."""
    if ticket.state in TALKING:
        return Accepted(ticket=ticket.id, key=ticket.key, colleague=shown, mode=ticket.mode)
    if ticket.state in QUEUED or ticket.outcome is None:
        return None
    return Closed(ticket=ticket.id, key=ticket.key, outcome=ticket.outcome, detail=detail)


def kiosk_news(after: Ticket, step: Step, shown: str) -> ToKiosk | None:
    """What a step means for the kiosk."""
    match step.cue:
        case Cue.DROP:
            return Requeued(ticket=after.id, key=after.key, reason="dropped")
        case Cue.TRANSFER:
            return Requeued(ticket=after.id, key=after.key, reason="transferred")
        case Cue.OFFER | Cue.DECLINE | Cue.MISS | Cue.JOIN | Cue.WRAP:
            return None
        case _:
            return kiosk_state(after, shown, step.detail)


def agent_state(ticket: Ticket, lines: Sequence[Line], reroute_s: float) -> ToStaff | None:
    """What a colleague must know of the ticket they are taken up with, as it stands."""
    if ticket.state is State.OFFERED:
        return Offered(
            ticket=view(ticket),
            until=ticket.since + reroute_s,
            briefing=ticket.briefing,
            question=ticket.card.question,
            topic=ticket.card.topic,
        )
    if ticket.state in TALKING:
        known = (*ticket.card.transcript, *lines)
        return Conversation(ticket=view(ticket), card=ticket.card, lines=known, briefing=ticket.briefing)
    if ticket.state is State.WRAP_UP:
        reason: Literal["handed-back", "hung-up"] = "handed-back" if ticket.outcome == "handed-back" else "hung-up"
        return Ended(ticket=ticket.id, reason=reason, wrap_up=True)
    return None


def agent_news(before: Ticket, after: Ticket, step: Step, lines: Sequence[Line], reroute_s: float) -> ToStaff | None:
    """What a step means for the colleague who has, or had, the ticket."""
    if step.cue is Cue.DROP:
        lost = step.detail == KIOSK_AWAY
        return Ended(ticket=after.id, reason="kiosk-lost" if lost else "dropped", wrap_up=False)
    if step.cue is Cue.TRANSFER:
        return Ended(ticket=after.id, reason="transferred", wrap_up=False)
    if step.cue is Cue.WRAP and after.outcome is not None:
        return TicketClosed(ticket=after.id, outcome=after.outcome)
    if step.cue is Cue.JOIN:
        return None
    if step.cue in _WITHDRAWN:
        offered = before.state is State.OFFERED
        return Withdrawn(ticket=after.id, reason=_WITHDRAWN[step.cue]) if offered else None
    return agent_state(after, lines, reroute_s)
