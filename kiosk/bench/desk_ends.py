"""Simulated kiosks and pages at the ends of real websockets: they ask, answer, hand back, and come back."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import json
import random
import time
from collections.abc import Callable, Sequence
from typing import Any, Final

from aiohttp import ClientError, ClientSession, ClientWebSocketResponse, CookieJar, TCPConnector, WSMsgType

from kiosk.desk.messages.protocol import VERSION

AGAIN_S: Final = 0.3
"""Before a new try, half of it by chance."""
ASK_AGAIN_S: Final = 1.5
"""A kiosk asks again, with the same key, as long as it heard nothing."""
Seen = Callable[[str, str, float], None]
"""What happened (asked, queued, accepted, closed, offered), to which key or kiosk, when (CLOCK_MONOTONIC)."""
CARD: Final = {"reason": "asked", "lang": "nl", "question": "Waar staat de haverdrank?"}
NOTE: Final = {"label": "oat drink", "summary": ["Shown the aisle."], "mood": "neutral", "result": "to-the-shelf"}


class Sessions:
    """Clients with addresses of their own on the loopback, as those who come from everywhere have."""

    def __init__(self, first: int = 1) -> None:
        self._open = contextlib.AsyncExitStack()
        self._addresses = itertools.count(first * 250)

    async def one(self) -> ClientSession:
        """A client."""
        high, low = divmod(next(self._addresses), 250)
        connector = TCPConnector(limit=0, local_addr=(f"127.1.{high}.{low + 1}", 0))
        return await self._open.enter_async_context(
            ClientSession(connector=connector, cookie_jar=CookieJar(unsafe=True))
        )

    async def close(self) -> None:
        """End them."""
        await self._open.aclose()


class _End:
    """One end of a line, which comes back wherever it is let in."""

    path = ""

    def __init__(self, session: ClientSession, nodes: Sequence[str], name: str, token: str, seen: Seen) -> None:
        self.name, self._session, self._nodes, self._token, self._seen = name, session, nodes, token, seen
        self._socket: ClientWebSocketResponse | None = None
        self.there = asyncio.Event()
        self.heard = 0

    async def run(self) -> None:
        """Keep a line, for ever."""
        while True:
            node = random.choice(self._nodes)
            with contextlib.suppress(ClientError, OSError, TimeoutError):
                async with self._session.ws_connect(
                    node + self.path, headers=self._headers(node), heartbeat=4
                ) as socket:
                    self._socket = socket
                    await self._serve(socket)
            self.there.clear()
            await asyncio.sleep(AGAIN_S * random.uniform(0.5, 1.0))

    async def say(self, kind: str, **fields: object) -> None:
        """Send a message; without a line it is lost, as it is in life."""
        await self.send(json.dumps({"type": kind} | fields))

    async def send(self, text: str) -> None:
        """Send a text."""
        with contextlib.suppress(ClientError, OSError):
            if self._socket is not None:
                await self._socket.send_str(text)

    async def _serve(self, socket: ClientWebSocketResponse) -> None:
        await self.say(f"{self.path.rpartition('/')[2]}-hello", version=VERSION)
        async for message in socket:
            if message.type is not WSMsgType.TEXT:
                return
            self.heard += 1
            await self.take(json.loads(message.data))

    def _headers(self, node: str) -> dict[str, str]:
        raise NotImplementedError

    async def take(self, message: dict[str, Any]) -> None:
        """Do what a message wants."""
        raise NotImplementedError


class KioskEnd(_End):
    """A kiosk: one ask at a time."""

    path = "/ws/kiosk"
    key = ""
    ticket = 0
    open = talks = False

    def _headers(self, _node: str) -> dict[str, str]:
        return {"Authorization": f"Bearer {self._token}"}

    async def ask(self, key: str) -> None:
        """Ask until it is over, whatever becomes of the line."""
        self.key, self.open, self.talks, over = key, True, False, asyncio.Event()
        self._over, self._answered = over, False
        self._seen("asked", key, time.monotonic())
        while not over.is_set():
            if self.there.is_set() and not self._answered:
                await self.say("ask", key=key, card=CARD)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(over.wait(), ASK_AGAIN_S)

    async def take(self, message: dict[str, Any]) -> None:
        """See `_End`."""
        match message["type"]:
            case "kiosk-welcome":
                self.there.set()
                self._answered = False
                known = message.get("open")
                if known and known["key"] != self.key:
                    await self.say("cancel", key=known["key"], reason="the kiosk began anew")
                elif known and known["ticket"]["state"] in {"accepted", "live"}:
                    await self.say("joined", ticket=known["ticket"]["id"])
            case "queued" if message["key"] == self.key:
                if not self._answered:
                    self._seen("queued", self.key, time.monotonic())
                self._answered = True
            case "accepted" if message["key"] == self.key:
                self._answered = self.talks = True
                self.ticket = message["ticket"]
                self._seen("accepted", self.key, time.monotonic())
                await self.say("joined", ticket=self.ticket)
            case "closed" if message["key"] == self.key and self.open:
                self.open = self.talks = False
                self._seen("closed", self.key, time.monotonic())
                self._over.set()
            case _:
                pass


class PageEnd(_End):
    """A colleague who takes what rings, talks for `handles_s`, and hands back; never, if that is none."""

    path = "/ws/staff"
    handles_s: float | None = 0.4
    ticket = 0

    def _headers(self, node: str) -> dict[str, str]:
        return {"Origin": node, "Cookie": f"desk={self._token}"}

    async def take(self, message: dict[str, Any]) -> None:
        """See `_End`."""
        match message["type"]:
            case "staff-welcome":
                self.there.set()
                await self.say("presence", state="available")
            case "offered":
                self._seen("offered", message["ticket"]["kiosk"], time.monotonic())
                await self.say("accept", ticket=message["ticket"]["id"])
            case "conversation":
                self.ticket = message["ticket"]["id"]
                if self.handles_s is not None:
                    self._later(self.handles_s, "hand-back", ticket=self.ticket)
            case "ended" if message["wrap_up"]:
                await self.say("wrap-up", ticket=message["ticket"], note=NOTE)
            case "refusal" if (
                message["about"] in {"hand-back", "wrap-up", "accept"} and message["code"] == "desk.database-away"
            ):
                # a person presses the button again; the desk tells on the new line what is still open
                if self._socket is not None:
                    await self._socket.close()
            case _:
                pass

    def _later(self, delay: float, kind: str, **fields: object) -> None:
        self._task = asyncio.create_task(self._say_later(delay, kind, fields))

    async def _say_later(self, delay: float, kind: str, fields: dict[str, object]) -> None:
        await asyncio.sleep(delay)
        await self.say(kind, **fields)
