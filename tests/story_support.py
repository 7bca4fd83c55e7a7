"""Whole kiosks for tests: every process is the real one; devices are the simulated ones behind the same seams."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, TypeVar

from support import kept_waiting_s

from kiosk import models
from kiosk.app import Kiosk
from kiosk.commands import Command
from kiosk.configuration import devices, layers
from kiosk.errors import KioskError
from kiosk.events import Event
from kiosk.runtime.memory import tree

Found = TypeVar("Found", bound=Event | Command)
PATIENCE_S = 90.0
"""Bounds the wait for what must come: on a busy machine it comes late, and no test is about that."""
STAYS = """
title = "Somebody who stays"
lang = "en"
voice = "gmw/en+m1"
[[act]]
kind = "walk"
to = [0.0, 1.0]
speed_mps = 1.4
after_s = 0.5
[[act]]
kind = "walk"
to = [0.05, 1.0]
after_s = 59.0
[[act]]
kind = "say"
text = "Are you open on Sunday?"
after_s = 59.0
patience_s = 59.0
"""


class Stage:
    """A running kiosk, and all that passed between its parts, to wait for."""

    def __init__(self, settings: Any, folder: Path) -> None:
        self.messages: list[tuple[float, str, Event | Command]] = []
        self.kiosk = Kiosk(settings, folder / "ledger.sqlite", run_dir=folder / "run", watch=self._see)
        self._new = asyncio.Event()

    def _see(self, part: str, message: Event | Command) -> None:
        self.messages.append((time.monotonic(), part, message))
        self._new.set()

    def mark(self) -> int:
        """The present, for `until(since=…)`."""
        return len(self.messages)

    async def until(
        self,
        kind: type[Found],
        check: Callable[[Found], bool] = lambda _: True,
        *,
        since: int = 0,
        within_s: float = PATIENCE_S,
    ) -> Found:
        """The first message of a type after a mark that passes the check."""
        ends = time.monotonic() + within_s
        seen = since
        while True:
            for _, _, message in self.messages[seen:]:
                if isinstance(message, kind) and check(message):
                    return message
            seen = max(seen, len(self.messages))
            self._new.clear()
            left = ends - time.monotonic()
            if left <= 0:
                last = "\n".join(str(message)[:160] for _, _, message in self.messages[-12:])
                raise AssertionError(f"no {kind.__name__} within {within_s} s; last:\n{last}")
            try:
                await asyncio.wait_for(self._new.wait(), left)
            except TimeoutError:
                continue

    def waited_s(self) -> float:
        """How long core, parts and their own processes together have waited for a processor so far."""
        return kept_waiting_s(tree(os.getpid()))

    def pids(self) -> list[int]:
        """The processes of the parts that live."""
        return [part.pid for part in self.kiosk.parts.values() if part.pid is not None]


def settings_for(folder: Path, story: str | None = STAYS, **changes: dict[str, Any]) -> Any:
    """The demo store's settings with every device simulated."""
    overrides: dict[str, Any] = {
        "kiosk": {"lang": "en", "langs": ["nl", "en"]},
        "sight": {"camera": "shop"},
        "hearing": {"microphone": "shop"},
        "voice": {"speaker": "record"},
        "body": {"port": "simulated"},
        "stage": {"display": "none", "record": True, "scale": 0.25, "fps": 15},
        "store": {"backend_url": "simulated"},
    }
    for section, values in changes.items():
        overrides.setdefault(section, {}).update(values)
    if story is not None:
        (folder / "story.toml").write_text(story)
        overrides["shop"] = {"story": str(folder / "story.toml")}
    return devices.resolve(layers.load(None, overrides), headless=True)


@asynccontextmanager
async def running(
    settings: Any, folder: Path, before: Callable[[Kiosk], object] = lambda _kiosk: None
) -> AsyncIterator[Stage]:
    """A kiosk that is ready; when it is left, none of its processes may be left. `before` it runs something is done."""
    stage = Stage(settings, folder)
    before(stage.kiosk)
    task = asyncio.create_task(stage.kiosk.run())
    try:
        await asyncio.wait_for(stage.kiosk.ready(), 2 * PATIENCE_S)
        yield stage
    finally:
        pids = stage.pids()
        stage.kiosk.stop()
        await asyncio.wait_for(task, PATIENCE_S)
        assert not [pid for pid in pids if alive(pid)], "a process outlived the kiosk"


def alive(pid: int) -> bool:
    """Whether a process is there."""
    return Path(f"/proc/{pid}").exists()


def have(name: str) -> str:
    """Empty if the model is there or can be fetched; else the reason for a skip."""
    try:
        models.get(name)
    except KioskError as fault:
        return fault.sentence
    return ""


def kill(pid: int | None) -> None:
    """End a process as hard as it goes."""
    assert pid is not None
    os.kill(pid, 9)
