"""What both ends of a conversation may send each other, and that only they may."""

from __future__ import annotations

from typing import Literal

from kiosk.desk.assist.draft import SHOWN
from kiosk.desk.messages.kiosk import Consent, Push, ShopperHold, Whisper
from kiosk.desk.messages.protocol import VERSION, Relayed
from kiosk.desk.messages.records import By, Line, PushedCard, PushedGesture, PushedMap, PushedQr
from kiosk.desk.messages.shared import ModeNow, Refusal, Said, Typed
from kiosk.desk.node.hub import Hub
from kiosk.desk.storage import transcripts
from kiosk.desk.tickets.transitions import Ticket
from kiosk.errors import KioskError


async def from_kiosk(hub: Hub, kiosk: str, message: Relayed | Consent | Said | ModeNow | Refusal) -> None:
    """Hand a kiosk's message to its colleague.

    Raises:
        KioskError: `desk.no-talk`, `desk.not-yours`.
    """
    ticket = own(await hub.talking(message.ticket or 0), "kiosk", kiosk)
    match message:
        case Said() if is_whole(message):
            await transcripts.keep(hub.engine, ticket.id, message.line)
        case Typed() if is_whole(message):
            await _keep(hub, ticket, message.line, "shopper", message.text, ticket.lang)
        case ModeNow():
            await hub.tickets.set_mode(ticket.id, message.mode)
            await hub.changed()
        case _:
            pass
    if isinstance(message, Said | Typed) and is_whole(message):
        await hub.features.deliveries.to_agent(ticket, message)
    elif ticket.agent is not None:
        await hub.tell("staff", ticket.agent, message)


async def from_agent(hub: Hub, agent: str, message: Relayed | Whisper | Push | ShopperHold) -> None:
    """Hand a colleague's message to the kiosk.

    Raises:
        KioskError: `desk.no-talk`, `desk.not-yours`.
    """
    ticket = own(await hub.talking(message.ticket), "agent", agent)
    match message:
        case Typed() if is_whole(message):
            await _keep(hub, ticket, message.line, "colleague", message.text, ticket.lang)
        case Whisper():
            await _keep(hub, ticket, message.id, "colleague", message.text, message.lang)
        case Push() if not isinstance(message.what, PushedGesture):
            number = len(await transcripts.of_ticket(hub.engine, ticket.id))
            await _keep(hub, ticket, number, "colleague", SHOWN + _shown(message.what), ticket.lang)
        case _:
            pass
    if isinstance(message, Whisper | Push | ShopperHold) or (isinstance(message, Typed) and is_whole(message)):
        await hub.features.deliveries.to_kiosk(ticket, agent, message)
    else:
        await hub.tell("kiosk", ticket.kiosk, message)


def is_whole(message: Said | Typed) -> bool:
    """Whether a line is said or sent off, so that it is kept and must arrive; the next letter replaces any other."""
    return message.line.final if isinstance(message, Said) else message.done


def own(ticket: Ticket, end: Literal["kiosk", "agent"], name: str) -> Ticket:
    """The ticket, if it is theirs.

    Raises:
        KioskError: `desk.not-yours`.
    """
    if name != (ticket.kiosk if end == "kiosk" else ticket.agent):
        raise KioskError("desk.not-yours", f"Ticket {ticket.id} is not yours.", "Look at the queue again.")
    return ticket


def other_version(theirs: int) -> KioskError:
    """Whoever speaks another version is not served."""
    sentence = f"This line speaks version {theirs}, the desk {VERSION}."
    return KioskError("desk.version", sentence, "Bring both to the same version; load a page again.")


def _shown(what: PushedCard | PushedMap | PushedQr) -> str:
    """What the transcript tells of something that was put before the shopper."""
    match what:
        case PushedCard():
            return what.title
        case PushedMap():
            return what.place
        case PushedQr():
            return what.label or what.text[:200]


async def _keep(hub: Hub, ticket: Ticket, number: int, by: By, text: str, lang: str) -> None:
    line = Line(number=number, by=by, text=text, lang=lang, at=hub.now())
    await transcripts.keep(hub.engine, ticket.id, line)
