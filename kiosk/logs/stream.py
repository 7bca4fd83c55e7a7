"""The log as it is written, on standard error: for systemd's journal, or for whoever keeps the output in a file."""

from __future__ import annotations

import os
import sys
from typing import Final

from kiosk.logs.journal import Listener
from kiosk.logs.jsonl import Entry, Level

PRIORITY: Final[dict[Level, int]] = {"debug": 7, "info": 6, "warning": 4, "error": 3}


def to_stderr() -> Listener:
    """A listener of the journal. systemd's own journal gets priorities (sd-daemon(3)), and dates the lines itself."""
    dated = not _is_journal()

    def write(entry: Entry) -> None:
        head = f"{entry.time} {entry.level} " if dated else f"<{PRIORITY[entry.level]}>"
        told = f"{head}{entry.part}: {entry.message} [{entry.code}]"
        sys.stderr.write(f"{told}\n")
        sys.stderr.flush()

    return write


def _is_journal() -> bool:
    """Whether standard error is systemd's journal (`JOURNAL_STREAM` in systemd.exec(5))."""
    place = os.fstat(sys.stderr.fileno())
    return os.environ.get("JOURNAL_STREAM", "") == f"{place.st_dev}:{place.st_ino}"
