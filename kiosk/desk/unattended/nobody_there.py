"""Nobody was there: a number, a message or a call to the shop floor is kept, told to everybody, and handled by one."""

from __future__ import annotations

from typing import Final

from sqlalchemy.ext.asyncio import AsyncEngine

from kiosk.desk.auth.limits import LEFT, Limit, too_fast
from kiosk.desk.auth.staff_accounts import Staff
from kiosk.desk.bus.bus import Bus, topic
from kiosk.desk.lines.everybody import Everybody
from kiosk.desk.lines.line import Line
from kiosk.desk.messages.kiosk import CallBack, FloorAnswer, Kept, LeaveMessage, PageFloor
from kiosk.desk.messages.protocol import ToKiosk, write
from kiosk.desk.messages.records import Left
from kiosk.desk.messages.staff import Handle, Handled, Missed
from kiosk.desk.storage.encryption import Numbers
from kiosk.desk.tickets.queue import Rules
from kiosk.desk.unattended.call_backs import CallBacks
from kiosk.desk.unattended.floor_pages import FloorPages, Page
from kiosk.desk.unattended.left_messages import LeftMessages

MOST: Final = 20
"""Of a kind, that somebody who signs in is told; the lists have the rest."""
LOOK_S: Final = 2.0


class Unattended:
    """What is left at a desk."""

    def __init__(
        self, engine: AsyncEngine, bus: Bus, everybody: Everybody, staff: Staff, numbers: Numbers, rules: Rules
    ) -> None:
        self.call_backs, self.messages = CallBacks(engine, numbers), LeftMessages(engine)
        self._floor, self._staff = FloorPages(engine), staff
        self._bus, self._everybody, self._rules = bus, everybody, rules
        self._limit = Limit(LEFT)
        self._looked = 0.0

    async def take(self, kiosk: str, left: CallBack | LeaveMessage | PageFloor, now: float) -> None:
        """Keep what a kiosk leaves, and tell it so; what it sends again is told to nobody twice.

        Raises:
            KioskError: `desk.too-fast`.
        """
        if not self._limit.take(kiosk, now):
            raise too_fast()
        over: FloorAnswer | None = None
        match left:
            case CallBack():
                missed = await self.call_backs.keep(kiosk, left, now)
            case LeaveMessage():
                missed = await self.messages.keep(kiosk, left, now)
            case PageFloor():
                page, new = await self._floor.keep(kiosk, left, now)
                missed = page.missed() if new else None
                over = FloorAnswer(key=page.key, colleague=await self._shown(page.by)) if page.over else None
        await self._tell_kiosk(kiosk, Kept(key=left.key, what=left.type))
        if over is not None:
            await self._tell_kiosk(kiosk, over)
        if missed is not None:
            await self._everybody.tell(missed)

    async def handle(self, name: str, wish: Handle, now: float) -> None:
        """Somebody takes it.

        Raises:
            KioskError: there is none of that number.
        """
        if wish.what == "leave-message":
            await self.read(wish.id, name, now)
            return
        page = await self._floor.get(wish.id)
        if await self._floor.end(page, name, now):
            await self._over(page, name)

    async def read(self, number: int, name: str, now: float) -> None:
        """Somebody read a message. Raises `KioskError` desk.no-message."""
        kiosk = await self.messages.read(number, name, now)
        await self._handled(kiosk, "leave-message", number, name)

    async def done(self, number: int, name: str, now: float) -> None:
        """Somebody called a number. Raises `KioskError` desk.no-call-back."""
        kiosk = await self.call_backs.done(number, name, now)
        await self._handled(kiosk, "call-back", number, name)

    async def welcome(self, line: Line, now: float) -> None:
        """Tell who signs in what waits for somebody."""
        pages = [page.missed() for page in await self._floor.open(now)]
        waiting: tuple[Missed, ...] = (
            *pages[-MOST:],
            *await self.messages.unread(MOST),
            *await self.call_backs.undone(MOST),
        )
        for missed in waiting:
            line.send(missed)

    async def look(self, now: float) -> None:
        """Tell calls to the floor again, and end those that nobody took in time."""
        if 0 <= now - self._looked < LOOK_S:
            return
        self._looked = now
        for page in await self._floor.open(now):
            if now - page.at >= self._rules.floor_s:
                if await self._floor.end(page, "", now):
                    await self._over(page, "")
            elif now - page.told_at >= self._rules.floor_again_s and await self._floor.told(page, now):
                await self._everybody.tell(page.missed())

    async def _over(self, page: Page, by: str) -> None:
        await self._handled(page.kiosk, "page-floor", page.id, by)
        await self._tell_kiosk(page.kiosk, FloorAnswer(key=page.key, colleague=await self._shown(by)))

    async def _handled(self, kiosk: str | None, what: Left, number: int, by: str) -> None:
        if kiosk is not None:
            await self._everybody.tell(Handled(kiosk=kiosk, what=what, id=number, by=by))

    async def _tell_kiosk(self, kiosk: str, message: ToKiosk) -> None:
        await self._bus.publish(topic("kiosk", kiosk), write(message))

    async def _shown(self, name: str) -> str:
        return await self._staff.shown(name) if name else ""
