"""The websocket to the desk, on a thread of its own: it comes back by itself, and only to the desk that is known.

A desk that made its own certificate is known by that very certificate (`pinned`): no other is taken for it, whoever
vouches for it. Waits grow to two seconds, each up to a half longer by chance, so that a thousand kiosks do not all come
at the same moment.
"""

from __future__ import annotations

import asyncio
import logging
import random
import ssl
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Final

import aiohttp

from kiosk.desk.auth.reach import ANOTHER, SHUT
from kiosk.desk.messages.protocol import LONGEST
from kiosk.errors import KioskError

WAITS_S: Final = (0.1, 0.25, 0.5, 1.0, 1.5)
CHANCE: Final = 0.5
STEADY_S: Final = 10.0
"""A line that lasted so long begins the waits anew; two kiosks with one token, which close each other's, do not."""
REACH_S: Final = 5.0
NO_CHECK_TIME: Final = 0x200000
"""X509_V_FLAG_NO_CHECK_TIME of OpenSSL, for which Python has no name."""
PATIENCE_S: Final = 15.0
"""A desk that is restarted, or starts with this kiosk, is away for so long, and nobody need be told."""
BEAT_S: Final = 2.0
"""A desk that is silent for so long is gone: sockets of a machine that lost its power tell nothing."""
MOST_WAITING: Final = 512
log = logging.getLogger(__name__)


class Line:
    """`up`, `heard` and `down` are called on the thread of the line. Without a token file there is no line."""

    def __init__(
        self, url: str, token: Path, pinned: Path | None, up: Callable[[], None], heard: Callable[[str], None],
        down: Callable[[], None],
    ) -> None:  # fmt: skip
        self._url, self._token, self._pinned = url.rstrip("/"), token, pinned
        self._up, self._heard, self._down = up, heard, down
        self._loop = asyncio.new_event_loop()
        self._out: asyncio.Queue[str] = asyncio.Queue(MOST_WAITING)
        self._on = False
        self._task: asyncio.Task[None] | None = None
        self._thread = threading.Thread(target=self._serve, name="desk-line", daemon=True)

    def open(self) -> None:
        """Begin to look for the desk."""
        self._thread.start()

    def send(self, text: str) -> None:
        """Send when there is a line; without one it is dropped, since the ask itself is told again with the next."""
        with suppress(RuntimeError):  # the loop has ended
            self._loop.call_soon_threadsafe(self._put, text)

    def close(self) -> None:
        """No line any more."""
        with suppress(RuntimeError):
            self._loop.call_soon_threadsafe(self._cancel)
        self._thread.join(REACH_S)

    def _put(self, text: str) -> None:
        if self._on:
            with suppress(asyncio.QueueFull):
                self._out.put_nowait(text)

    def _cancel(self) -> None:
        if self._task is not None:
            self._task.cancel()

    def _serve(self) -> None:
        self._task = self._loop.create_task(self._stay())
        with suppress(asyncio.CancelledError):
            self._loop.run_until_complete(self._task)
        self._loop.close()

    async def _stay(self) -> None:
        """One line after the other."""
        tries, told, lost = 0, "", self._loop.time()
        while True:
            began = self._loop.time()
            try:
                await self._live()
                told, lost = "", self._loop.time()
            except (aiohttp.ClientError, OSError, TimeoutError, ValueError, KioskError) as fault:
                lost = self._loop.time() if self._loop.time() - began > STEADY_S else lost
                if (why := _why(fault)) != told and self._loop.time() - lost >= PATIENCE_S:
                    told = why
                    log.warning("no line to the desk at %s: %s", self._url, why)
            self._on = False
            self._down()
            tries = 0 if self._loop.time() - began > STEADY_S else tries + 1
            wait = WAITS_S[min(tries, len(WAITS_S) - 1)]
            await asyncio.sleep(wait * (1 + random.uniform(0, CHANCE)))

    async def _live(self) -> None:
        """One line, until it ends."""
        token = self._token.read_text(encoding="ascii").strip()
        headers = {"Authorization": f"Bearer {token}"}
        timeout = aiohttp.ClientTimeout(total=None, connect=REACH_S, sock_connect=REACH_S)
        async with aiohttp.ClientSession(timeout=timeout, headers=headers) as client:
            reaching = client.ws_connect(
                f"{self._url}/ws/kiosk", ssl=self._trust(), heartbeat=BEAT_S, max_msg_size=LONGEST
            )
            async with await asyncio.wait_for(reaching, REACH_S) as socket:
                await self._serve_line(socket)

    async def _serve_line(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self._out = asyncio.Queue(MOST_WAITING)
        self._on = True
        sender = asyncio.create_task(self._send_all(socket))
        try:
            self._up()
            async for message in socket:
                if message.type is aiohttp.WSMsgType.TEXT:
                    self._heard(message.data)
        finally:
            self._on = False
            sender.cancel()
            with suppress(asyncio.CancelledError, ConnectionError):
                await sender

    async def _send_all(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        with suppress(ConnectionError):
            while True:
                await socket.send_str(await self._out.get())

    def _trust(self) -> ssl.SSLContext | bool:
        """Whose word is taken for the desk's: that of its own certificate, or of the authorities of this machine.

        Its own is known by itself, whenever and at whatever address: a kiosk that kept no clock begins in the past.
        """
        if self._pinned is None:
            return True
        context = ssl.create_default_context(cafile=str(self._pinned))
        context.check_hostname = False
        context.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN | NO_CHECK_TIME
        return context


def _why(fault: Exception) -> str:
    """What a technician is told; the doctor tells what to do about it."""
    if isinstance(fault, aiohttp.WSServerHandshakeError) and fault.status == 401:
        return f"{SHUT} (`kiosk desk enrol` there, `kiosk desk join` here)"
    if isinstance(fault, aiohttp.ClientConnectorCertificateError):
        return f"{ANOTHER} ({fault.certificate_error})"
    if isinstance(fault, aiohttp.ClientConnectorError):
        return str(fault.os_error)  # its own text names an object's place in memory, which is another each time
    return str(fault) or type(fault).__name__
