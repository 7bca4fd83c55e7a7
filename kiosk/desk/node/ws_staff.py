"""The line of a colleague's page: taking, talking, handing back."""

from __future__ import annotations

import asyncio
import logging
from typing import Final

from aiohttp import web
from sqlalchemy.exc import SQLAlchemyError

from kiosk.desk.auth.roles import Role
from kiosk.desk.auth.staff_accounts import SESSION_S, Person
from kiosk.desk.lines.line import Line
from kiosk.desk.messages.kiosk import Whisper
from kiosk.desk.messages.protocol import FROM_STAFF, VERSION, FromStaff, line_of, read
from kiosk.desk.messages.records import Line as Spoken
from kiosk.desk.messages.records import PresenceState
from kiosk.desk.messages.shared import HangUp, Peer, Said
from kiosk.desk.messages.staff import (
    Accept,
    AssistWanted,
    CannedReply,
    Decline,
    HandBack,
    Handle,
    Presence,
    StaffHello,
    StaffWelcome,
    Taken,
    Transfer,
    Watch,
    WrapUp,
)
from kiosk.desk.node import relay, team
from kiosk.desk.node.hub import Hub
from kiosk.desk.storage.database import away
from kiosk.desk.tickets.ticket_store import StaleError
from kiosk.desk.tickets.transitions import TALKING, Cue, State, Step, Ticket
from kiosk.errors import KioskError

LOG: Final = logging.getLogger(__name__)
AT_FIRST: Final[PresenceState] = "hold"
"""Who signs in is asked nothing until they say that they are ready."""


async def serve(hub: Hub, person: Person, request: web.Request) -> web.WebSocketResponse:
    """Serve a page whose session was good, until its line, or the longest session, ends."""
    line = Line(person.name, hub.now, hub.limits.staff_messages, hub.features.deliveries.receive)
    socket = await line.open(request)
    presence = hub.lines.presence(person.name) or hub.roster.presence(person.name) or AT_FIRST
    over = asyncio.get_running_loop().call_later(SESSION_S, line.close)
    with hub.lines.staff(line, person, presence):
        await hub.changed()
        try:
            await line.serve(lambda text: _take(hub, line, person, text))
        finally:
            over.cancel()
    if not hub.has_line("staff", person.name):
        await _tell_kiosk(hub, person.name, present=False)
    return socket


async def _take(hub: Hub, line: Line, person: Person, text: str) -> None:
    about, number = "", None
    try:
        message = read(FROM_STAFF, text)
        about, number = message.type, line_of(message)
        await _do(hub, line, person, message)
    except KioskError as fault:
        line.refuse(fault, about, number)
    except SQLAlchemyError:
        LOG.warning("%s of %s met a database that does not answer", about, line.name)
        line.refuse(away(), about, number)


async def _do(hub: Hub, line: Line, person: Person, message: FromStaff) -> None:
    name = person.name
    match message:
        case StaffHello():
            await _welcome(hub, line, person, message)
        case Presence():
            hub.lines.wish(name, message.state)
            await hub.changed()
        case Accept():
            await _accept(hub, line, message.ticket)
        case Decline():
            await _step(hub, name, message.ticket, Step(Cue.DECLINE, name, detail=message.reason))
        case HandBack():
            await _step(hub, name, message.ticket, Step(Cue.HAND_BACK, name, detail=message.note))
        case HangUp():
            await _step(hub, name, message.ticket, Step(Cue.HANG_UP, name, detail=message.reason))
        case Transfer():
            await _transfer(hub, name, message)
        case WrapUp():
            ticket = relay.own(await hub.tickets.get(message.ticket), "agent", name)
            if ticket.state is State.WRAP_UP:
                await hub.tickets.wrap(ticket.id, name, message.note, hub.now())
            await hub.step(ticket, Step(Cue.WRAP, name))
        case CannedReply() | AssistWanted() | Handle() | Watch():
            await _beside(hub, line, person, message)
        case _:
            await relay.from_agent(hub, name, message)


async def _own(hub: Hub, name: str, number: int) -> Ticket:
    return relay.own(await hub.ticket_of(number, "staff", name), "agent", name)


async def _step(hub: Hub, name: str, number: int, step: Step) -> None:
    """Do what a colleague wants with their own ticket, though it changes in that moment: as the shopper joins."""
    ticket = await _own(hub, name, number)
    while True:
        try:
            await hub.step(ticket, step)
        except StaleError:
            seen, ticket = ticket, relay.own(await hub.tickets.get(number), "agent", name)
            if ticket.epoch == seen.epoch:
                raise
        else:
            return


async def _welcome(hub: Hub, line: Line, person: Person, hello: StaffHello) -> None:
    if hello.version != VERSION:
        raise relay.other_version(hello.version)
    presence = hub.lines.presence(person.name) or AT_FIRST
    servers = hub.turn.servers(person.name, hub.now())
    shown, role = person.shown, person.role.value
    line.send(StaffWelcome(version=VERSION, name=person.name, shown=shown, role=role, presence=presence, ice=servers))
    line.greet()
    ticket = await hub.tickets.of_agent(person.name)
    if ticket is not None:
        await hub.telling.agent_again(ticket)
        if ticket.state in TALKING:
            hub.features.suggest(ticket)
    await hub.features.welcome(line, hub.now())
    await hub.changed()
    await _tell_kiosk(hub, person.name, present=True)


async def _beside(hub: Hub, line: Line, person: Person, message: CannedReply | AssistWanted | Handle | Watch) -> None:
    """What helps a colleague, and takes no step of a ticket."""
    match message:
        case Handle():
            await hub.features.unattended.handle(person.name, message, hub.now())
        case Watch() if person.role is Role.SUPERVISOR:
            hub.features.watchers.watch(line, on=message.on)
        case Watch():
            raise KioskError("desk.role", f"The role {person.role.value} may not watch.", "Ask a supervisor.")
        case AssistWanted():
            ticket = await _own(hub, person.name, message.ticket)
            if message.lang is not None:
                hub.lines.read(person.name, message.lang)
            hub.features.suggest(ticket, message.text)
        case CannedReply():
            await _say_ready(hub, line, person.name, message)


async def _say_ready(hub: Hub, line: Line, name: str, wish: CannedReply) -> None:
    """Say a ready reply in the shopper's language; the page, which has no words of its own for it, is told them."""
    ticket = relay.own(await hub.talking(wish.ticket), "agent", name)
    text, lang = hub.features.replies.get(wish.reply).said(ticket.lang)
    await relay.from_agent(hub, name, Whisper(ticket=ticket.id, id=wish.id, text=text, lang=lang))
    line.send(Said(ticket=ticket.id, line=Spoken(number=wish.id, by="colleague", text=text, lang=lang, at=hub.now())))


async def _accept(hub: Hub, line: Line, number: int) -> None:
    """Take a ticket; as long as it waits, what happens to it in between is no reason not to."""
    ticket = await hub.tickets.get(number)
    while ticket.state is State.WAITING or (ticket.state is State.OFFERED and ticket.agent == line.name):
        cue = Cue.ACCEPT if ticket.state is State.OFFERED else Cue.PICK
        try:
            hub.features.suggest(await hub.step(ticket, Step(cue, line.name, line.name)))
        except StaleError:
            seen, ticket = ticket, await hub.tickets.get(number)
            if ticket.epoch == seen.epoch:
                raise
        else:
            return
    if ticket.agent == line.name and ticket.state in TALKING:
        await hub.telling.agent_again(ticket)
    else:
        line.send(Taken(ticket=number))


async def _transfer(hub: Hub, name: str, wish: Transfer) -> None:
    ticket = await _own(hub, name, wish.ticket)
    team.refuse_nobody(hub.roster.here(hub.now(), hub.rules.drop_s), name, wish.to, wish.skill)
    step = Step(Cue.TRANSFER, name, wanted=wish.to or None, briefing=wish.briefing, skill=wish.skill)
    await _step(hub, name, ticket.id, step)


async def _tell_kiosk(hub: Hub, name: str, *, present: bool) -> None:
    ticket = await hub.tickets.of_agent(name)
    if ticket is not None and ticket.state in TALKING:
        await hub.tell("kiosk", ticket.kiosk, Peer(ticket=ticket.id, present=present))
