"""The desk beside a kiosk: a process of its own, started with the kiosk, restarted when it dies, gone with it.

What is wrong with it is told once, in the log; the kiosk goes on without, and says that nobody is there.
"""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from kiosk.desk.storage.folder import folder_of
from kiosk.logs.jsonl import Level
from kiosk.runtime.output import Output
from kiosk.settings import Desk, Settings

PART: Final = "desk-service"
BACKOFF_S: Final = (0.5, 1.0, 2.0, 5.0, 15.0, 60.0)
STEADY_S: Final = 60.0
"""Who served for so long begins the row of waits anew."""
END_S: Final = 4.0
LEAN: Final = {"MALLOC_ARENA_MAX": "2", "MALLOC_MMAP_THRESHOLD_": "131072"}
"""What a password's hash needs for a moment is given back to the machine: mallopt(3)."""
LINE_LIMIT: Final = 1 << 16
SAID: Final = (b'{"served"', b'{"fault"')

Tell = Callable[[Level, str, str], None]
"""Takes level, code and sentence of an entry of the log."""
Take = Callable[[str, str], None]
"""Takes the name of the process, and a line that it wrote."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A desk that serves. `password` is that of `admin`, who was made just now: it is told nowhere else."""

    url: str
    fingerprint: str
    password: str | None


Show = Callable[[Opened], None]


def beside(settings: Settings, run_dir: Path, port: Callable[[], int]) -> Settings:
    """The settings by which kiosk and desk find each other; `port` gives one that is free.

    A desk on port 0 is one for this run: where no folder is named it lies in `run_dir`.
    """
    desk = settings.desk
    if desk.mode == "none":
        return settings
    folder = folder_of(desk)
    found: dict[str, Any] = {}
    if desk.mode == "local":
        if desk.port == 0:
            folder = folder if desk.dir is not None else folder_of(desk.model_copy(update={"dir": run_dir / "desk"}))
            found = {"port": port(), "dir": folder.path}
        found["url"] = f"{'https' if desk.tls else 'http'}://{_near(desk.host)}:{found.get('port', desk.port)}"
        found["pinned_file"] = (desk.certificate or folder.certificate) if desk.tls else None
    elif desk.pinned_file is None and folder.joined.is_file():
        found["pinned_file"] = folder.joined
    found["token_file"] = desk.token_file or folder.token
    return settings.model_copy(update={"desk": desk.model_copy(update=found)})


def _near(host: str) -> str:
    """Where a desk on this machine is reached from it."""
    if host in {"", "0.0.0.0"}:  # noqa: S104 - compared with, not bound
        return "127.0.0.1"
    return f"[{'::1' if host == '::' else host}]" if ":" in host else host


class LocalDesk:
    """Keeps the desk alive while `run` runs. `store` is the folder whose knowledge staff see and write.

    `show` gets each desk that serves, with a first password if it made one; without it none is made.
    """

    def __init__(self, settings: Desk, store: Path, level: Level, tell: Tell, take: Take) -> None:
        self._settings, self._store, self._level, self._tell, self._take = settings, store, level, tell, take
        self.show: Show | None = None
        self.pid: int | None = None
        self._told = ""

    async def run(self) -> None:
        """Serve until cancelled; no process is left then."""
        row = 0
        while True:
            began = asyncio.get_running_loop().time()
            try:
                await self._live()
            except OSError as fault:  # no process can be made
                self._once("error", "desk.ended", f"The desk cannot be started: {fault.strerror}.")
            row = 0 if asyncio.get_running_loop().time() - began > STEADY_S else row + 1
            await asyncio.sleep(BACKOFF_S[min(row, len(BACKOFF_S)) - 1])

    async def _live(self) -> None:
        """One life of the process."""
        output = Output(lambda line: self._take(PART, line))
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-P",  # a folder named `kiosk` where the kiosk is started must not be taken for ours
            "-m",
            "kiosk.desk_process",
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=output.inlet,
            limit=LINE_LIMIT,
            env={**os.environ, **LEAN},
        )
        output.handed_over()
        self.pid = process.pid
        try:
            await self._follow(process)
        finally:
            await _ended(process)
            self.pid = None
            output.close()

    async def _follow(self, process: asyncio.subprocess.Process) -> None:
        if process.stdin is None or process.stdout is None:  # pipes were asked for
            raise RuntimeError("the desk has no pipes")
        hello = {
            "desk": self._settings.model_dump(mode="json"),
            "kiosk": self._settings.name,
            "store": str(self._store),
            "first": self.show is not None,
            "level": self._level,
        }
        with suppress(ConnectionError):
            process.stdin.write(json.dumps(hello).encode() + b"\n")
            await process.stdin.drain()
        faulty = False
        async for line in process.stdout:
            if line.startswith(SAID):
                faulty = self._heard(json.loads(line)) or faulty
        if not faulty:
            self._once("warning", "desk.ended", "The desk's process ended; it is started again.")

    def _heard(self, said: dict[str, Any]) -> bool:
        """Take what the process said; whether it was a fault."""
        if fault := said.get("fault"):
            text = f"{fault['sentence']} {fault['remedy']} The kiosk goes on without a desk."
            self._once("error", fault["code"], text)
            return True
        served = said["served"]
        self._told = ""
        self._tell("info", "desk.serves", f"the desk serves at {served['url']}")
        if self.show is not None:
            self.show(Opened(served["url"], served["fingerprint"], said["password"]))
        return False

    def _once(self, level: Level, code: str, text: str) -> None:
        """Say what is wrong when it is new, not at each of many tries."""
        if text != self._told:
            self._told = text
            self._tell(level, code, text)


async def _ended(process: asyncio.subprocess.Process) -> None:
    """Let the process go: its standard input ends; if that does not do, it is killed."""
    if process.stdin is not None:
        process.stdin.close()
    try:
        await asyncio.wait_for(process.wait(), END_S)
    except (TimeoutError, asyncio.CancelledError):
        with suppress(ProcessLookupError):
            os.kill(process.pid, signal.SIGKILL)
        await process.wait()


def brought(settings: Settings, store: Path, tell: Tell, take: Take) -> LocalDesk | None:
    """The desk that a kiosk brings along, if it does."""
    if settings.desk.mode != "local":
        return None
    return LocalDesk(settings.desk, store, settings.logs.level, tell, take)
