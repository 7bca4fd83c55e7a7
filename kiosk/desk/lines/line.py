"""A websocket with a bounded queue before it: nobody waits for a slow reader, who is cut off instead."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from typing import Final

from aiohttp import WSCloseCode, WSMsgType, web
from pydantic import BaseModel

from kiosk.desk.auth.limits import Limit, too_fast
from kiosk.desk.messages.protocol import LONGEST, write
from kiosk.desk.messages.shared import Refusal
from kiosk.desk.tickets.stances import Stance, is_news, unsealed
from kiosk.errors import KioskError

HEARTBEAT_S: Final = 5.0
MOST_WAITING: Final = 512
"""Messages that a reader may be behind."""
MOST_KNOWN: Final = 8

WANTS_RECEIPT: Final = "?"
BEATS: Final = frozenset({WSMsgType.PING, WSMsgType.PONG})

Take = Callable[[str], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class _Ping:
    """Asks the other end whether it has all that was sent before; who answers it sends `receipt`."""

    receipt: str


def wanting_receipt(receipt: str, text: str) -> str:
    """A message for the bus whose line is to tell when it arrived; a receipt has no line break."""
    return f"{WANTS_RECEIPT}{receipt}\n{text}"


class Line:
    """One kiosk's, or one page's, connection to this node.

    `limit` holds how many messages its owner may send; `arrived` takes the receipts of messages that wanted one.
    """

    def __init__(self, name: str, now: Callable[[], float], limit: Limit, arrived: Take) -> None:
        self.name = name
        self.told: dict[type[BaseModel], object] = {}
        """What it was last told of a kind, so that it is told again only what is new."""
        self.greeted = False
        """Whether hello was answered: before it, nothing is told."""
        self.knows: dict[int, Stance] = {}
        """What it was told of tickets."""
        self._now = now
        self._socket = web.WebSocketResponse(
            heartbeat=HEARTBEAT_S, max_msg_size=LONGEST, compress=False, autoping=False
        )
        self._out: asyncio.Queue[str | _Ping | None] = asyncio.Queue(MOST_WAITING)
        self._limit, self._arrived = limit, arrived
        self._pings, self._pinged = 0, dict[bytes, str]()

    def send(self, message: BaseModel) -> None:
        """Send a message when its turn comes."""
        self.pass_on(write(message))

    def tell_once(self, message: BaseModel, of: object = None) -> None:
        """Send what it was not told last of its kind; of something else (`of`) the same words are new."""
        if self.told.get(type(message)) != (of, message):
            self.told[type(message)] = (of, message)
            self.send(message)

    def tell_text_once(self, kind: type[BaseModel], number: int, text: str) -> None:
        """Send a text that was numbered by whoever sends it to many, unless it was sent here."""
        if self.told.get(kind) != number:
            self.told[kind] = number
            self.pass_on(text)

    def hear(self, text: str) -> None:
        """Take what came over the bus: send it, unless it tells of a ticket what is known."""
        if text.startswith(WANTS_RECEIPT):
            receipt, _, message = text[len(WANTS_RECEIPT) :].partition("\n")
            self._put(message)
            self._put(_Ping(receipt))
            return
        stance, again, message = unsealed(text)
        if stance is None or again or is_news(self.knows.get(stance.ticket), stance):
            self.pass_on(message)
            if stance is not None:
                self.learn(stance)

    def greet(self, stance: Stance | None = None) -> None:
        """Hello was answered, with how its ticket stands: it is told of everything anew."""
        self.greeted = True
        self.told.clear()
        self.knows = {} if stance is None else {stance.ticket: stance}

    def learn(self, stance: Stance) -> None:
        """Its end knows how a ticket stands; of old tickets it is forgotten."""
        self.knows.pop(stance.ticket, None)
        self.knows[stance.ticket] = stance
        if len(self.knows) > MOST_KNOWN:
            del self.knows[next(iter(self.knows))]

    def pass_on(self, text: str) -> None:
        """Send a text; the line of a reader who is too far behind is closed."""
        self._put(text)

    def _put(self, what: str | _Ping) -> None:
        try:
            self._out.put_nowait(what)
        except asyncio.QueueFull:
            self.close()

    def close(self) -> None:
        """End the line; what was not sent yet is not sent."""
        while not self._out.empty():
            self._out.get_nowait()
        self._out.put_nowait(None)

    def refuse(self, fault: KioskError, about: str = "", number: int | None = None) -> None:
        """Say why something was not done; `number` is that of a line which is refused with it."""
        code, sentence, remedy = fault.code[:200], fault.sentence[:200], fault.remedy[:200]
        self.send(Refusal(code=code, sentence=sentence, remedy=remedy, about=about[:200], line=number))

    async def serve(self, take: Take) -> None:
        """Take messages until the line ends."""
        async with self._sending():
            async for message in self._socket:
                if message.type in BEATS:
                    await self._beat(message.type, message.data)
                elif message.type is not WSMsgType.TEXT:
                    break
                elif self._limit.take(self.name, self._now()):
                    await take(message.data)
                else:
                    self.refuse(too_fast())

    async def _beat(self, kind: WSMsgType, data: bytes) -> None:
        """Answer a ping; the answer to one of ours is the receipt that it asked for."""
        if kind is WSMsgType.PING:
            await self._socket.pong(data)
        elif (receipt := self._pinged.pop(bytes(data), None)) is not None:
            await self._arrived(receipt)

    async def open(self, request: web.Request) -> web.WebSocketResponse:
        """Answer the request for a websocket."""
        await self._socket.prepare(request)
        return self._socket

    @contextlib.asynccontextmanager
    async def _sending(self) -> AsyncIterator[None]:
        sender = asyncio.create_task(self._send_all())
        try:
            yield
        finally:
            sender.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await sender

    async def _ping(self, receipt: str) -> None:
        """Ping by a number of ours: what comes back is theirs to write, and no receipt by itself."""
        self._pings += 1
        number = str(self._pings).encode()
        self._pinged[number] = receipt
        await self._socket.ping(number)

    async def _send_all(self) -> None:
        while (what := await self._out.get()) is not None:
            try:
                if isinstance(what, str):
                    await self._socket.send_str(what)
                else:
                    await self._ping(what.receipt)
            except ConnectionError:
                return
        await self._socket.close(code=WSCloseCode.POLICY_VIOLATION)
