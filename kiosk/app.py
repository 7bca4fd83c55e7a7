"""Puts the parts together from the settings, and runs them until it is told to stop."""

from __future__ import annotations

import asyncio
import signal
import socket
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Final

from kiosk import local_desk, phrases, store_codes, turn_words
from kiosk.clock import open_clock
from kiosk.configuration.reload import Reload, affected, waiting
from kiosk.configuration.runnable import Adopted, refusal
from kiosk.events import Event, PartFailed, PartReady, Policy, Reconfigured, SourceEnded, Started
from kiosk.faults import Fault
from kiosk.monitoring.upkeep import Upkeep
from kiosk.part_modules import MODULES, file_sources, modules_for
from kiosk.ports import Message
from kiosk.resources import config_dir
from kiosk.runtime.executor import CORE, Executor
from kiosk.runtime.ledger import Ledger
from kiosk.runtime.run_dir import RunDir
from kiosk.runtime.supervise import Supervisor
from kiosk.settings import Settings
from kiosk.simulation import story

LEDGER_LOOK_S: Final = 0.25
DESK_AFTER_S: Final = 10.0
"""So long the desk waits for a kiosk that is not ready."""
QUIET_AFTER_SOURCES_S: Final = 8.0
IDLE_LOOK_S: Final = 0.1
Watch = Callable[[str, Message], None]


class Kiosk:
    """A running kiosk: `await run()` serves until `stop()`, a signal, or the end of its recordings.

    `run_dir` holds the point-to-point sockets and recordings of this run; its log lies beside the ledger.
    """

    def __init__(
        self,
        settings: Settings,
        ledger: Path,
        *,
        run_dir: Path | None = None,
        watch: Watch | None = None,
        reload: Reload | None = None,
    ) -> None:
        if settings.shop.story:
            story.load(Path(settings.shop.story))  # a fault in it is told now, not by a part that dies of it
        self._folder = RunDir(run_dir)
        self.run_dir = self._folder.path
        self.settings = local_desk.beside(with_backend(settings), self.run_dir, free_port)
        self._reload, self._config = reload, reload.current.config if reload else None
        self._begun = settings
        self._watch = watch
        self._ledger = open_ledger(ledger, self.settings)
        self.upkeep = Upkeep(self.settings, ledger)
        store = reload.store if reload else settings.store.dir
        self.desk = local_desk.brought(self.settings, store, self.upkeep.journal.tell, self.upkeep.output)
        self.parts = {name: self._supervisor(name) for name in modules_for(self.settings)}
        self._lives: dict[str, asyncio.Task[None]] = {}
        self._executor = Executor(self.parts, self._ledger, self._see)
        self._waiting = set(self.parts)
        self._sources = file_sources(self.settings)
        self._ready, self._done = asyncio.Event(), asyncio.Event()
        self.interrupted = False

    async def run(self) -> None:
        """Serve; every process that was started has ended when this returns."""
        loop = asyncio.get_running_loop()
        loop.add_signal_handler(signal.SIGTERM, self.interrupt)
        loop.add_signal_handler(signal.SIGINT, self.interrupt)
        self.upkeep.open(self.parts)
        self._executor.post(CORE, started(self.settings, tuple(self.parts), self._config))
        for name in self.parts:
            self._begin(name)
        doing = (self._tell_of_ledger(), self.upkeep.watch(), self._follow(), self._bring_desk())
        chores = [asyncio.create_task(chore) for chore in doing]
        for chore in chores:
            chore.add_done_callback(self._end_of_part)
        try:
            await self._done.wait()
        finally:
            self.upkeep.stopping()
            for chore in chores:
                chore.cancel()
            for part in self.parts.values():
                part.close()
            ends: list[object] = []
            try:
                ends += await asyncio.gather(*self._lives.values(), *chores, return_exceptions=True)
            finally:
                self._ledger.close()
                fault = sys.exc_info()[1] or next((end for end in ends if isinstance(end, Exception)), None)
                self.upkeep.close(fault)
                self._folder.close()
        if fault is not None:
            raise fault

    def _supervisor(self, name: str) -> Supervisor:
        module = MODULES[name]
        return Supervisor(name, module, self.settings, self.run_dir, self._post, self.upkeep.output, self._config)

    async def _bring_desk(self) -> None:
        """Keep the desk beside the kiosk alive, from when the kiosk serves: no shopper waits for it."""
        if self.desk is not None:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._ready.wait(), DESK_AFTER_S)
            await self.desk.run()

    def _begin(self, name: str) -> None:
        """Let a part live, from now until it is closed."""
        self._lives[name] = asyncio.create_task(self.parts[name].run(), name=name)
        self._lives[name].add_done_callback(self._end_of_part)

    async def _follow(self) -> None:
        """Take up files that change, or say that they cannot be used."""
        reload = self._reload
        if reload is None:
            return
        if reload.current.faults:
            self._refuse(reload.current.faults)
        async for found in reload.changes():
            if isinstance(found, Adopted):
                await self._unseen()
                concerned = affected(reload.current, found)
                later = waiting(self._begun, reload.current.settings, found.settings)
                reload.use(found)
                await self._take_up(found, concerned)
                if later:
                    self._ask_restart(reload, later)
            else:
                self._refuse(found)

    def _refuse(self, faults: tuple[Fault, ...]) -> None:
        for fault in faults:
            self.upkeep.journal.tell("error", fault.code, f"{fault} {fault.remedy}")
        self._post(CORE, refusal(faults))

    def _ask_restart(self, reload: Reload, sections: tuple[str, ...]) -> None:
        """Say what of a change this process goes on without."""
        names = " and ".join(f"[{section}]" for section in sections)
        text = f"The change in {names} counts only after a restart of the kiosk; until then it goes on as it began."
        self.upkeep.journal.tell("warning", "configuration.restart", text, {"sections": list(sections)})
        reload.say(text)

    async def _unseen(self) -> None:
        """Return when nobody is served."""
        while True:
            if self._executor.idle:
                return
            await asyncio.sleep(IDLE_LOOK_S)

    async def _take_up(self, found: Adopted, concerned: frozenset[str]) -> None:
        """Go by other settings and files; the parts that a change concerns begin anew."""
        now = with_backend(found.settings, self.settings.shop.backend_port)
        self.settings, self._config = now.model_copy(update={"desk": self.settings.desk}), found.config
        first = started(self.settings, (), self._config)
        self._post(CORE, Reconfigured(first.lang, first.langs, first.policy, first.phrases, first.codes))
        wanted = modules_for(self.settings)
        for name in [name for name in self.parts if name not in wanted]:
            self.parts.pop(name).close()
            await self._lives.pop(name)
        for name in wanted:
            if name not in self.parts:
                self.parts[name] = self._supervisor(name)
                self._begin(name)
                continue
            self.parts[name].renew(self.settings, self._config, now=name in concerned)
            if name in concerned and self._lives[name].done():  # it had been given up
                self._begin(name)

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


def started(settings: Settings, parts: tuple[str, ...], config: Path | None = None) -> Started:
    """The first event of the ledger; `config` is the copy of the product's files to go by."""
    policy = Policy(**settings.dialogue.model_dump(), volume=settings.voice.level)
    kiosk, store = settings.kiosk, settings.store.dir
    sentences = phrases.load((config or config_dir()) / "lang", kiosk.langs, store, kiosk.tone)
    if settings.wording.url:
        sentences = phrases.announcing(sentences)
    turns = turn_words.phrases(kiosk.langs, store, config)
    words = {lang: {**sentences[lang], **turns[lang]} for lang in kiosk.langs}
    return Started(kiosk.seed, kiosk.lang, kiosk.langs, policy, words, parts, store_codes.load(store))


def with_backend(settings: Settings, port: int = 0) -> Settings:
    """`backend_url = "simulated"` becomes a simulated back end's address; without products, none.

    `port` is that of the back end that runs already, 0 for any that is free.
    """
    if settings.store.backend_url != "simulated":
        return settings
    if not (settings.store.dir / "products.csv").is_file():
        none = settings.store.model_copy(update={"backend_url": ""})
        return settings.model_copy(update={"store": none})
    port = port or free_port()
    store = settings.store.model_copy(update={"backend_url": f"http://127.0.0.1:{port}"})
    return settings.model_copy(update={"store": store, "shop": settings.shop.model_copy(update={"backend_port": port})})


def free_port() -> int:
    """A TCP port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
