"""One call over all its connections: epochs, the watchdog, text that waits. On one loop, told the time, no threads."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from typing import Any, Final

from kiosk.call.engine.connection import Connection, Listener, Make, Setup, Sources, swept
from kiosk.call.engine.gate import Gate
from kiosk.call.engine.media import Picture, Sound, Text
from kiosk.call.engine.media_engine import (
    Answered,
    Changed,
    Failed,
    Found,
    Heard,
    IceServer,
    Offered,
    Quality,
    Route,
    Seen,
    State,
    Statistics,
    Tell,
    Typed,
)
from kiosk.call.engine.texts import Outbox
from kiosk.call.engine.watchdog import Watchdog
from kiosk.errors import KioskError

log = logging.getLogger(__name__)
PREPARED_S: Final = 300.0
"""A connection made ready is used that long: credentials of a relay are good for ten minutes."""
EARLY: Final = 64
"""Candidates kept that came before the description they belong to."""
Servers = tuple[IceServer, ...]


@dataclass(slots=True)
class _Line:
    """The connection that is on: whether it knows the other end's description yet, and the candidates before that."""

    connection: Connection
    offers: bool
    answered: bool = False
    described: bool = False
    early: list[tuple[str, str, int]] = field(default_factory=list)


class Epochs:
    """See `MediaEngine` for what each does; here all of it on one loop."""

    def __init__(
        self, make: Make, tell: Tell, quality: Quality, route: Route, gate: Gate, clock: Callable[[], float]
    ) -> None:
        self._make, self._tell, self._clock, self._gate = make, tell, clock, gate
        self._quality, self._route = quality, route
        self._watchdog, self._outbox = Watchdog(), Outbox()
        self._epoch, self._servers, self._attempt = -1, tuple[IceServer, ...](), 0
        self._state: State = "ended"
        self._line: _Line | None = None
        self._prepared: tuple[Connection, Servers, float] | None = None
        self._tasks = set[asyncio.Task[None]]()
        self.sources = Sources()
        self.picture: Picture | None = None
        self.figures = Statistics(-1, "ended")

    def prepare(self, servers: Servers) -> None:
        """Make a connection ready, unless one is; in a call the next one goes by these servers."""
        if self._epoch >= 0:
            self._servers = servers
        elif self._line is None and not self._is_ready(servers):
            self._drop_prepared()
            self._spawn(self._ready(servers))

    def begin(self, epoch: int, servers: Servers) -> None:
        """The first connection of a call."""
        self._drop()
        self._epoch, self._servers, self._state = epoch, servers, "ended"
        self._offer()

    def respond(self, epoch: int, sdp: str, servers: Servers) -> None:
        """A connection that the other end offers."""
        if epoch < self._epoch:
            return
        self._drop()
        self._watchdog.ended()
        self._epoch, self._servers = epoch, servers
        self._spawn(self._responding(epoch, sdp))

    def answered(self, epoch: int, sdp: str) -> None:
        """The other end's description."""
        line = self._line
        if line is not None and epoch == self._epoch and line.offers and not line.answered:
            line.answered = True
            self._spawn(self._accepting(line, sdp))

    def candidate(self, epoch: int, candidate: tuple[str, str, int]) -> None:
        """One now, or once the description is in."""
        if self._line is None or epoch != self._epoch:
            return
        self._line.early = [*self._line.early, candidate][-EARLY:]
        if self._line.described:
            self._add(self._line)

    def regate(self) -> None:
        """The gate has changed."""
        if self._line is not None:
            self._line.connection.regate()

    def renew(self) -> None:
        """A new connection under the next epoch."""
        if self._epoch < 0:
            return
        self._attempt += self._state == "connecting"
        self._drop()
        self._epoch += 1
        self._offer()

    def write(self, text: Text) -> None:
        """A line to the other end, at once or when it can be."""
        if self._line is None or not self._line.connection.write(text):
            self._outbox.put(text)

    def end(self) -> None:
        """No call any more."""
        self._drop()
        self._watchdog.ended()
        self._outbox.taken()
        self.picture = None
        if self._epoch >= 0:
            self._become("ended")
        self._epoch = -1

    def look(self) -> None:
        """The watchdog's turn: ten times a second."""
        if self._line is not None:
            self._watchdog.heard(self._line.connection.heard_at)
            self._spawn(self._counted(self._line.connection))
        now = self._clock()
        if self._state == "connected" and self._watchdog.lost(now):
            self._become("lost")
        if self._watchdog.due(now):
            log.info("call: connection %d is silent, another is offered", self._epoch)
            self.renew()

    async def finish(self, within_s: float) -> None:
        """End all, and wait for what is being closed."""
        self.end()
        self._drop_prepared()
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=within_s)

    # --- making -------------------------------------------------------------------------------------------------------

    def _new(self, servers: Servers) -> Connection:
        heard = Listener(self._changed, self._seen, self._heard, self._typed, self._writable, self._found)
        how = self._route, self._quality, self._gate
        return self._make(Setup(servers, self._attempt, *how, self.sources, heard, self._clock))

    async def _ready(self, servers: Servers) -> None:
        if self._is_ready(servers):
            return
        connection = self._new(servers)
        self._prepared = connection, servers, self._clock()
        await connection.offer()

    def _is_ready(self, servers: Servers) -> bool:
        ready = self._prepared
        return ready is not None and ready[1] == servers and self._clock() - ready[2] < PREPARED_S

    def _offer(self) -> None:
        self._watchdog.offered(self._clock())
        self._spawn(self._offering(self._epoch))

    async def _offering(self, epoch: int) -> None:
        if self._is_ready(self._servers) and self._prepared is not None:
            connection, self._prepared = self._prepared[0], None
        else:
            connection = self._new(self._servers)
        connection.epoch = epoch
        self._line = _Line(connection, offers=True)
        self._become("connecting")
        sdp = await connection.offer()
        if self._is_on(connection):
            self._watchdog.offered(self._clock())
            self._tell(Offered(epoch, sdp))

    async def _responding(self, epoch: int, sdp: str) -> None:
        connection = self._new(self._servers)
        connection.epoch = epoch
        self._line = line = _Line(connection, offers=False)
        self._become("connecting")
        answer = await connection.respond(sdp)
        if self._is_on(connection):
            line.described = True
            self._tell(Answered(epoch, answer))
            self._add(line)

    async def _accepting(self, line: _Line, sdp: str) -> None:
        await line.connection.accept(sdp)
        line.described = True
        self._add(line)

    def _add(self, line: _Line) -> None:
        """Each by itself: the name of one may take seconds to be looked up (mDNS)."""
        early, line.early = line.early, []
        for candidate in early:
            self._spawn(self._adding(line, candidate))

    async def _adding(self, line: _Line, candidate: tuple[str, str, int]) -> None:
        try:
            await line.connection.candidate(*candidate)
        except ConnectionError as fault:
            log.info("call: an address of the other end is of no use: %s", fault)

    async def _counted(self, connection: Connection) -> None:
        figures = await connection.statistics(self._state)
        if self._is_on(connection):
            self.figures = figures

    def _drop(self) -> None:
        line, self._line = self._line, None
        if line is not None:
            self._spawn(swept(line.connection))

    def _drop_prepared(self) -> None:
        ready, self._prepared = self._prepared, None
        if ready is not None:
            self._spawn(swept(ready[0]))

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        """A task whose reference is kept, for asyncio keeps weak ones alone, and whose fault is told."""
        task = asyncio.get_running_loop().create_task(self._minded(work))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _minded(self, work: Coroutine[Any, Any, None]) -> None:
        try:
            await work
        except KioskError as fault:
            self._fail(fault)
        except ConnectionError as fault:
            self._fail(_not_made(self._epoch, fault))

    def _fail(self, fault: KioskError) -> None:
        self._tell(Failed(self._epoch, fault.code, fault.sentence, fault.remedy))

    # --- told by a connection -----------------------------------------------------------------------------------------

    def _is_on(self, connection: Connection) -> bool:
        return self._line is not None and self._line.connection is connection

    def _become(self, state: State) -> None:
        self._state = state
        self.figures = Statistics(self._epoch, state)
        self._tell(Changed(self._epoch, state))

    def _changed(self, connection: Connection, state: State) -> None:
        if not self._is_on(connection) or state == self._state:
            return
        if state == "connected":
            self._watchdog.connected()
            self._watchdog.heard(self._clock())
            connection.regate()
        else:
            self._watchdog.failed()
        self._become(state)

    def _seen(self, connection: Connection, picture: Picture) -> None:
        if self._is_on(connection):
            self.picture = picture
            self._tell(Seen(self._epoch, picture.number))

    def _heard(self, connection: Connection, sound: Sound) -> None:
        if self._is_on(connection):
            self._tell(Heard(self._epoch, sound))

    def _typed(self, connection: Connection, text: Text) -> None:
        if self._is_on(connection):
            self._tell(Typed(self._epoch, text))

    def _found(self, connection: Connection, candidate: str, mid: str, line: int) -> None:
        self._tell(Found(connection.epoch, candidate, mid, line))

    def _writable(self, connection: Connection) -> None:
        if self._is_on(connection):
            for text in self._outbox.taken():
                self.write(text)


def _not_made(epoch: int, fault: ConnectionError) -> KioskError:
    sentence = f"Connection {epoch} of the call could not be made: {str(fault)[:120]}."
    remedy = "It is tried again by itself; if that goes on, bring kiosk and page to the same version."
    return KioskError("call.description", sentence, remedy)
