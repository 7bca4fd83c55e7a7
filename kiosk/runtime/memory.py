"""Proportional set size of a process and all below it, from /proc (Linux, proc(5))."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path

PROC = Path("/proc")


def tree(root: int) -> set[int]:
    """The process and all its descendants."""
    children: dict[int, list[int]] = {}
    for folder in PROC.glob("[0-9]*"):
        try:
            fields = (folder / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        children.setdefault(int(fields[1]), []).append(int(folder.name))
    found, todo = set[int](), [root]
    while todo:
        pid = todo.pop()
        found.add(pid)
        todo += children.get(pid, [])
    return found


def pss_mb(pid: int) -> float:
    """Megabytes (10⁶ bytes) of one process; 0 if it has gone or cannot be read."""
    try:
        lines = (PROC / str(pid) / "smaps_rollup").read_text().splitlines()
    except OSError:
        return 0.0
    return next((int(line.split()[1]) * 1.024e-3 for line in lines if line.startswith("Pss:")), 0.0)


def own_mb(pid: int) -> float:
    """… of what is in no file: unlike the whole it does not change when other programs share libraries or cease to."""
    try:
        lines = (PROC / str(pid) / "smaps_rollup").read_text().splitlines()
    except OSError:
        return 0.0
    own = ("Pss_Anon:", "Pss_Shmem:")
    return sum(int(line.split()[1]) * 1.024e-3 for line in lines if line.startswith(own))


def tree_mb() -> float:
    """Megabytes of this process and all that it started."""
    return sum(pss_mb(pid) for pid in tree(os.getpid()))


class PeakMemory:
    """The highest `tree_mb` seen while `follow` runs."""

    def __init__(self) -> None:
        self.mb = 0.0

    async def follow(self, every_s: float = 2.0) -> None:
        """Look again and again, beside the loop, until cancelled."""
        while True:
            self.mb = max(self.mb, await asyncio.to_thread(tree_mb))
            await asyncio.sleep(every_s)
