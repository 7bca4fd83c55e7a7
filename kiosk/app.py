"""Puts the parts together from the settings, and runs them until it is told to stop."""

from __future__ import annotations

import asyncio
import signal
import socket
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Final

from kiosk import phrases
from kiosk.clock import open_clock
from kiosk.events import Event, PartFailed, PartReady, Policy, SourceEnded, Started
from kiosk.ports import Message
from kiosk.resources import config_dir
from kiosk.runtime.executor import CORE, Executor
from kiosk.runtime.ledger import Ledger
from kiosk.runtime.run_dir import RunDir
from kiosk.runtime.supervise import Supervisor
from kiosk.settings import Settings
from kiosk.simulation import story
from kiosk.upkeep import Upkeep

PARTS: Final = {
    "stage": "kiosk.stage.part",
    "voice": "kiosk.voice.part",
    "hearing": "kiosk.hearing.part",
    "answers": "kiosk.answers.part",
    "sight": "kiosk.sight.part",
    "body": "kiosk.body.part",
}
SHOP: Final = {"shop": "kiosk.simulation.part"}
LEDGER_LOOK_S: Final = 0.25
QUIET_AFTER_SOURCES_S: Final = 8.0
Watch = Callable[[str, Message], None]


class Kiosk:
    """A running kiosk: `await run()` serves until `stop()`, a signal, or the end of its recordings.

    `run_dir` holds the point-to-point sockets and recordings of this run; its log lies beside the ledger.
    """

    def __init__(
        self, settings: Settings, ledger: Path, *, run_dir: Path | None = None, watch: Watch | None = None
    ) -> None:
        if settings.shop.story:
            story.load(Path(settings.shop.story))  # a fault in it is told now, not by a part that dies of it
        self.settings = with_backend(settings)
        self._folder = RunDir(run_dir)
        self.run_dir = self._folder.path
        self._watch = watch
        self._ledger = open_ledger(ledger, self.settings)
        self.upkeep = Upkeep(self.settings, ledger)
        modules = PARTS | SHOP if needs_shop(self.settings) else PARTS
        self.parts = {
            name: Supervisor(name, module, self.settings, self.run_dir, self._post, self.upkeep.output)
            for name, module in modules.items()
        }
        self._executor = Executor(self.parts, self._ledger, self._see)
        self._waiting = set(modules)
        self._sources = file_sources(self.settings)
        self._ready, self._done = asyncio.Event(), asyncio.Event()
        self.interrupted = False

    async def run(self) -> None:
        """Serve; every process that was started has ended when this returns."""
        loop = asyncio.get_running_loop()
        loop.add_signal_handler(signal.SIGTERM, self.interrupt)
        loop.add_signal_handler(signal.SIGINT, self.interrupt)
        self.upkeep.open(self.parts)
        self._executor.post(CORE, started(self.settings, tuple(self.parts)))
        tasks = [asyncio.create_task(part.run(), name=part.name) for part in self.parts.values()]
        for task in tasks:
            task.add_done_callback(self._end_of_part)
        chores = [asyncio.create_task(chore) for chore in (self._tell_of_ledger(), self.upkeep.watch())]
        try:
            await self._done.wait()
        finally:
            self.upkeep.stopping()
            for chore in chores:
                chore.cancel()
            for part in self.parts.values():
                part.close()
            ends = await asyncio.gather(*tasks, return_exceptions=True)
            self._ledger.close()
            fault = sys.exc_info()[1] or next((end for end in ends if end is not None), None)
            self.upkeep.close(fault)
            self._folder.close()
        if fault is not None:
            raise fault

    async def _tell_of_ledger(self) -> None:
        """A ledger that cannot be written, or can again, is news like that of a part."""
        while True:
            await asyncio.sleep(LEDGER_LOOK_S)
            for event in self._ledger.news():
                self._post(event.part, event)

    async def ready(self) -> None:
        """Return when every part has said what it can do."""
        await self._ready.wait()

    def stop(self) -> None:
        """End the run in good order."""
        self._done.set()

    def interrupt(self) -> None:
        """End the run in good order, because somebody wants it to end before its time."""
        self.interrupted = True
        self.stop()

    def post(self, part: str, event: Event) -> None:
        """Hand in an event, as a part would."""
        self._executor.post(part, event)

    def _post(self, part: str, event: Event) -> None:
        if not self._done.is_set():
            self._executor.post(part, event)

    def _end_of_part(self, task: asyncio.Task[None]) -> None:
        """An exception while an event was handled: what it leaves is no kiosk any more, so the run ends with it."""
        if not task.cancelled() and task.exception() is not None:
            self.stop()

    def _see(self, part: str, message: Message) -> None:
        self.upkeep.see(part, message)
        if isinstance(message, PartReady | PartFailed):
            self._waiting.discard(message.part)
            if not self._waiting:
                self._ready.set()
                self.upkeep.ready()
        elif isinstance(message, SourceEnded):
            self._sources.discard(message.part)
            if not self._sources:
                asyncio.get_running_loop().call_later(QUIET_AFTER_SOURCES_S, self.stop)
        if self._watch is not None:
            self._watch(part, message)


def open_ledger(path: Path, settings: Settings) -> Ledger:
    """The ledger that this run is written into."""
    kept = settings.ledger
    return Ledger(
        path,
        keep_days=kept.keep_days,
        held_bytes=int(kept.held_mb * 1e6),
        clock=open_clock(settings.kiosk.clock),
        avatar=settings.kiosk.avatar,
    )


def started(settings: Settings, parts: tuple[str, ...]) -> Started:
    """The first event of the ledger."""
    policy = Policy(**settings.dialogue.model_dump())
    words = phrases.load(config_dir() / "lang", settings.kiosk.langs, store=settings.store.dir)
    kiosk = settings.kiosk
    return Started(kiosk.seed, kiosk.lang, kiosk.langs, policy, words, parts)


def needs_shop(settings: Settings) -> bool:
    """Whether a simulated shop stands in for a device."""
    simulated = {settings.sight.camera, settings.hearing.microphone, settings.voice.speaker, settings.stage.display}
    return "shop" in simulated or settings.shop.backend_port > 0


def with_backend(settings: Settings) -> Settings:
    """`backend_url = "simulated"` becomes a simulated back end's address on a free port; without products, none."""
    if settings.store.backend_url != "simulated":
        return settings
    if not (settings.store.dir / "products.csv").is_file():
        none = settings.store.model_copy(update={"backend_url": ""})
        return settings.model_copy(update={"store": none})
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    store = settings.store.model_copy(update={"backend_url": f"http://127.0.0.1:{port}"})
    return settings.model_copy(update={"store": store, "shop": settings.shop.model_copy(update={"backend_port": port})})


def file_sources(settings: Settings) -> set[str]:
    """The parts that play a recording or a story: at the end of the last one the run ends."""
    sources = {"sight": settings.sight.camera, "hearing": settings.hearing.microphone}
    files = {part for part, source in sources.items() if source.startswith("file:")}
    return files | {"shop"} if settings.shop.story else files
