"""Puts the parts together from the settings, and runs them until it is told to stop."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import socket
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

from kiosk import phrases
from kiosk.events import Event, PartFailed, PartReady, Policy, SourceEnded, Started
from kiosk.ports import Message
from kiosk.resources import config_dir
from kiosk.runtime.executor import CORE, Executor
from kiosk.runtime.ledger import Ledger
from kiosk.runtime.supervise import Supervisor
from kiosk.settings import Settings
from kiosk.simulation import story

PARTS: Final = {
    "stage": "kiosk.stage.part",
    "voice": "kiosk.voice.part",
    "hearing": "kiosk.hearing.part",
    "answers": "kiosk.answers.part",
    "sight": "kiosk.sight.part",
    "body": "kiosk.body.part",
}
SHOP: Final = {"shop": "kiosk.simulation.part"}
QUIET_AFTER_SOURCES_S: Final = 8.0
Watch = Callable[[str, Message], None]


class Kiosk:
    """A running kiosk: `await run()` serves until `stop()`, a signal, or the end of its recordings.

    `run_dir` holds the point-to-point sockets, recordings and logs of this run.
    """

    def __init__(
        self, settings: Settings, ledger: Path, *, run_dir: Path | None = None, watch: Watch | None = None
    ) -> None:
        if settings.shop.story:
            story.load(Path(settings.shop.story))  # a fault in it is told now, not by a part that dies of it
        self.settings = with_backend(settings)
        self._own_dir = run_dir is None
        self.run_dir = run_dir or Path(tempfile.mkdtemp(prefix="balie-"))
        self.run_dir.mkdir(parents=True, exist_ok=True)
        self._watch = watch
        self._ledger = Ledger(ledger)
        modules = PARTS | SHOP if needs_shop(self.settings) else PARTS
        self.parts = {
            name: Supervisor(name, module, self.settings, self.run_dir, self._post) for name, module in modules.items()
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
        self._executor.post(CORE, started(self.settings, tuple(self.parts)))
        tasks = [asyncio.create_task(part.run(), name=part.name) for part in self.parts.values()]
        flushing = asyncio.create_task(self._executor.flush_often())
        try:
            await self._done.wait()
        finally:
            flushing.cancel()
            for part in self.parts.values():
                part.close()
            await asyncio.gather(*tasks)
            self._ledger.close()
            if self._own_dir:
                shutil.rmtree(self.run_dir, ignore_errors=True)

    async def ready(self) -> None:
        """Return when every part has said what it can do."""
        await self._ready.wait()
        notify_systemd("READY=1")

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

    def _see(self, part: str, message: Message) -> None:
        if isinstance(message, PartReady | PartFailed):
            self._waiting.discard(message.part)
            if not self._waiting:
                self._ready.set()
        elif isinstance(message, SourceEnded):
            self._sources.discard(message.part)
            if not self._sources:
                asyncio.get_running_loop().call_later(QUIET_AFTER_SOURCES_S, self.stop)
        if self._watch is not None:
            self._watch(part, message)


def started(settings: Settings, parts: tuple[str, ...]) -> Started:
    """The first event of the ledger."""
    policy = Policy(**settings.dialogue.model_dump())
    words = phrases.load(config_dir() / "lang", settings.kiosk.langs, store=settings.store.dir)
    kiosk = settings.kiosk
    return Started(kiosk.seed, kiosk.lang, kiosk.langs, policy, words, parts)


def needs_shop(settings: Settings) -> bool:
    """Whether a simulated shop stands in for a device."""
    return "shop" in {settings.sight.camera, settings.hearing.microphone} or settings.shop.backend_port > 0


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


def notify_systemd(state: str) -> None:
    """Tell systemd, if it started us (sd_notify(3))."""
    address = os.environ.get("NOTIFY_SOCKET")
    if not address:
        return
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as channel:
        channel.connect("\0" + address[1:] if address.startswith("@") else address)
        channel.send(f"{state}\nMONOTONIC_USEC={time.monotonic_ns() // 1000}".encode())
