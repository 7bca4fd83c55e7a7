"""The bus of many nodes: NATS core, which forgets what nobody hears, as a bus without truth may.

Those who subscribed at this node hear at once and without NATS; the server brings what other nodes say, and never a
node's own words. A server that is away, or slow, keeps nobody waiting: what does not fit is dropped, and whoever missed
it looks into the database.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Sequence
from functools import partial
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from kiosk.desk.bus.bus import Heard, LocalBus, Unsubscribe
from kiosk.desk.bus.nats_address import addresses
from kiosk.errors import InputError

if TYPE_CHECKING:
    from nats.aio.client import Client
    from nats.aio.msg import Msg
    from nats.aio.subscription import Subscription

LOG: Final = logging.getLogger(__name__)
MOST_WAITING: Final = 8192
"""Messages that the server may be behind."""
LONGEST: Final = 524_288
"""Bytes of a message: twice the longest of a line; a server takes 1 MiB unless it is told otherwise."""
PING_S: Final = 2
RECONNECT_S: Final = 0.2
CONNECT_S: Final = 2
AGAIN_S: Final = 1.0


class NatsBus:
    """The bus of a node; `open` begins to connect, and goes on trying for as long as it takes."""

    def __init__(self, servers: Sequence[str], name: str) -> None:
        self._address, self._name = addresses(servers), name
        self._client = _client()
        self._local = LocalBus()
        self._out: asyncio.Queue[tuple[str, bytes]] = asyncio.Queue(MOST_WAITING)
        self._subscribed: dict[str, Subscription] = {}
        self._changed: set[str] = set()
        self._wake, self._closed = asyncio.Event(), asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []
        self.dropped = 0
        """Messages that other nodes were not told."""

    @property
    def up(self) -> bool:
        """See `kiosk.desk.bus.bus.Bus`."""
        return bool(self._client.is_connected)

    async def open(self) -> None:
        """Begin to connect."""
        self._tasks = [asyncio.create_task(work()) for work in (self._connect, self._send, self._follow)]

    async def close(self) -> None:
        """Leave the server; this node's own are told on."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._client.close()

    async def publish(self, to: str, text: str) -> None:
        """See `kiosk.desk.bus.bus.Bus`. Never waits: what the server cannot take now other nodes are not told."""
        self._local.deliver(to, text)
        data = text.encode()
        try:
            if not self.up or len(data) > LONGEST:
                raise asyncio.QueueFull
            self._out.put_nowait((to, data))
        except asyncio.QueueFull:
            self.dropped += 1

    def subscribe(self, to: str, heard: Heard) -> Unsubscribe:
        """See `kiosk.desk.bus.bus.Bus`. What other nodes say is heard as soon as the server knows of it."""
        unsubscribe = self._local.subscribe(to, heard)
        self._look_at(to)

        def end() -> None:
            unsubscribe()
            self._look_at(to)

        return end

    def _look_at(self, to: str) -> None:
        self._changed.add(to)
        self._wake.set()

    async def _connect(self) -> None:
        """Connect; also to a server that lets nobody in, which the client itself gives up."""
        from nats.errors import Error

        while True:
            self._closed.clear()
            try:
                await self._connect_once()
                await self._closed.wait()
            except (Error, OSError, TimeoutError) as fault:
                LOG.warning("NATS lets this node not in: %s %s", type(fault).__name__, fault)
            await asyncio.sleep(AGAIN_S)
            self._client, self._subscribed = _client(), {}
            self._changed |= self._local.topics()

    async def _connect_once(self) -> None:
        await self._client.connect(
            servers=list(self._address.servers),
            name=self._name,
            no_echo=True,
            connect_timeout=CONNECT_S,
            reconnect_time_wait=RECONNECT_S,  # type: ignore[arg-type]  # seconds, and fractions of them
            max_reconnect_attempts=-1,
            ping_interval=PING_S,
            flush_timeout=CONNECT_S,
            disconnected_cb=self._lost,
            reconnected_cb=self._found,
            error_cb=self._told_of,
            closed_cb=self._gone,
            tls=self._address.tls,
            **self._address.rights,
        )
        await self._found()

    async def _send(self) -> None:
        from nats.errors import ConnectionClosedError, Error

        while True:
            to, data = await self._out.get()
            try:
                if not self.up:  # the client would keep it, and say it when nobody expects it any more
                    raise ConnectionClosedError
                await self._client.publish(_subject(self._address.prefix, to), data)
            except (Error, OSError) as fault:
                self.dropped += 1
                LOG.debug("not told to other nodes: %s", fault)

    async def _follow(self) -> None:
        """Subscribe at the server to what somebody here subscribed to, and to nothing else."""
        from nats.errors import Error

        while True:
            await self._wake.wait()
            self._wake.clear()
            if not self.up:
                continue
            while self._changed:
                to = self._changed.pop()
                try:
                    await self._align(to)
                except (Error, OSError):
                    self._changed.add(to)
                    break

    async def _align(self, to: str) -> None:
        wanted, there = self._local.has(to), to in self._subscribed
        if wanted and not there:
            self._subscribed[to] = await self._client.subscribe(
                _subject(self._address.prefix, to), cb=partial(self._hear, to), pending_msgs_limit=MOST_WAITING
            )
        elif there and not wanted:
            await self._subscribed.pop(to).unsubscribe()

    async def _hear(self, to: str, message: Msg) -> None:
        self._local.deliver(to, message.data.decode(errors="replace"))

    async def _lost(self) -> None:
        LOG.warning("NATS is away; nodes look into the database until it is back")
        while not self._out.empty():
            self._out.get_nowait()
            self.dropped += 1

    async def _gone(self) -> None:
        self._closed.set()

    async def _found(self) -> None:
        url = self._client.connected_url
        LOG.info("NATS: at %s", url.hostname if url is not None else "a server")
        if self._client.max_payload < LONGEST:
            LOG.warning("NATS takes %d bytes a message; set max_payload to %d", self._client.max_payload, LONGEST)
        self._wake.set()

    async def _told_of(self, fault: Exception) -> None:
        LOG.debug("NATS: %s %s", type(fault).__name__, fault)


def _subject(prefix: str, to: str) -> str:
    """A topic as NATS writes it: levels with dots, and none in a name."""
    levels = (quote(level, safe="").replace(".", "%2E") for level in to.split("/"))
    return ".".join((prefix, *levels))


def _client() -> Client:
    try:
        from nats.aio.client import Client
    except ModuleNotFoundError as fault:
        sentence = f"Many nodes tell each other by NATS, which needs the package {fault.name}."
        remedy = "Install it with `pip install 'balie[nats]'`, or set no desk.nats for one node."
        raise InputError("desk.nats-package", sentence, remedy) from fault
    return Client()


@contextlib.asynccontextmanager
async def nats_bus(servers: Sequence[str], name: str) -> AsyncIterator[NatsBus]:
    """The bus of a node named `name`, while it serves."""
    bus = NatsBus(servers, name)
    await bus.open()
    try:
        yield bus
    finally:
        await bus.close()
