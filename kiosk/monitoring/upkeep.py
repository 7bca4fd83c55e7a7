"""What a technician relies on while a kiosk runs: its log, its figures, and systemd's watchdog."""

from __future__ import annotations

import asyncio
import platform
from collections.abc import Mapping
from contextlib import ExitStack
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING, Final

from hardware.address import without_password
from kiosk import __version__, machine
from kiosk.commands import OpenSession
from kiosk.events import ConfigurationRefused, Reconfigured
from kiosk.logs import journal, jsonl
from kiosk.logs.chronicle import Chronicle
from kiosk.logs.journal import Journal
from kiosk.monitoring import watchdog
from kiosk.ports import Message
from kiosk.runtime.supervise import Supervisor
from kiosk.settings import Settings

if TYPE_CHECKING:
    from kiosk.monitoring.metrics import Metrics

STAGE: Final = "stage"
TOLD: Final = ("pygame-ce", "skia-python", "vosk", "opencv-python-headless", "numpy", "pyttsx3")
"""Libraries whose versions matter when something is wrong."""


class Upkeep:
    """Open while the kiosk runs. `see` takes every event and command, `output` every line that a part writes."""

    def __init__(self, settings: Settings, ledger: Path) -> None:
        self._settings, self._ledger = settings, ledger
        self.journal = Journal(journal.folder_of(ledger), settings.logs)
        self._chronicle = Chronicle(self.journal)
        self._metrics: Metrics | None = None
        self._parts: Mapping[str, Supervisor] = {}
        self._stack = ExitStack()
        self._ready = False
        self._served = 0
        self._refused = ""

    def open(self, parts: Mapping[str, Supervisor]) -> None:
        """Begin the log of this run, and serve the figures if they are asked for."""
        self._parts = parts
        self._stack.enter_context(self.journal)
        self.journal.tell(
            "info", "kiosk.start", f"Balie {__version__} starts", fields=_facts(self._settings, self._ledger)
        )
        if self._settings.metrics.port:
            self._measure()

    def close(self, fault: BaseException | None = None) -> None:
        """End the log of this run, with the exception that ended it if one did."""
        if isinstance(fault, Exception):
            told = jsonl.described(fault, words=self._settings.logs.words)
            self.journal.tell("error", "core.crash", f"{type(fault).__name__} ended the kiosk", told)
        text = f"the kiosk ends after {_many(self._served, 'session')}"
        self.journal.tell("info", "kiosk.end", text)
        self._stack.close()

    def see(self, part: str, message: Message) -> None:
        """Take what passed just now."""
        self._chronicle.see(part, message)
        if self._metrics is not None:
            self._metrics.see(part, message)
        if isinstance(message, OpenSession):
            self._served += 1
        elif isinstance(message, ConfigurationRefused):
            self._refused = message.file
        elif isinstance(message, Reconfigured):
            self._refused = ""

    def output(self, part: str, line: str) -> None:
        """Take a line that the process of a part wrote."""
        self.journal.output(part, line)

    def ready(self) -> None:
        """Every part has said what it can do."""
        if not self._ready:
            self._ready = True
            self.journal.tell("info", "kiosk.ready", "the kiosk serves")
            watchdog.notify("READY=1")

    @staticmethod
    def stopping() -> None:
        """The kiosk ends in good order."""
        watchdog.notify("STOPPING=1")

    async def watch(self) -> None:
        """Feed the watchdog and keep the status line true, until cancelled."""
        stage = self._parts.get(STAGE)
        dog = watchdog.Watchdog((lambda: stage.counts["frames"]) if stage else None, watchdog.limit_s())
        while True:
            if not self._ready:
                dog.wait()
            dog.look()
            dog.say(self.status())
            await asyncio.sleep(dog.interval_s)

    def status(self) -> str:
        """How the kiosk fares, in plain words."""
        missing = sorted(name for name, part in self._parts.items() if not (part.serves or part.off))
        off = sorted(name for name, part in self._parts.items() if part.off)
        head = "serving" if self._ready else "starting"
        lacks = f", without {', '.join(missing)}" if missing else ", all parts work"
        lacks += f", {', '.join(off)} switched off" if off else ""
        refused = f"; {self._refused} cannot be used and is not taken up" if self._refused else ""
        return f"{head}{lacks}; {_many(self._served, 'shopper')} since the start{refused}"

    def _measure(self) -> None:
        from kiosk.monitoring.metrics import Metrics

        where = self._settings.metrics
        metrics = Metrics(self._parts)
        try:
            metrics.serve(where.port, where.address)
        except OSError as fault:
            text = f"The figures cannot be served on {where.address}:{where.port}: {fault.strerror}."
            self.journal.tell("error", "metrics.port", f"{text} Give another metrics.port.")
            return
        self._stack.callback(metrics.close)
        self._metrics = metrics
        self.journal.listeners.append(metrics.logged)
        self.journal.tell("info", "metrics.on", f"figures at http://{where.address}:{where.port}/metrics")


def _facts(settings: Settings, ledger: Path) -> dict[str, object]:
    """Versions, machine and devices of this run."""
    return {
        "python": platform.python_version(),
        "machine": machine.name(),
        "versions": {name: _version(name) for name in TOLD},
        "store": str(settings.store.dir),
        "langs": list(settings.kiosk.langs),
        "camera": without_password(settings.sight.camera),
        "microphone": settings.hearing.microphone,
        "speaker": settings.voice.speaker,
        "display": settings.stage.display,
        "body": settings.body.port,
        "backend": bool(settings.store.backend_url),
        "ledger": str(ledger),
    }


def _many(count: int, what: str) -> str:
    return f"{count} {what}" if count == 1 else f"{count} {what}s"


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "not installed"
