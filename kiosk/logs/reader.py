"""Reads the log: whole, from a moment on, or as it grows; across its rotated files. No line is skipped silently."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import IO, Final

from kiosk.errors import InputError
from kiosk.logs import jsonl
from kiosk.logs.journal import FILE
from kiosk.logs.jsonl import Entry

DAMAGED: Final = "log.damaged"
"""The code of a line that is no entry: half of one after the current went, for instance."""
POLL_S: Final = 0.25
AGE: Final = re.compile(r"(\d+(?:\.\d+)?)([smhd])")
UNITS: Final = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which entries: of a level and above, of a part (empty: all), from a moment on."""

    level: str = "debug"
    part: str = ""
    since: datetime | None = None

    def takes(self, entry: Entry) -> bool:
        """Whether an entry is wanted; one without a time, being damaged, always is."""
        if entry.code == DAMAGED:
            return True
        late = self.since is None or _moment(entry.time) >= self.since
        return late and jsonl.at_least(entry.level, self.level) and self.part in {"", entry.part}


def since(text: str, now: datetime) -> datetime:
    """The moment that `10m`, `2h`, `1.5d` before now means, or an ISO 8601 time (local where it names no zone).

    Raises:
        InputError: jsonl.since.
    """
    if age := AGE.fullmatch(text.strip()):
        return now - timedelta(**{UNITS[age[2]]: float(age[1])})
    try:
        return datetime.fromisoformat(text).astimezone()
    except ValueError as fault:
        remedy = "Write 30s, 10m, 2h, 1d, or a time such as 2026-03-11T14:00."
        raise InputError("logs.since", f"{text!r} is no time.", remedy) from fault


def files(folder: Path) -> list[Path]:
    """The files of a log, oldest first.

    Raises:
        InputError: `jsonl.none`.
    """
    found = [path for path in folder.glob(f"{FILE}*") if path.suffix[1:].isdecimal() or path.name == FILE]
    if not found:
        raise InputError(
            "logs.none", f"There is no log in {folder}.", "Start the kiosk, or give its folder with --dir."
        )
    return sorted(found, key=lambda path: -int(path.suffix[1:]) if path.name != FILE else 1)


def read(folder: Path, wanted: Wanted) -> Iterator[Entry]:
    """The wanted entries that are there now, oldest first."""
    for path in files(folder):
        with path.open(encoding="utf-8", errors="replace") as stream:
            yield from (entry for entry in map(_entry, stream) if wanted.takes(entry))


def follow(folder: Path, wanted: Wanted) -> Iterator[Entry]:
    """The wanted entries as they come, without an end; a file that was rotated away is read to its end first."""
    path = folder / FILE
    path.touch()
    start = path.stat().st_size
    while True:
        with path.open(encoding="utf-8", errors="replace") as stream:
            stream.seek(start)
            yield from (entry for entry in map(_entry, _growing(stream, path)) if wanted.takes(entry))
        start = 0


def _growing(stream: IO[str], path: Path) -> Iterator[str]:
    """The whole lines of a file as they are written, until another file has its name."""
    rest = ""
    while True:
        last = path.is_file() and path.stat().st_ino != _inode(stream)
        rest += stream.read()
        *lines, rest = rest.split("\n")
        yield from lines
        if last:
            return
        if not lines:
            time.sleep(POLL_S)


def _inode(stream: IO[str]) -> int:
    return os.fstat(stream.fileno()).st_ino


def _entry(line: str) -> Entry:
    found = jsonl.decode(line.rstrip("\n"))
    return found if isinstance(found, Entry) else Entry("", "warning", "log", DAMAGED, found)


def _moment(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text).astimezone()
    except ValueError:
        return datetime.max.replace(tzinfo=UTC)
