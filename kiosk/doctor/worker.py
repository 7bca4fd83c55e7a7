"""A job in a process of its own, which may hang or crash: `python -m kiosk.doctor.worker MODULE:FUNCTION`.

Both ways go JSON lines. The first one in is the `Site` and the arguments; the last one out is `{"result": …}` or a
fault as `{"fault": {"code", "sentence", "remedy"}}`. What libraries print goes nowhere near them.
"""

from __future__ import annotations

import contextlib
import importlib
import json
import os
import queue
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from types import TracebackType
from typing import IO, Any, Self

from hardware.errors import HardwareError
from kiosk.doctor.site import Site, from_data
from kiosk.errors import KioskError
from kiosk.runtime.child import die_with_parent

Job = Callable[..., Any]
END_S = 1.0


class Channel:
    """A job's way to talk with whoever started it."""

    def __init__(self, lines: IO[str], out: IO[str]) -> None:
        self._lines, self._out = lines, out

    def tell(self, **data: object) -> None:
        """Send a line."""
        self._out.write(json.dumps(data) + "\n")
        self._out.flush()

    def hear(self) -> dict[str, Any]:
        """Wait for a line; empty when there will be none."""
        line = self._lines.readline()
        heard: dict[str, Any] = json.loads(line) if line else {}
        return heard


class Hung(Exception):  # noqa: N818 - what it is, not a fault of the code
    """A job did not answer in time; the message is its name, `MODULE:FUNCTION`."""


class Died(Exception):  # noqa: N818 - what it is, not a fault of the code
    """A job's process ended without an answer; the message is the last line that it wrote."""


class Worker:
    """The process of one job. It ends when this is closed, or with this process.

    `receive` raises `KioskError` with the job's own fault, `Hung` and `Died`.
    """

    def __init__(self, job: str, site: Site, **arguments: object) -> None:
        self._job = job
        self._errors = tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace")  # noqa: SIM115 - see `close`
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-m", "kiosk.doctor.worker", job],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._errors,
            text=True,
            bufsize=1,
            start_new_session=True,  # an interrupt from the keyboard is for the command, which then ends its workers
        )
        self._lines: queue.SimpleQueue[str] = queue.SimpleQueue()
        threading.Thread(target=self._read, daemon=True).start()
        self.send(site=site.as_data(), arguments=arguments)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def send(self, **data: object) -> None:
        """Tell the job something; one that has ended is not told."""
        pipe = self._process.stdin
        with contextlib.suppress(BrokenPipeError):
            if pipe is not None:
                pipe.write(json.dumps(data) + "\n")
                pipe.flush()

    def receive(self, key: str, timeout_s: float) -> Any:  # noqa: ANN401 - any JSON value
        """The value that the job tells under this key; other lines are passed over."""
        until = time.monotonic() + timeout_s
        while True:
            try:
                line = self._lines.get(timeout=max(0.0, until - time.monotonic()))
            except queue.Empty as nothing:
                raise Hung(self._job) from nothing
            if not line:
                raise Died(self._last_words())
            told = json.loads(line)
            if "fault" in told:
                raise KioskError(**told["fault"])
            if key in told:
                return told[key]

    def close(self) -> None:
        """End the process; one that cannot be ended (stuck in a driver) is not waited for."""
        self._process.kill()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(END_S)
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                with contextlib.suppress(BrokenPipeError):
                    pipe.close()
        self._errors.close()

    def _read(self) -> None:
        with contextlib.suppress(ValueError):  # closed while reading
            for line in self._process.stdout or ():
                self._lines.put(line)
        self._lines.put("")

    def _last_words(self) -> str:
        self._errors.seek(0)
        lines = [line.strip() for line in self._errors if line.strip()]
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(END_S)
        return lines[-1] if lines else f"exit status {self._process.returncode}"


def call(job: str, site: Site, deadline_s: float, **arguments: object) -> Any:  # noqa: ANN401 - any JSON value
    """Run a job to its end. Raises `KioskError`, `Hung`, `Died`."""
    with Worker(job, site, **arguments) as worker:
        return worker.receive("result", deadline_s)


def main() -> None:
    """Run the job of the command line."""
    die_with_parent()
    channel = Channel(sys.stdin, os.fdopen(os.dup(1), "w"))
    os.dup2(2, 1)
    os.environ["PYGAME_HIDE_SUPPORT_PROMPT"] = "1"
    hello = channel.hear()
    module, _, name = sys.argv[1].partition(":")
    job: Job = getattr(importlib.import_module(module), name)
    try:
        result = job(from_data(hello["site"]), channel, **hello["arguments"])
    except (KioskError, HardwareError) as fault:
        channel.tell(fault={"code": fault.code, "sentence": fault.sentence, "remedy": fault.remedy})
    else:
        channel.tell(result=result)


if __name__ == "__main__":
    main()
