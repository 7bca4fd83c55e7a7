"""Looks at the kiosk's processes from outside: how much memory each takes, and whether one was left behind."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass

from kiosk.drill.host import Host, running
from kiosk.runtime.memory import own_mb, pss_mb

LOOK_S = 0.5
WEIGH_EVERY = 4
ORPHAN_S = 1.0
"""A process whose parent has just died is given so long to notice."""


@dataclass(frozen=True, slots=True)
class Weight:
    """Memory at a monotonic time: MB (10⁶ bytes, PSS) of each process by name, and what of it is in no file."""

    at: float
    mb: dict[str, float]
    own: dict[str, float]

    @property
    def total(self) -> float:
        """MB of all of them."""
        return sum(self.mb.values())


class Watcher:
    """Follows a kiosk in a thread of its own until `close`; `orphans` names every process that was left behind."""

    def __init__(self, host: Host) -> None:
        self._host = host
        self.weights: list[Weight] = []
        self.orphans: dict[int, str] = {}
        self.ever: dict[int, str] = {}
        self._lost: dict[int, float] = {}
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._follow, name="watcher", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Look no more."""
        self._over.set()
        self._thread.join()

    def left(self, within_s: float = 3.0) -> dict[int, str]:
        """The processes that are still there when all should have ended; they get a while to do so."""
        ends = time.monotonic() + within_s
        while (still := {pid: name for pid, name in self.ever.items() if running(pid)}) and time.monotonic() < ends:
            time.sleep(0.05)
        return still

    def _follow(self) -> None:
        looks = 0
        while not self._over.wait(LOOK_S):
            processes = self._host.processes() if self._host.alive() else {}
            self.ever |= processes
            self._seek(processes)
            if processes and looks % WEIGH_EVERY == 0:
                self._weigh(processes)
            looks += 1

    def _seek(self, processes: dict[int, str]) -> None:
        """Who was the kiosk's, lives, and is no longer below it, is an orphan."""
        now = time.monotonic()
        astray = {pid for pid in self.ever if pid not in processes and running(pid)}
        self._lost = {pid: self._lost.get(pid, now) for pid in astray}
        self.orphans |= {pid: self.ever[pid] for pid, since in self._lost.items() if now - since > ORPHAN_S}

    def _weigh(self, processes: dict[int, str]) -> None:
        mb: dict[str, float] = {}
        own: dict[str, float] = {}
        for pid, name in processes.items():
            if (weight := pss_mb(pid)) > 0:  # a process that is being born weighs nothing yet
                mb[name] = mb.get(name, 0.0) + weight
                own[name] = own.get(name, 0.0) + own_mb(pid)
        self.weights.append(Weight(time.monotonic(), mb, own))
