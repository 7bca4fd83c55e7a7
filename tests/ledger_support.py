"""Ledgers and disks for tests: a small file system that can be full, and a process that writes until it is killed."""

from __future__ import annotations

import ctypes
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from kiosk.commands import Remind
from kiosk.events import Elapsed, QuestionTyped
from kiosk.runtime.ledger import Ledger

MS_LAZY = 2


@contextmanager
def small_disk(folder: Path, kilobytes: int) -> Iterator[Path]:
    """A file system of its own of that size (tmpfs(5)); skips the test where none may be mounted."""
    libc = ctypes.CDLL(None, use_errno=True)
    folder.mkdir()
    if libc.mount(b"none", os.fsencode(folder), b"tmpfs", 0, f"size={kilobytes}k".encode()) != 0:
        pytest.skip(f"no file system can be mounted here: {os.strerror(ctypes.get_errno())}")
    try:
        yield folder
    finally:
        assert libc.umount2(os.fsencode(folder), MS_LAZY) == 0


def fill(disk: Path) -> Path:
    """Take every byte that is left on a disk."""
    file = disk / "filling"
    with file.open("ab", buffering=0) as stream:
        for size in (1 << 16, 1 << 12, 1):
            try:
                while True:
                    stream.write(b"x" * size)
            except OSError:
                continue
    return file


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
