"""A node that serves: folder, database, certificate, hub and port, opened in that order and closed in the other."""

from __future__ import annotations

import asyncio
import errno
import gc
import os
import secrets
import socket
import ssl
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from aiohttp import web

from kiosk.desk.assist.knowledge_workers import Knowledge
from kiosk.desk.auth import certificate
from kiosk.desk.auth.first_start import first_supervisor
from kiosk.desk.auth.openid_connect import provider_of
from kiosk.desk.bus.nats_bus import nats_bus
from kiosk.desk.node.hub import Hub
from kiosk.desk.node.outfit import open_outfit
from kiosk.desk.node.rights_watch import RightsWatch
from kiosk.desk.node.turn import turn_of
from kiosk.desk.routes.application import application
from kiosk.desk.storage.database import beside, migrate, open_database
from kiosk.desk.storage.folder import Folder, Served, folder_of
from kiosk.desk.tickets.queue import Rules
from kiosk.desk.web.trust import Trust, networks
from kiosk.errors import InputError, KioskError
from kiosk.settings import Desk

SHUTDOWN_S: Final = 2.0
EVERYWHERE: Final = frozenset({"", "0.0.0.0", "::"})  # noqa: S104 - compared with, not bound


@dataclass(frozen=True, slots=True)
class Node:
    """A node that serves. `password` is that of the first supervisor, at the first start alone.

    `watch` sees which rights end.
    """

    hub: Hub
    served: Served
    watch: asyncio.Task[None]
    password: str | None = None

    async def serve(self, over: asyncio.Event) -> None:
        """Serve until it is over. A node that does but half of its work must end: this raises what ended the rest."""
        waits = asyncio.create_task(over.wait())
        works = [work for work in (self.hub.work, self.watch) if work is not None]
        try:
            await asyncio.wait([waits, *works], return_when=asyncio.FIRST_COMPLETED)
        finally:
            waits.cancel()
        for work in works:
            if work.done():
                work.result()


@asynccontextmanager
async def serving(settings: Desk, *, first: bool = False, store: Path | None = None) -> AsyncIterator[Node]:
    """Serve meanwhile. `first`: where nobody was ever added, `admin` is, and the password is in the node.

    `store` is the folder whose knowledge is shown and written at the desk; without one none is.

    Raises:
        InputError: `desk.folder`, `desk.certificate`, `desk.database`, `desk.driver`, `desk.nats`,
            `desk.nats-package`, `desk.turn`, `desk.host`.
        KioskError: `desk.running`, `desk.migration`, `desk.damaged`, `desk.port`.
    """
    folder = folder_of(settings)
    folder.open()
    async with AsyncExitStack() as stack:
        stack.enter_context(folder.held(alone=not settings.database))
        tls, shown = _tls(settings, folder)
        engine = open_database(settings.database or beside(folder.path))
        stack.push_async_callback(engine.dispose)
        await migrate(engine)
        rules = Rules(reroute_s=settings.answer_s, nobody_s=settings.nobody_s, target_s=settings.target_s)
        knowledge = Knowledge(store) if store is not None else None
        outfit = open_outfit(folder.path, store, settings.retention_days, knowledge, settings.public_url)
        turn = turn_of(settings)
        name = _name() if settings.database or settings.nats else ""
        bus = await stack.enter_async_context(nats_bus(settings.nats, name)) if settings.nats else None
        hub = Hub(engine, bus, rules, outfit=outfit, name=name, turn=turn)
        password = await first_supervisor(engine, hub.staff, hub.now()) if first else None
        trust = Trust(networks(settings.proxies), networks(settings.metrics_from))
        app = application(hub, knowledge=knowledge, trust=trust, provider=provider_of(settings))
        port = await _listening(stack, app, settings, tls)
        host = socket.gethostname() if settings.host in EVERYWHERE else settings.host
        served = Served(f"{'https' if tls else 'http'}://{host}:{port}", shown, os.getpid(), hub.now())
        stack.enter_context(folder.announced(served))
        watch = asyncio.create_task(RightsWatch(hub).run())
        stack.push_async_callback(_over, watch)
        gc.freeze()  # what is loaded stays: to look for garbage among it held up all lines for 50 ms
        yield Node(hub, served, watch, password)


def _name() -> str:
    """What this node is called among the others: nobody else ever was."""
    return f"{socket.gethostname()[:60]}-{secrets.token_hex(6)}"


async def _over(task: asyncio.Task[None]) -> None:
    task.cancel()
    await asyncio.wait([task])


def _tls(settings: Desk, folder: Folder) -> tuple[ssl.SSLContext | None, str]:
    """The context to serve with, and the fingerprint to show; neither without TLS."""
    if not settings.tls:
        return None, ""
    if settings.certificate is not None:
        return certificate.context(settings.certificate, settings.key), certificate.fingerprint(settings.certificate)
    certificate.own(folder, time.time())
    return certificate.context(folder.certificate, folder.key), certificate.fingerprint(folder.certificate)


async def _listening(stack: AsyncExitStack, app: web.Application, settings: Desk, tls: ssl.SSLContext | None) -> int:
    """Listen until the stack is closed; the port."""
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=SHUTDOWN_S)
    await runner.setup()
    stack.push_async_callback(runner.cleanup)
    site = web.TCPSite(runner, settings.host or None, settings.port, ssl_context=tls)
    try:
        await site.start()
    except socket.gaierror as fault:
        sentence = f"This machine has no address {settings.host!r}."
        raise InputError("desk.host", sentence, "Set desk.host to 0.0.0.0, or to one it has.") from fault
    except OSError as fault:
        raise _no_port(settings, fault) from fault
    return int(runner.addresses[0][1])


def _no_port(settings: Desk, fault: OSError) -> KioskError:
    where = f"{settings.host}:{settings.port}"
    if fault.errno == errno.EADDRNOTAVAIL:
        sentence = f"This machine has no address {settings.host!r}."
        return InputError("desk.host", sentence, "Set desk.host to 0.0.0.0, or to one it has.")
    sentence = f"The desk cannot listen on {where}: {os.strerror(fault.errno or 0)}."
    remedy = "Set desk.port to another one, or see who has it: `ss -ltnp`. Below 1024 it needs a right of its own."
    return KioskError("desk.port", sentence, remedy)
