"""A desk that is served on this machine, and a kiosk and a page that talk to it over real websockets."""

from __future__ import annotations

import asyncio
import contextlib
import json
from pathlib import Path

import desk_databases
from aiohttp import ClientSession, CookieJar, web
from argon2 import PasswordHasher
from sqlalchemy import text

from kiosk.desk.auth.roles import Role
from kiosk.desk.auth.staff_accounts import Newcomer, Staff
from kiosk.desk.messages.protocol import TO_KIOSK, TO_STAFF, VERSION, read
from kiosk.desk.messages.records import HandoverCard
from kiosk.desk.node.hub import USUAL, Hub
from kiosk.desk.routes.application import NOBODYS, application
from kiosk.desk.storage.database import migrate, open_database

QUICK = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)
"""The real hash at its smallest."""
PASSWORD = "a sentence of my own"
HEARS_S = 60.0
CARD = HandoverCard(reason="asked", lang="nl", question="Waar staat de haverdrank?")


class End:
    """One end of a websocket; what was heard and not asked for yet stays in order."""

    def __init__(self, socket, adapter):
        self.socket, self._adapter = socket, adapter

    async def say(self, type_, **fields):
        await self.socket.send_str(json.dumps({"type": type_, **fields}))

    async def hear(self, type_, **wanted):
        """The next message of a type with these fields; others are passed over, but not without end."""
        async with asyncio.timeout(HEARS_S):
            while True:
                message = await self.hear_any()
                if message.type == type_ and all(getattr(message, name) == value for name, value in wanted.items()):
                    return message

    async def hear_any(self):
        """The next message."""
        return read(self._adapter, await asyncio.wait_for(self.socket.receive_str(), HEARS_S))

    async def close(self):
        await self.socket.close()


class Attentive:
    """A websocket that is read all the time, so that pings are answered while the test waits for something else."""

    def __init__(self, socket):
        self._socket, self._heard = socket, asyncio.Queue()
        self._task = asyncio.create_task(self._read())

    async def _read(self):
        async for message in self._socket:
            self._heard.put_nowait(message.data)

    async def receive_str(self):
        return await self._heard.get()

    async def send_str(self, text):
        await self._socket.send_str(text)

    async def close(self):
        await self._socket.close()
        await self._task


def attentive(end):
    """An end of the desk's support that is read all the time."""
    end.socket = Attentive(end.socket)
    return end


class Desk:
    """A served node."""

    def __init__(self, hub, at, app):
        self.hub, self.at, self._app = hub, at, app
        self._open = contextlib.AsyncExitStack()

    def hub_routes(self):
        return self._app.router.routes()

    async def client(self, **options):
        return await self._open.enter_async_context(ClientSession(cookie_jar=CookieJar(unsafe=True), **options))

    async def signed_in(self, name):
        client = await self.client()
        async with client.post(f"{self.at}/api/session", json={"name": name, "password": PASSWORD}) as answer:
            assert answer.status == 200, await answer.text()
        return client

    async def token(self, kiosk):
        code = await self.hub.enrolment.make_code(kiosk, "test", self.hub.now())
        return (await self.hub.enrolment.enrol(code, self.hub.now()))[1]

    async def kiosk(self, name, token=None):
        client = await self.client()
        token = token or await self.token(name)
        socket = await client.ws_connect(f"{self.at}/ws/kiosk", headers={"Authorization": f"Bearer {token}"})
        end = End(socket, TO_KIOSK)
        await end.say("kiosk-hello", version=VERSION)
        end.token, end.welcome = token, await end.hear("kiosk-welcome")
        return end

    async def page(self, name, presence="available", client=None):
        client = client or await self.signed_in(name)
        socket = await client.ws_connect(f"{self.at}/ws/staff", headers={"Origin": self.at})
        end = End(socket, TO_STAFF)
        await end.say("staff-hello", version=VERSION)
        end.client, end.welcome = client, await end.hear("staff-welcome")
        if presence:
            await end.say("presence", state=presence)
        return end

    async def close(self):
        await self._open.aclose()


@contextlib.asynccontextmanager
async def served(
    folder: Path, rules=USUAL, knowledge=None, trust=NOBODYS, provider=None, tick_s=0.05, port=0, **options
):
    """A desk with a supervisor, ann and bob (agents), a content manager and a technician."""
    engine = open_database(desk_databases.address(folder))
    await migrate(engine)
    hub = Hub(engine, rules=rules, staff=Staff(engine, QUICK), tick_s=tick_s, **options)
    have = {person.name for person in await hub.staff.everybody()}
    roles = {"ann": Role.AGENT, "bob": Role.AGENT} | {role.value: role for role in Role}
    for name, role in roles.items():
        if name not in have:
            newcomer = Newcomer(name, name.title(), role, PASSWORD, ("nl", "en"), ())
            await hub.staff.add(newcomer, "test", hub.now())
    app = application(hub, knowledge=knowledge, trust=trust, provider=provider)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
    await runner.setup()
    desk = None
    try:
        site = web.TCPSite(runner, "127.0.0.1", port)
        await site.start()
        desk = Desk(hub, f"http://127.0.0.1:{runner.addresses[0][1]}", app)
        yield desk
    finally:
        if desk is not None:
            await desk.close()
        await runner.cleanup()


def card(**fields):
    return CARD.model_copy(update=fields).model_dump(mode="json")


async def rows_of(desk, *tables):
    """All that these tables of the database hold, as text."""
    rows = []
    async with desk.hub.engine.connect() as connection:
        for table in tables:
            rows += map(str, (await connection.execute(text(f"SELECT * FROM {table}"))).all())
    return "\n".join(rows)


async def in_talk(at_kiosk, at_page):
    """A kiosk and ann at their nodes, who talk, and the number of their ticket."""
    door, ann = await at_kiosk.kiosk("door"), await at_page.page("ann")
    await door.say("ask", key="key-0001", card=card())
    number = (await ann.hear("offered")).ticket.id
    await ann.say("accept", ticket=number)
    await door.hear("accepted")
    await door.say("joined", ticket=number)
    await ann.hear("conversation")
    return door, ann, number
