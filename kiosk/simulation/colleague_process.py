"""The process of a simulated colleague, beside a demo: begun when the desk serves, gone when it is let go."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

from kiosk.runtime.output import Output
from kiosk.simulation import colleague_browser
from kiosk.simulation.story import Colleague

END_S: Final = 6.0
CAMERA: Final = "colleague.mjpeg"
"""What the colleague's camera shows, in the folder of the run."""
SAYS: Final = "colleague: "
"""So begins what it says of itself."""
ADMIN: Final = "admin"
"""Whom the first start of a desk makes: `kiosk.desk.auth.first_start`, which brings a database along."""


def hello(url: str, pinned: Path | None, admin: str, lang: str, part: Colleague, folder: Path) -> dict[str, Any]:
    """What the process is told; `admin` is the password of the first start."""
    return {
        "url": url,
        "pinned": None if pinned is None else str(pinned),
        "admin": {"name": ADMIN, "password": admin},
        "lang": lang,
        "colleague": part.model_dump(mode="json"),
        "folder": str(folder),
        "browser": not colleague_browser.missing(),
    }


class ColleagueProcess:
    """`begin` once; `tell` gets what it says of itself when something is wrong."""

    def __init__(self, tell: Callable[[str], None]) -> None:
        self._tell = tell
        self._process: asyncio.subprocess.Process | None = None
        self._output: Output | None = None

    @property
    def pid(self) -> int | None:
        """Its number, while it lives."""
        process = self._process
        return process.pid if process is not None and process.returncode is None else None

    async def begin(self, hello: dict[str, Any]) -> None:
        """Start it with what it is to know; nobody else can read that."""
        self._output = Output(self._tell)
        self._process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-P",
            "-m",
            "kiosk.simulation.colleague",
            stdin=asyncio.subprocess.PIPE,
            stdout=self._output.inlet,
            stderr=self._output.inlet,
            start_new_session=True,
        )
        self._output.handed_over()
        if self._process.stdin is not None:
            self._process.stdin.write(json.dumps(hello).encode() + b"\n")
            with suppress(ConnectionError):
                await self._process.stdin.drain()

    async def over(self, within_s: float) -> bool:
        """Whether it has played its part to the end, waited for so long."""
        if self._process is None:
            return False
        with suppress(TimeoutError):
            await asyncio.wait_for(self._process.wait(), within_s)
        return self._process.returncode == 0

    async def close(self) -> None:
        """Let it go, however far it is."""
        if self._process is None:
            return
        if self._process.returncode:
            self._tell(
                f"{SAYS}The colleague's part was not played to its end (exit status {self._process.returncode})."
            )
        if self._process.stdin is not None:
            self._process.stdin.close()
        try:
            await asyncio.wait_for(self._process.wait(), END_S)
        except TimeoutError:
            self._process.kill()
            await self._process.wait()
        if self._output is not None:
            self._output.close()
