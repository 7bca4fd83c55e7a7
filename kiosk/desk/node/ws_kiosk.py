"""The line of a kiosk: what it asks, and what it sends into a conversation."""

from __future__ import annotations

import logging
from typing import Final

from aiohttp import web
from sqlalchemy.exc import SQLAlchemyError

from kiosk.desk.lines.line import Line
from kiosk.desk.messages.kiosk import (
    Ask,
    CallBack,
    Cancel,
    Condition,
    Joined,
    KioskHello,
    KioskWelcome,
    LeaveMessage,
    PageFloor,
)
from kiosk.desk.messages.protocol import FROM_KIOSK, VERSION, FromKiosk, line_of, read
from kiosk.desk.messages.records import Open
from kiosk.desk.messages.shared import HangUp, ModeNow, Peer, Said, Typed
from kiosk.desk.node import relay
from kiosk.desk.node.hub import Hub
from kiosk.desk.node.phones import is_phone
from kiosk.desk.storage import transcripts
from kiosk.desk.storage.database import away
from kiosk.desk.tickets.news import view
from kiosk.desk.tickets.stances import at_kiosk
from kiosk.desk.tickets.ticket_store import StaleError
from kiosk.desk.tickets.transitions import QUEUED, TALKING, Cue, State, Step, Ticket
from kiosk.errors import InputError, KioskError

LOG: Final = logging.getLogger(__name__)


async def serve(hub: Hub, kiosk: str, request: web.Request, may: frozenset[str] | None = None) -> web.WebSocketResponse:
    """Serve a kiosk whose token was good, until its line ends; `may` are the types that it may send, if not all."""
    line = Line(kiosk, hub.now, hub.limits.kiosk_messages, hub.features.deliveries.receive)
    socket = await line.open(request)
    with hub.lines.kiosk(line):
        await hub.changed()
        await line.serve(lambda text: _take(hub, line, text, may))
    if not hub.has_line("kiosk", kiosk):
        await _tell_agent(hub, kiosk, present=False)
    return socket


async def _take(hub: Hub, line: Line, text: str, may: frozenset[str] | None) -> None:
    about, number = "", None
    try:
        message = read(FROM_KIOSK, text)
        about, number = message.type, line_of(message)
        if may is not None and about not in may:
            raise InputError("desk.message", f"A phone sends no {about}.", "Load the page again.")
        _limit(hub, line.name, message, len(text))
        await _do(hub, line, message)
    except KioskError as fault:
        line.refuse(fault, about, number)
    except SQLAlchemyError:
        LOG.warning("%s of %s met a database that does not answer", about, line.name)
        if about in {"ask", "cancel"}:
            line.close()  # a kiosk sends both again with a new line, and takes a refusal for the end of its ask
        else:
            line.refuse(away(), about, number)


def _limit(hub: Hub, kiosk: str, message: FromKiosk, size: int) -> None:
    """Refuse what is more than a kiosk may leave in the database. Raises `KioskError` desk.too-fast."""
    match message:
        case Ask():
            hub.limits.ask(kiosk, message.key, size, hub.now())
        case CallBack() | LeaveMessage() | ModeNow():
            hub.limits.write(kiosk, size, hub.now())
        case Said() | Typed() if relay.is_whole(message):
            hub.limits.write(kiosk, size, hub.now())
        case _:
            pass


async def _do(hub: Hub, line: Line, message: FromKiosk) -> None:
    kiosk = line.name
    match message:
        case KioskHello():
            await _welcome(hub, line, message)
        case Ask():
            await _ask(hub, line, message)
        case Cancel():
            await _cancel(hub, line, message)
        case Joined():
            await _join(hub, kiosk, message.ticket)
        case HangUp():
            ticket = relay.own(await hub.tickets.get(message.ticket), "kiosk", kiosk)
            await end(hub, ticket, kiosk, message.reason)
        case Condition():
            await hub.features.conditions.tell(kiosk, message)
        case CallBack() | LeaveMessage() | PageFloor():
            await hub.features.unattended.take(kiosk, message, hub.now())
        case _:
            await relay.from_kiosk(hub, kiosk, message)


async def _welcome(hub: Hub, line: Line, hello: KioskHello) -> None:
    if hello.version != VERSION:
        raise relay.other_version(hello.version)
    ticket = await hub.tickets.of_kiosk(line.name)
    staffed = hub.roster.staffed(hub.now(), hub.rules.drop_s)
    open_ = None
    if ticket is not None:
        colleague = await hub.telling.shown(ticket.agent) if ticket.state in TALKING else ""
        lines = await transcripts.of_ticket(hub.engine, ticket.id) if is_phone(line.name) else ()
        open_ = Open(ticket=view(ticket), key=ticket.key, colleague=colleague, lines=lines)
    servers = hub.turn.servers(line.name, hub.now())
    line.send(KioskWelcome(version=VERSION, kiosk=line.name, staffed=staffed, open=open_, ice=servers))
    line.greet(None if ticket is None else at_kiosk(ticket))
    await hub.changed()
    await _tell_agent(hub, line.name, present=True)


async def _ask(hub: Hub, line: Line, ask: Ask) -> None:
    ticket = await hub.ask(line.name, ask.key, ask.card)
    line.told.clear()
    await hub.telling.kiosk_again(ticket)


async def _join(hub: Hub, kiosk: str, number: int) -> None:
    """The shopper was told; a kiosk may know of it before this node, which the accept was not sent to."""
    ticket = relay.own(await hub.ticket_of(number, "kiosk", kiosk), "kiosk", kiosk)
    if ticket.state not in TALKING:
        ticket = await hub.tickets.get(number)
    if ticket.state is not State.LIVE:
        await hub.step(ticket, Step(Cue.JOIN, kiosk))


async def _cancel(hub: Hub, line: Line, cancel: Cancel) -> None:
    ticket = await hub.tickets.of_key(line.name, cancel.key)
    if ticket is None:
        raise KioskError("desk.no-ask", "This ask never came to the desk.", "Nothing is to be done.")
    await end(hub, ticket, line.name, cancel.reason)


async def end(hub: Hub, ticket: Ticket, kiosk: str, reason: str) -> None:
    """The shopper wants no more: however far it has come, and however often it changes in between."""
    while ticket.state in QUEUED | TALKING:
        cue = Cue.CANCEL if ticket.state in QUEUED else Cue.HANG_UP
        try:
            await hub.step(ticket, Step(cue, kiosk, detail=reason))
        except StaleError:
            ticket = await hub.tickets.get(ticket.id)
        else:
            return
    await hub.telling.kiosk_again(ticket)


async def _tell_agent(hub: Hub, kiosk: str, *, present: bool) -> None:
    ticket = await hub.tickets.of_kiosk(kiosk)
    if ticket is not None and ticket.state in TALKING and ticket.agent is not None:
        await hub.tell("staff", ticket.agent, Peer(ticket=ticket.id, present=present))
