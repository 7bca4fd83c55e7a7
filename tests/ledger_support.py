"""Ledgers and disks for tests: a small file system that can be full, and a process that writes until it is killed."""

from __future__ import annotations

import ctypes
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Protocol

import pytest

from kiosk.commands import Remind
from kiosk.events import Elapsed, QuestionTyped
from kiosk.runtime.ledger import Ledger
from kiosk.runtime.ledger.store import Store

MS_LAZY = 2


class Disk(Protocol):
    """A place for a ledger that can be full."""

    folder: Path

    def fill(self) -> None:
        """Take every byte that is left."""
        ...

    def empty(self) -> None:
        """Give them back."""
        ...


class MountedDisk:
    """A file system of its own, tmpfs(5)."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def fill(self) -> None:
        """See `Disk`."""
        with (self.folder / "filling").open("ab", buffering=0) as stream:
            for size in (1 << 16, 1 << 12, 1):
                with suppress(OSError):
                    while True:
                        stream.write(b"x" * size)

    def empty(self) -> None:
        """See `Disk`."""
        (self.folder / "filling").unlink()


class PagedDisk:
    """Where nobody may mount: SQLite itself is told how large its file may be, and says SQLITE_FULL."""

    def __init__(self, folder: Path, patch: pytest.MonkeyPatch) -> None:
        self.folder, self._full = folder, False
        begun = Store._transaction

        def limited(store: Store) -> Any:
            (pages,) = store._base.execute("PRAGMA page_count").fetchone()
            store._base.execute(f"PRAGMA max_page_count={max(1, pages) if self._full else 1 << 30}")
            return begun(store)

        patch.setattr(Store, "_transaction", limited)

    def fill(self) -> None:
        """See `Disk`."""
        self._full = True

    def empty(self) -> None:
        """See `Disk`."""
        self._full = False


@contextmanager
def small_disk(folder: Path, kilobytes: int) -> Iterator[Disk]:
    """A disk of that size; one that only seems so where no file system may be mounted."""
    libc = ctypes.CDLL(None, use_errno=True)
    folder.mkdir()
    if libc.mount(b"none", os.fsencode(folder), b"tmpfs", 0, f"size={kilobytes}k".encode()) != 0:
        with pytest.MonkeyPatch.context() as patch:
            yield PagedDisk(folder, patch)
        return
    try:
        yield MountedDisk(folder)
    finally:
        assert libc.umount2(os.fsencode(folder), MS_LAZY) == 0


def filled(path: Path) -> Path:
    """A ledger of three rows."""
    ledger = Ledger(path)
    ledger.write(1.0, "event", "stage", QuestionTyped("Waar is de melk?"))
    ledger.write(1.1, "command", "core", Remind("filler", 1, 0.7))
    ledger.write(1.8, "event", "core", Elapsed("filler", 1))
    ledger.close()
    return path


def writing_process(path: Path) -> subprocess.Popen[str]:
    """A process that writes rows as fast as it can, and prints each number after it was kept."""
    return subprocess.Popen(
        [sys.executable, "-c", "import sys; from ledger_support import write_on; write_on(sys.argv[1])", str(path)],
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONPATH": str(Path(__file__).parent)},
    )


def write_on(path: str) -> None:
    """Write for ever."""
    ledger = Ledger(Path(path))
    for number in range(1_000_000):
        ledger.write(time.monotonic(), "event", "core", Elapsed("timer", number))
        if number % 50 == 49:
            ledger.flush()
            sys.stdout.write(f"{number}\n")
            sys.stdout.flush()
