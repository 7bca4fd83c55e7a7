"""The store's knowledge at the desk: worked on in processes of their own, which are started when somebody needs them.

What is read and written needs some 50 MB and a moment; what answers some 300 MB; what learns takes minutes, and neither
a search nor a suggestion must wait for it. Each process ends when nothing was asked of it for a while, so that a node
on which nobody writes stays small.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from kiosk.errors import InputError, KioskError

MODULE: Final = "kiosk.curation.console.worker"
"""Started by its name: the desk itself knows nothing of the retriever."""
IDLE_S: Final = 180.0
LONGEST_S: Final = 900.0
"""Learning a whole store anew takes minutes on a small machine."""
LONGEST: Final = 32 * 2**20
"""Bytes of a result: an export."""
ANSWERING: Final = frozenset({"ask", "assist"})
LEARNING: Final = frozenset({"unanswered", "propose", "publish", "test", "lint"})


class Worker:
    """A process for a store, there while it is needed; one task at a time."""

    def __init__(self, store: Path, idle_s: float = IDLE_S) -> None:
        self._store, self._idle_s = store, idle_s
        self._alone = asyncio.Lock()
        self._process: asyncio.subprocess.Process | None = None
        self._idle: asyncio.TimerHandle | None = None

    async def do(self, task: str, **args: object) -> dict[str, Any]:
        """The result of a task.

        Raises:
            KioskError: what the task refuses; `desk.knowledge-process` for a process that ended or took too long.
        """
        async with self._alone:
            self._awake()
            try:
                line = await asyncio.wait_for(self._asked(json.dumps({"task": task, "args": args})), LONGEST_S)
            except asyncio.CancelledError:
                await self._end()  # its answer would be taken for that of the next task
                raise
            except TimeoutError:
                line = b""
            if not line:
                await self._end()
                raise KioskError("desk.knowledge-process", "The knowledge cannot be read.", "Run `kiosk check`.")
            self._idle = asyncio.get_running_loop().call_later(self._idle_s, self._stop)
        return done_of(json.loads(line))

    async def _asked(self, line: str) -> bytes:
        stdin, stdout = await self._pipes()
        with contextlib.suppress(ConnectionError):
            stdin.write(line.encode() + b"\n")
            await stdin.drain()
        return await stdout.readline()

    async def _pipes(self) -> tuple[asyncio.StreamWriter, asyncio.StreamReader]:
        """Those of the process; of a new one where it has ended or is about to."""
        process = self._process
        if process is None or process.stdin is None or process.stdin.is_closing() or process.returncode is not None:
            await self._end()
            command = (sys.executable, "-m", MODULE, str(self._store))
            pipe = asyncio.subprocess.PIPE
            process = self._process = await asyncio.create_subprocess_exec(
                *command, stdin=pipe, stdout=pipe, limit=LONGEST
            )
        assert process.stdin is not None  # noqa: S101 - both are pipes
        assert process.stdout is not None  # noqa: S101
        return process.stdin, process.stdout

    def _awake(self) -> None:
        if self._idle is not None:
            self._idle.cancel()
            self._idle = None

    def _stop(self) -> None:
        """It ends with its input."""
        if self._process is not None and self._process.stdin is not None:
            self._process.stdin.close()

    async def close(self) -> None:
        """End the process."""
        self._awake()
        await self._end()

    async def _end(self) -> None:
        process, self._process = self._process, None
        if process is not None and process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            await process.wait()


class Knowledge:
    """The knowledge of a store's folder."""

    def __init__(self, store: Path) -> None:
        self._reading, self._answering, self._learning = Worker(store), Worker(store), Worker(store)

    async def do(self, task: str, **args: object) -> dict[str, Any]:
        """The result of a task of `kiosk.curation.console`."""
        if task in LEARNING:
            return await self._learning.do(task, **args)
        return await (self._answering if task in ANSWERING else self._reading).do(task, **args)

    async def close(self) -> None:
        """End the processes."""
        for worker in (self._reading, self._answering, self._learning):
            await worker.close()


def done_of(result: Mapping[str, Any]) -> dict[str, Any]:
    """What a task told.

    Raises:
        KioskError: what it refused.
    """
    refused = result.get("refused")
    if refused is not None:
        kind = InputError if refused["typed"] else KioskError
        raise kind(refused["code"], refused["sentence"], refused["remedy"])
    done: dict[str, Any] = result["done"]
    return done
