"""What the kiosk's ledger says while the kiosk runs: how long a part was away, how many sessions were opened."""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

POLL_S = 0.1
QUERY = (
    "SELECT seq, at, type, data FROM ledger WHERE run = (SELECT max(CAST(run AS INTEGER)) FROM ledger) AND seq > ?"
    " AND type IN ('PartFailed', 'PartReady', 'ConfigurationRefused', 'Reconfigured', 'OpenSession') ORDER BY seq"
)


@dataclass(frozen=True, slots=True)
class Note:
    """A row: monotonic seconds, type and fields."""

    at: float
    type: str
    data: dict[str, Any]

    def of(self, kind: str, part: str = "") -> bool:
        """Whether it is of a type, and about a part."""
        return self.type == kind and (not part or self.data.get("part") == part)


class Book:
    """Rows about parts, configuration and sessions, from the live ledger."""

    def __init__(self, ledger: Path) -> None:
        self._ledger = ledger
        self._seq = -1
        self.notes: list[Note] = []

    def read(self) -> None:
        """Take in what is new; a ledger that cannot be read now is read later."""
        try:
            with closing(sqlite3.connect(f"file:{self._ledger}?mode=ro", uri=True, timeout=0.2)) as base:
                rows = base.execute(QUERY, (self._seq,)).fetchall()
        except sqlite3.Error:
            return
        for seq, at, name, data in rows:
            self._seq = seq
            self.notes.append(Note(at, name, json.loads(data)))

    def sessions(self) -> int:
        """How many sessions have been opened until now."""
        self.read()
        return sum(note.type == "OpenSession" for note in self.notes)

    def until(self, check: Callable[[Note], bool], since_s: float, within_s: float) -> Note | None:
        """The first row after a monotonic time that passes the check; None if it does not come."""
        ends = time.monotonic() + within_s
        while True:
            self.read()
            found = next((note for note in self.notes if note.at >= since_s and check(note)), None)
            if found is not None or time.monotonic() > ends:
                return found
            time.sleep(POLL_S)
