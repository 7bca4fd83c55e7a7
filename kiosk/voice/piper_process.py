"""The other end of Piper's process: start it, ask it, and notice that it died or hangs."""

from __future__ import annotations

import itertools
import json
import logging
import os
import queue
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from typing import IO, Any, Final

import numpy as np
from numpy.typing import NDArray

from kiosk.errors import KioskError
from kiosk.voice.engines import Preempted

COMMAND: Final = (sys.executable, "-m", "kiosk.voice.piper_worker")
RESTART_S = 2.0
"""A process that dies is not started again sooner."""
HANGS_S = 30.0
"""No sentence takes so long: who does not answer for that time is ended."""
WITHOUT_TELEMETRY: Final = {"ORT_DISABLE_TELEMETRY": "1"}
"""onnxruntime's wheels since 1.31 otherwise number this machine and send its maker what is loaded and run."""
REMEDY: Final = "Look at `kiosk logs voice`; `pip install 'balie[piper]'` puts Piper right."
Answer = tuple[Mapping[str, Any], NDArray[np.int16]]


class PiperProcess:
    """One process for all voices; orders may come from two threads. It is started when it is needed."""

    def __init__(self, command: Sequence[str] = COMMAND) -> None:
        self._command = command
        self._process: subprocess.Popen[bytes] | None = None
        self._lock = threading.Lock()
        self._numbers = itertools.count(1)
        self._waiting: dict[int, tuple[subprocess.Popen[bytes], queue.SimpleQueue[Answer | None]]] = {}
        self._started_at = -RESTART_S

    def ask(self, order: Mapping[str, Any], *, idle: bool) -> Answer:
        """What the worker answers to an order, and the sound.

        Raises:
            KioskError: `voice.piper`: it died, hangs or refuses.
            Preempted: an idle order gave way.
        """
        number, answers = next(self._numbers), queue.SimpleQueue[Answer | None]()
        with self._lock:
            process = self._running()
            self._waiting[number] = process, answers
            self._write(process, {"id": number, "idle": idle, **order})
        try:
            answer = answers.get(timeout=HANGS_S)
        except queue.Empty:
            self._end(process)
            raise _fault("does not answer") from None
        finally:
            self._waiting.pop(number, None)
        if answer is None:
            raise _fault("stopped")
        return _checked(answer)

    @property
    def pid(self) -> int | None:
        """Its number, while it runs."""
        return self._process.pid if self._process and self._process.poll() is None else None

    def close(self) -> None:
        """End it."""
        if self._process is not None:
            self._end(self._process)

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is not None and self._process.poll() is None:
            return self._process
        if time.monotonic() - self._started_at < RESTART_S:
            raise _fault("is being started again")
        self._started_at = time.monotonic()
        try:
            self._process = subprocess.Popen(
                self._command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=os.environ | WITHOUT_TELEMETRY
            )
        except OSError as fault:
            raise _fault(f"cannot be started: {fault.strerror}") from fault
        threading.Thread(target=self._read, args=(self._process,), name="piper", daemon=True).start()
        return self._process

    def _write(self, process: subprocess.Popen[bytes], order: Mapping[str, Any]) -> None:
        pipe = process.stdin
        if pipe is None:
            raise _fault("has no way in")
        try:
            pipe.write(json.dumps(order).encode() + b"\n")
            pipe.flush()
        except OSError as fault:
            raise _fault("stopped") from fault

    def _read(self, process: subprocess.Popen[bytes]) -> None:
        """Hand out the answers; at the end nobody is left waiting."""
        pipe = process.stdout
        if pipe is None or process.stdin is None:
            return
        for told, sound in _answers(pipe):
            if waiting := self._waiting.get(told.get("id", 0)):
                waiting[1].put((told, np.frombuffer(sound, "<i2").astype(np.int16)))
        logging.getLogger(__name__).info("piper ended with %s", process.wait())
        for end in (process.stdin, pipe):
            with suppress(OSError):
                end.close()
        for asked, answers in list(self._waiting.values()):
            if asked is process:
                answers.put(None)

    def _end(self, process: subprocess.Popen[bytes]) -> None:
        process.kill()
        process.wait()


def _answers(pipe: IO[bytes]) -> Iterator[tuple[Mapping[str, Any], bytes]]:
    """Whole answers; one that a killed process broke off is none."""
    while (line := pipe.readline()).endswith(b"\n"):
        told = json.loads(line)
        sound = pipe.read(told.get("bytes", 0))
        if len(sound) == told.get("bytes", 0):
            yield told, sound


def _checked(answer: Answer) -> Answer:
    told, _ = answer
    if told.get("preempted"):
        raise Preempted
    if "error" in told:
        raise _fault(f"cannot say it: {told['error']}")
    return answer


def _fault(what: str) -> KioskError:
    return KioskError("voice.piper", f"Piper {what}.", REMEDY)
