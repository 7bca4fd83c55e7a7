"""What a process and all below it hold: proportional set size, open files, threads; from /proc (Linux, proc(5))."""

from __future__ import annotations

import asyncio
import os
from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from pathlib import Path

PROC = Path("/proc")
PART = "kiosk.runtime.child"
"""Its first argument is the name of the part."""


def tree(root: int) -> set[int]:
    """The process and all its descendants."""
    return _below(root, _children())


def _children() -> Mapping[int, Sequence[int]]:
    """Who was started by whom, of all processes of the machine."""
    children: dict[int, list[int]] = {}
    for folder in PROC.glob("[0-9]*"):
        try:
            fields = (folder / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        children.setdefault(int(fields[1]), []).append(int(folder.name))
    return children


def _below(root: int, children: Mapping[int, Sequence[int]]) -> set[int]:
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


def count(pid: int, what: str) -> int:
    """Entries of a folder of a process, such as `fd` (open files) and `task` (threads); 0 if it has gone."""
    try:
        return sum(1 for _ in (PROC / str(pid) / what).iterdir())
    except OSError:
        return 0


def name_of(pid: int) -> str:
    """What a process does: the part, the module of ours or the program; empty if it has gone."""
    try:
        words = (PROC / str(pid) / "cmdline").read_text().rstrip("\0").split("\0")
    except OSError:
        return ""
    module = words[words.index("-m") + 1] if "-m" in words[:-1] else ""
    return words[words.index(module) + 1] if module == PART else module or Path(words[0]).name


def by_process(but: int | None = None) -> dict[str, float]:
    """Megabytes of this process and all that it started, by name, without process `but` and what that started.

    The own is `core`. Who started whom is looked at once, so that no process of `but` that loses its parent counts.
    """
    children = _children()
    others = set[int]() if but is None else _below(but, children)
    held = defaultdict[str, float](float)
    for pid in _below(os.getpid(), children) - others:
        held["core" if pid == os.getpid() else name_of(pid)] += pss_mb(pid)
    return held


class PeakMemory:
    """What the processes held when they held most together; `but` is a process that is none of ours.

    Those of the names `apart` are in `held`, but do not count: they stand in for something that is no program.
    """

    def __init__(self, but: Callable[[], int | None] = lambda: None, apart: Collection[str] = ()) -> None:
        self.held: Mapping[str, float] = {}
        self._but, self._apart = but, apart

    @property
    def mb(self) -> float:
        """Megabytes of those that count."""
        return self._counted(self.held)

    def _counted(self, held: Mapping[str, float]) -> float:
        return sum(mb for name, mb in held.items() if name not in self._apart)

    async def follow(self, every_s: float = 2.0) -> None:
        """Look again and again, beside the loop, until cancelled."""
        while True:
            held = await asyncio.to_thread(by_process, self._but())
            self.held = max(self.held, held, key=self._counted)
            await asyncio.sleep(every_s)
