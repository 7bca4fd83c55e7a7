"""The part's end of a recogniser's process: starts it, asks it, and knows when it is lost."""

from __future__ import annotations

import os
import socket
import struct
import subprocess
import sys
from multiprocessing.connection import Connection
from pathlib import Path

from kiosk.errors import KioskError
from kiosk.hearing.engines import Choice, Result
from kiosk.hearing.worker_frames import Answer, Fault, Load, Loader, Request

LOAD_S = 40.0
SEND_S = 2.0
"""The socket holds 6 s of sound: who cannot be sent any for so long on top of that does not read."""
PATIENCE = 8
"""So many times its time is given to a worker that gets little of the processor."""
BUFFER = 1 << 20
TICKS = os.sysconf("SC_CLK_TCK")
PAGE_MB = os.sysconf("SC_PAGE_SIZE") / 1e6


class LostError(Exception):
    """The process has gone, or does not answer."""


class WorkerProcess:
    """One recogniser process. It begins to load at once, and is asked nothing before it is `loaded`."""

    def __init__(self, loader: Loader, choice: Choice) -> None:
        ours, theirs = socket.socketpair()
        ours.setsockopt(socket.SOL_SOCKET, socket.SO_SNDTIMEO, struct.pack("ll", int(SEND_S), 0))
        ours.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, BUFFER)
        command = [sys.executable, "-m", "kiosk.hearing.worker", str(theirs.fileno()), str(os.getpid())]
        with theirs:
            self._process = subprocess.Popen(command, pass_fds=[theirs.fileno()], stdin=subprocess.DEVNULL)
        self._channel = Connection(ours.detach())
        self._is_loaded = False
        self.tell(Load(loader, choice))

    @property
    def pid(self) -> int:
        """Its process id."""
        return self._process.pid

    @property
    def alive(self) -> bool:
        """Whether the process runs."""
        return self._process.poll() is None

    @property
    def memory_mb(self) -> float:
        """What it holds of the machine's memory, MB (10⁶ bytes); 0 when it has gone."""
        try:
            pages = Path(f"/proc/{self.pid}/statm").read_text().split()[1]
        except OSError:
            return 0.0
        return int(pages) * PAGE_MB

    def loaded(self) -> bool:
        """Whether it is ready. Raises `LostError`, or the `KioskError` of a model that cannot be loaded."""
        if not self._is_loaded and self._channel.poll(0):
            self.wait_loaded()
        return self._is_loaded

    def wait_loaded(self) -> None:
        """Until it is ready; raises as `loaded` does."""
        if not self._is_loaded:
            self._answer(LOAD_S)
            self._is_loaded = True

    def tell(self, request: Load | Request) -> None:
        """Something that is not answered. Raises `LostError`."""
        try:
            self._channel.send(request)
        except OSError as fault:
            raise LostError(str(fault)) from fault

    def ask(self, request: Request, within_s: float) -> Result:
        """Something that is answered. Raises `LostError` when it is not, in time."""
        self.tell(request)
        return self._answer(within_s)

    def _answer(self, within_s: float) -> Result:
        try:
            self._wait(within_s)
            answer: Answer = self._channel.recv()
        except (EOFError, OSError) as fault:
            raise LostError("its process has ended") from fault
        if isinstance(answer, Fault):
            raise KioskError(answer.code, answer.sentence, answer.remedy)
        return answer

    def _wait(self, within_s: float) -> None:
        """Until there is an answer. Who gets little of a busy machine is slow, not lost: a new one would be no faster.

        Lost is who neither worked nor wanted to for so long, or has worked for so long by its own processor time.
        """
        began_s, tried_s = self.cpu_s, self.tried_s
        for _ in range(PATIENCE):
            if self._channel.poll(within_s):
                return
            before_s, tried_s = tried_s, self.tried_s
            if tried_s - before_s < 1 / TICKS or self.cpu_s - began_s >= within_s:
                break
        raise LostError(f"no answer within {within_s:.1f} s")

    @property
    def cpu_s(self) -> float:
        """Processor time that it has used, s; 0 when it has gone (proc(5): utime and stime)."""
        try:
            fields = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        except OSError:
            return 0.0
        return (int(fields[11]) + int(fields[12])) / TICKS

    @property
    def tried_s(self) -> float:
        """For how long it worked or waited for a processor, s; where the kernel does not tell, for how long it worked.

        Source: Documentation/scheduler/sched-stats.rst of the Linux kernel, /proc/<pid>/schedstat of the main thread.
        """
        try:
            waited = int(Path(f"/proc/{self.pid}/schedstat").read_text(encoding="ascii").split()[1])
        except (OSError, IndexError):
            return self.cpu_s
        return self.cpu_s + waited / 1e9

    def kill(self) -> None:
        """At once, whatever it does; from any thread. Whoever waits for it is told."""
        self._process.kill()
        self._process.wait()

    def end(self) -> None:
        """The same, and let go of the socket."""
        self.kill()
        self._channel.close()
