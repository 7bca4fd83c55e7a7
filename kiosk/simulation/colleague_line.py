"""A simulated colleague without a screen: the page's messages over its line, the call by the kiosk's engine.

For machines without a browser, and for tests: it does at once what a person needs a while for.
"""

from __future__ import annotations

import asyncio
import json
import logging
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, Final

import aiohttp

from kiosk.call import choice
from kiosk.call.engine import media_engine
from kiosk.desk.messages import kiosk as k
from kiosk.desk.messages import shared as b
from kiosk.desk.messages import staff as s
from kiosk.desk.messages.kiosk import Whisper
from kiosk.desk.messages.protocol import LONGEST, TO_STAFF, VERSION, read, write
from kiosk.desk.messages.records import WrapUpNote
from kiosk.errors import KioskError
from kiosk.settings import Call
from kiosk.simulation.colleague_devices import Camera, Microphone
from kiosk.simulation.colleague_log import Notebook
from kiosk.simulation.colleague_media import Media
from kiosk.simulation.story import Colleague

log = logging.getLogger(__name__)
RATE_CHARS_S: Final = 14.0
"""The face says so many characters a second."""
CONSENT_S: Final = 40.0


async def join(hello: dict[str, Any], part: Colleague) -> None:
    """Be added to the staff by the supervisor of the first start."""
    async with signed_in(hello, hello["admin"]["name"], hello["admin"]["password"]) as session:
        form = {"name": hello["name"], "shown": part.name, "role": "agent", "password": hello["password"]}
        form |= {"languages": [hello["lang"]]}
        async with session.post("/api/staff", json=form) as answer:
            answer.raise_for_status()


def trust(pinned: str | None) -> ssl.SSLContext | bool:
    """The desk's own certificate, at whatever address it is."""
    if pinned is None:
        return True
    context = ssl.create_default_context(cafile=pinned)
    context.check_hostname = False
    context.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN
    return context


@asynccontextmanager
async def signed_in(hello: dict[str, Any], name: str, password: str) -> AsyncIterator[aiohttp.ClientSession]:
    """A session of somebody at the desk."""
    connector = aiohttp.TCPConnector(ssl=trust(hello["pinned"]))
    jar = aiohttp.CookieJar(unsafe=True)  # an address in numbers
    async with aiohttp.ClientSession(hello["url"], connector=connector, cookie_jar=jar) as session:
        async with session.post("/api/session", json={"name": name, "password": password}) as answer:
            answer.raise_for_status()
        yield session


def run(hello: dict[str, Any], part: Colleague, media: Media, book: Notebook) -> None:
    """Take one ask, and see it through."""
    asyncio.run(_play(hello, part, media, book))


async def _play(hello: dict[str, Any], part: Colleague, media: Media, book: Notebook) -> None:
    async with (
        signed_in(hello, hello["name"], hello["password"]) as session,
        session.ws_connect("/ws/staff", headers={"Origin": hello["url"]}, max_msg_size=LONGEST) as socket,
    ):
        colleague = LineColleague(socket, part, media, book)
        try:
            await colleague.play(hello["lang"])
        finally:
            await asyncio.to_thread(colleague.close)


class LineColleague:
    """One conversation."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse, part: Colleague, media: Media, book: Notebook) -> None:
        self._socket, self._part, self._media, self._book = socket, part, media, book
        self._loop = asyncio.get_running_loop()
        self._told: asyncio.Queue[media_engine.Told] = asyncio.Queue()
        self._ticket = 0
        self._saw = asyncio.Event()
        self._ended = asyncio.Event()
        self._agreed: asyncio.Future[k.Consent] = self._loop.create_future()
        self._engine = self._open_engine()

    def close(self) -> None:
        """End what is left of a call."""
        if self._engine is not None:
            self._engine.close()

    async def play(self, lang: str) -> None:
        """From the first word to the desk until the note is kept."""
        await self._say(s.StaffHello(version=VERSION))
        await self._hear("staff-welcome")
        await self._say(s.Presence(state="available"))
        self._book.note("ready")
        offered = await self._hear("offered")
        self._book.note("offered")
        self._ticket = offered.ticket.id
        await asyncio.sleep(self._part.answers_s)
        await self._say(s.Accept(ticket=self._ticket))
        self._book.note("accepted")
        await self._hear("conversation")
        following = [asyncio.create_task(each) for each in (self._follow(), self._carry())]
        try:
            await self._help(lang)
        finally:
            for task in following:
                task.cancel()
            await asyncio.gather(*following, return_exceptions=True)

    async def _help(self, lang: str) -> None:
        part = self._part
        await asyncio.sleep(part.reads_s)
        await self._say(Whisper(ticket=self._ticket, id=1, text=part.whispers, lang=lang))
        self._book.note("whispered")
        await asyncio.sleep(len(part.whispers) / RATE_CHARS_S)
        if self._engine is not None:
            await self._meet()
        await asyncio.sleep(part.stays_s)
        await self._say(s.HandBack(ticket=self._ticket))
        self._book.note("back")
        await self._ended.wait()
        note = WrapUpNote(label=part.label, summary=(part.note,) if part.note else (), result="answered")
        self._ended.clear()
        await self._say(s.WrapUp(ticket=self._ticket, note=note))
        await self._ended.wait()
        self._book.note("wrapped")

    async def _meet(self) -> None:
        """Ask for video, and speak in it if the shopper wants it."""
        self._book.note("octets", self._octets())
        await self._say(b.ModeWanted(ticket=self._ticket, mode="video"))
        self._book.note("wished")
        try:
            agreed = await asyncio.wait_for(self._agreed, CONSENT_S)
        except TimeoutError:
            self._book.note("refused")
            return
        if not agreed.camera:
            self._book.note("refused")
            return
        await asyncio.wait_for(self._saw.wait(), CONSENT_S)
        self._book.note("sees")
        await asyncio.sleep(self._media.ends_s)
        self._book.note("said")
        self._book.note("octets", self._octets())

    async def _follow(self) -> None:
        """What the desk tells in the conversation."""
        async for message in self._socket:
            told = read(TO_STAFF, message.data)
            if getattr(told, "ticket", None) not in {self._ticket, None}:
                continue
            match told:
                case k.Consent() if told.mode != "whisper" or not self._agreed.done():
                    if not self._agreed.done():
                        self._agreed.set_result(told)
                    if self._engine is not None:
                        self._engine.open(camera=told.camera, microphone=True)
                case b.Offer() | b.Candidate() if self._engine is not None:
                    self._connect(told)
                case s.Ended() | s.TicketClosed():
                    self._ended.set()
                case b.Refusal():
                    log.warning("%s: %s", told.code, told.sentence)

    def _connect(self, told: b.Offer | b.Candidate) -> None:
        if self._engine is None:
            return
        if isinstance(told, b.Offer):
            self._engine.respond(told.epoch, told.sdp, ())
        else:
            self._engine.candidate(told.epoch, told.candidate, told.mid, told.line)

    async def _carry(self) -> None:
        """What the engine tells."""
        while True:
            match await self._told.get():
                case media_engine.Answered(epoch, sdp):
                    await self._say(b.Answer(ticket=self._ticket, epoch=epoch, sdp=sdp))
                case media_engine.Found(epoch, candidate, mid, line):
                    found = b.Candidate(ticket=self._ticket, epoch=epoch, candidate=candidate, mid=mid, line=line)
                    await self._say(found)
                case media_engine.Changed(epoch, state):
                    await self._say(b.CallState(ticket=self._ticket, epoch=epoch, state=state))
                case media_engine.Seen():
                    self._saw.set()
                case _:
                    continue

    def _octets(self) -> float:
        return float(self._engine.statistics().got_video.octets) if self._engine is not None else 0.0

    def _open_engine(self) -> media_engine.MediaEngine | None:
        """The engine of calls; without its library the colleague stays in writing."""

        def tell(told: media_engine.Told) -> None:
            if not isinstance(told, media_engine.Heard):
                self._loop.call_soon_threadsafe(self._told.put_nowait, told)

        try:
            found = choice.open_engine(Call(), tell)
        except KioskError as fault:
            log.warning("%s %s", fault.sentence, fault.remedy)
            return None
        found.attach(Camera(self._media.camera), Microphone(self._media.microphone))
        return found

    async def _say(self, message: Any) -> None:  # noqa: ANN401 - any of the protocol
        await self._socket.send_str(write(message))

    async def _hear(self, kind: str) -> Any:  # noqa: ANN401
        """The next message of a type; others are passed over."""
        async for message in self._socket:
            if json.loads(message.data)["type"] == kind:
                return read(TO_STAFF, message.data)
        raise ConnectionError("the desk has ended the line")
