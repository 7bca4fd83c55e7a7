"""Keeps one part alive: spawn, heartbeat, deadline, capped restart with back-off."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import socket
import sys
import time
from collections import Counter, deque
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Final

from kiosk.events import Event, PartFailed, PartReady
from kiosk.ports import Message
from kiosk.resources import CONFIG
from kiosk.runtime import wire
from kiosk.runtime.output import Output
from kiosk.settings import Settings

BACKOFF_S: Final = (0.0, 0.2, 0.5, 1.0, 2.0)
LINE_LIMIT: Final = 1 << 22
MINUTE_S: Final = 60.0
LEAN: Final = {"MALLOC_ARENA_MAX": "2"}
"""A part of many threads would keep a heap for each of them: mallopt(3)."""
LATE_S: Final = 0.3
"""So much later than it was to be, a look at the clock tells that this process itself was held up."""
STARVED: Final = 0.5
"""A part that waited for a processor for this share of the time is not hung."""
PARTLY: Final = frozenset({"hearing.no-model"})
"""With these codes a part that served goes on serving: another language may have what this one lacks."""
OFF: Final = frozenset({"camera.off", "microphone.off", "body.none"})
"""With these codes a part has nothing to do because somebody wants it so: no fault."""
MESSAGE: Final = b'{"type"'
"""How a line of the vocabulary begins; any other is a heartbeat with counts."""

Emit = Callable[[str, Event], None]
Tell = Callable[[str, str], None]


class Supervisor:
    """One part: its process while it lives, a `PartFailed` when it dies, a new process after it.

    `module` has the part's `run`; `emit(part, event)` is called in the loop's thread for every event of the part, and
    `tell(part, line)` for every line that its process writes to its standard output or error. `config` is the copy of
    the product's files that the part goes by, None for those that were shipped.
    """

    def __init__(
        self,
        name: str,
        module: str,
        settings: Settings,
        run_dir: Path,
        emit: Emit,
        tell: Tell,
        config: Path | None = None,
    ) -> None:
        self.name, self._module = name, module
        self.ready = self.serves = False
        """Whether it takes messages; and whether what it needs, such as a camera that sees, is there, too."""
        self.off = False
        """Whether it has nothing to do because somebody wants it so."""
        self.pid: int | None = None
        self.lives = 0
        self.counts: Counter[str] = Counter()
        """What the part counted (`kiosk.ports.Link.count`), over all its lives, as of its last heartbeat."""
        self._former: Counter[str] = Counter()
        self._settings, self._run_dir, self._emit, self._tell = settings, run_dir, emit, tell
        self._config = config
        self._renewing = False
        self._writer: asyncio.StreamWriter | None = None
        self._starts: deque[float] = deque()
        self._closing = False

    def send(self, message: Message) -> bool:
        """Hand a message to the part; false if it cannot take any now."""
        if self._writer is None or self._writer.is_closing():
            return False
        self._writer.write(wire.encode(message))
        return True

    async def run(self) -> None:
        """Serve until `close`, or until the part has used up its restarts."""
        while not self._closing and self._may_start():
            reason = await self._live()
            self.ready = self.serves = self.off = False
            self.pid, self._writer = None, None
            if self._renewing and not self._closing:
                self._renewing = False
                self._starts.clear()
                self._emit(self.name, PartFailed(self.name, "part.renewed", "It begins anew with what was changed."))
            elif not self._closing:
                self._emit(self.name, PartFailed(self.name, "part.died", reason))
                await asyncio.sleep(BACKOFF_S[min(len(self._starts) - 1, len(BACKOFF_S) - 1)])
        if not self._closing:
            self._emit(self.name, PartFailed(self.name, "part.given-up", "It failed too often; restart the kiosk."))

    def close(self) -> None:
        """Let the part go: it sees its link close."""
        self._closing = True
        if self._writer is not None:
            self._writer.close()

    def renew(self, settings: Settings, config: Path | None, *, now: bool) -> None:
        """Go by other settings and files from the next life of the part on; `now` begins that life at once."""
        self._settings, self._config = settings, config
        if now and self._writer is not None:
            self._renewing = True
            self._writer.close()

    def _may_start(self) -> bool:
        now = time.monotonic()
        while self._starts and now - self._starts[0] > MINUTE_S:
            self._starts.popleft()
        self._starts.append(now)
        return len(self._starts) <= self._settings.runtime.restarts + 1

    async def _live(self) -> str:
        """One life of the process; the reason of its end."""
        self.lives += 1
        self._former = self.counts.copy()
        ours, theirs = socket.socketpair()
        output = Output(partial(self._tell, self.name))
        with theirs:
            process = await self._spawned(theirs, output.inlet)
        output.handed_over()
        self.pid = process.pid
        reader, self._writer = await asyncio.open_connection(sock=ours, limit=LINE_LIMIT)
        hello = {"settings": self._settings.model_dump(mode="json"), "run_dir": str(self._run_dir)}
        self._writer.write(json.dumps(hello).encode() + b"\n")
        if self._closing:
            self._writer.close()
        asked = False
        try:
            hung = await self._read(reader)
            asked = not hung and (self._closing or self._renewing)
        finally:  # a core that fails on what a part says leaves no process behind either
            if not asked:
                _kill(process.pid)
            self._writer.close()
            with suppress(OSError):
                await self._writer.wait_closed()
            status = await self._reap(process)
            output.close()
        return "It was silent too long and was ended." if hung else f"Its process ended ({status})."

    async def _spawned(self, link: socket.socket, output: int) -> asyncio.subprocess.Process:
        return await asyncio.create_subprocess_exec(
            sys.executable,
            "-P",  # a folder named `hardware` where the kiosk is started must not be taken for ours
            "-m",
            "kiosk.runtime.child",
            self.name,
            self._module,
            str(link.fileno()),
            pass_fds=[link.fileno()],
            stdin=asyncio.subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            env={**LEAN, **os.environ, **({CONFIG: str(self._config)} if self._config else {})},
        )

    async def _read(self, reader: asyncio.StreamReader) -> bool:
        """Hand on what the part says; true if it fell silent."""
        while True:
            limit = self._settings.runtime.heartbeat_s if self.ready else self._settings.runtime.start_s
            try:
                line = await self._line(reader, limit)
            except ConnectionError:
                return False
            if line is None:
                return True
            if not line:
                return False
            if line.startswith(MESSAGE):
                self._take(wire.decode(line))
            else:
                self.counts = self._former + Counter(json.loads(line))

    async def _line(self, reader: asyncio.StreamReader, limit_s: float) -> bytes | None:
        """The next line; None if there was none for so long although both we and the part could have run.

        Where the whole machine stood still, or is too busy to let the part run, silence does not mean that it hangs.
        """
        while True:
            late_s, waited_s = 0.0, 0.0
            for _half in range(2):
                due, waited_s = time.monotonic() + limit_s / 2, run_delay_s(self.pid)
                try:
                    return await asyncio.wait_for(reader.readline(), limit_s / 2)
                except TimeoutError:
                    late_s += time.monotonic() - due
            starved = run_delay_s(self.pid) - waited_s > STARVED * limit_s / 2
            if late_s < LATE_S and not starved:
                return None

    def _take(self, message: Message) -> None:
        if isinstance(message, PartReady):
            self.ready = self.serves = True
            self.off = False
        elif isinstance(message, PartFailed):
            self.serves = self.serves and message.code in PARTLY
            self.off = message.code in OFF
        self._emit(self.name, message)  # type: ignore[arg-type]  # a part's link sends events only

    @staticmethod
    async def _reap(process: asyncio.subprocess.Process) -> str:
        try:
            code = await asyncio.wait_for(process.wait(), 3.0)
        except TimeoutError:
            _kill(process.pid)
            code = await process.wait()
        return f"signal {-code}" if code < 0 else f"status {code}"


def run_delay_s(pid: int | None) -> float:
    """Seconds that the main thread of a process has waited for a processor so far; 0 where that is not told.

    Source: Documentation/scheduler/sched-stats.rst of the Linux kernel, /proc/<pid>/schedstat.
    """
    try:
        return int(Path(f"/proc/{pid}/schedstat").read_text(encoding="ascii").split()[1]) / 1e9
    except (OSError, IndexError):
        return 0.0


def _kill(pid: int) -> None:
    """Not `Process.kill`: that polls, reaps the child under asyncio's watcher, and its status is lost."""
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)
