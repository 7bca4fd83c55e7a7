"""Processor time of a process and all below it, from /proc (Linux, proc(5))."""

from __future__ import annotations

import asyncio
import os
import time

from kiosk.runtime.memory import PROC, tree

TICKS_PER_S = os.sysconf("SC_CLK_TCK")
USER_FIELD, SYSTEM_FIELD = 11, 12
"""Places in `stat` behind the command's name."""


def cpu_s(pid: int) -> float:
    """Seconds of processor time that one process has used; 0 if it has gone."""
    try:
        fields = (PROC / str(pid) / "stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[USER_FIELD]) + int(fields[SYSTEM_FIELD])) / TICKS_PER_S


class ProcessorTime:
    """How much this process and all below it have used, sampled while `follow` runs."""

    def __init__(self) -> None:
        self._seen: list[tuple[float, float]] = []
        self._used: dict[int, float] = {}

    async def follow(self, every_s: float = 0.25) -> None:
        """Look again and again, beside the loop, until cancelled."""
        while True:
            await asyncio.to_thread(self._look)
            await asyncio.sleep(every_s)

    def _look(self) -> None:
        """What a process used counts on when it has gone."""
        for pid in tree(os.getpid()):
            self._used[pid] = max(self._used.get(pid, 0.0), cpu_s(pid))
        self._seen.append((time.monotonic(), sum(self._used.values())))

    def share(self, begin: float, end: float) -> float:
        """Cores in use from `begin` to `end` (CLOCK_MONOTONIC); 1.0 is one core all the time."""
        return (self._at(end) - self._at(begin)) / max(1e-9, end - begin)

    def _at(self, moment: float) -> float:
        """Between two looks as if it had been used evenly."""
        before = [seen for seen in self._seen if seen[0] <= moment][-1:] or self._seen[:1]
        after = [seen for seen in self._seen if seen[0] > moment][:1] or self._seen[-1:]
        (t0, v0), (t1, v1) = before[0], after[0]
        return v0 + (v1 - v0) * min(1.0, max(0.0, (moment - t0) / (t1 - t0))) if t1 > t0 else v0
