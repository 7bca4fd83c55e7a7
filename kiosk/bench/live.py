"""A running kiosk, and all that passes between its parts, to wait for."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

from kiosk.app import Kiosk
from kiosk.errors import KioskError
from kiosk.ports import Message
from kiosk.settings import Settings

Kind = TypeVar("Kind", bound=Message)
READY_WITHIN_S = 180.0
LEDGER = "ledger.sqlite"


@dataclass(frozen=True, slots=True)
class Seen(Generic[Kind]):
    """A message and the monotonic second at which it passed."""

    at: float
    message: Kind


class Live:
    """A kiosk in `folder`, which gets its ledger and its recordings."""

    def __init__(self, settings: Settings, folder: Path) -> None:
        self.folder, self.messages = folder, list[Seen[Message]]()
        self.kiosk = Kiosk(settings, folder / LEDGER, run_dir=folder / "run", watch=self._see)
        self._new = asyncio.Event()

    def start(self) -> asyncio.Task[None]:
        """Let it run; who waits for something is told when it ends."""
        self._task = asyncio.create_task(self.kiosk.run())
        self._task.add_done_callback(lambda _: self._new.set())
        return self._task

    async def pause(self, seconds: float) -> None:
        """Let it run on for a while; `KioskError` bench.interrupted if it is ended."""
        await asyncio.wait({self._task}, timeout=seconds)
        self.check()

    def check(self) -> None:
        """Raise `KioskError` bench.interrupted if somebody has ended it."""
        if self.kiosk.interrupted:
            raise KioskError("bench.interrupted", "The kiosk was ended before its time.", "Measure again.")

    def _see(self, _part: str, message: Message) -> None:
        self.messages.append(Seen(time.monotonic(), message))
        self._new.set()

    @property
    def now(self) -> int:
        """The present, for `until`."""
        return len(self.messages)

    async def until(
        self, kind: type[Kind], since: int, check: Callable[[Kind], bool] = lambda _: True, within_s: float = 15.0
    ) -> Seen[Kind]:
        """The first message of a kind since a moment that passes the check.

        Raises:
            KioskError: `bench.stalled` if it does not come.
        """
        try:
            return await asyncio.wait_for(self._search(kind, since, check), within_s)
        except TimeoutError as fault:
            sentence = f"The kiosk sent no {kind.__name__} within {within_s:g} s."
            remedy = "Measure again when the machine has less to do; `kiosk doctor` says what is missing."
            raise KioskError("bench.stalled", sentence, remedy) from fault

    async def _search(self, kind: type[Kind], since: int, check: Callable[[Kind], bool]) -> Seen[Kind]:
        while True:
            for seen in self.messages[since:]:
                if isinstance(seen.message, kind) and check(seen.message):
                    return Seen(seen.at, seen.message)
            self.check()
            since = len(self.messages)
            self._new.clear()
            await self._new.wait()


@asynccontextmanager
async def running(settings: Settings, folder: Path) -> AsyncIterator[Live]:
    """A kiosk that is ready; when it is left, all its processes have ended.

    Raises:
        KeyboardInterrupt: somebody ended it.
    """
    live = Live(settings, folder)
    task = live.start()
    ready = asyncio.create_task(live.kiosk.ready())
    try:
        await asyncio.wait({task, ready}, timeout=READY_WITHIN_S, return_when=asyncio.FIRST_COMPLETED)
        live.check()
        if not ready.done():
            raise KioskError("bench.stalled", "The kiosk did not become ready.", "Look at it with `kiosk doctor`.")
        yield live
    finally:
        ready.cancel()
        live.kiosk.stop()
        await task
        if live.kiosk.interrupted:
            raise KeyboardInterrupt
