"""The `kiosk` command, and `python -m kiosk`: an interrupt ends it quietly, even while it is being loaded."""

from __future__ import annotations

import os
import signal
import sys
from types import FrameType
from typing import Final

INTERRUPTED: Final = 130
SUMS: Final = "OPENBLAS_NUM_THREADS"
"""Threads of numpy's linear algebra. Many processes share a few cores: several would wait longer than they work."""


def main() -> None:
    """Load the command line and run it. Linear algebra has one thread a process, unless the environment says more."""
    os.environ.setdefault(SUMS, "1")
    heeded = signal.getsignal(signal.SIGINT) is signal.default_int_handler  # not where a shell has it ignored
    if heeded:
        signal.signal(signal.SIGINT, _end)
    from kiosk.cli import build, desk
    from kiosk.cli import main as run

    command = desk() if sys.argv[1:2] == ["desk"] else build()
    if heeded:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    run(command)


def _end(_number: int, _frame: FrameType | None) -> None:
    os._exit(INTERRUPTED)


if __name__ == "__main__":
    main()
