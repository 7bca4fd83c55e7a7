"""Reads a live ledger, also while a kiosk writes it."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kiosk.errors import InputError
from kiosk.runtime.ledger.live import in_use
from kiosk.runtime.ledger.older import brought_up
from kiosk.runtime.ledger.raw import Flaw, Raw, RawGap, RawRow, Source, check_schema, no_ledger
from kiosk.runtime.ledger.rows import Gap, Run


@dataclass(frozen=True, slots=True)
class Summary:
    """A run in a line: seconds from its first row to its last, rows kept and lost, sessions begun.

    Of a damaged one, which the disk does not give whole, the numbers are unknown: 0.
    """

    run: Run
    seconds: float
    rows: int
    lost: int
    sessions: int
    damaged: bool = False


def is_sqlite(path: Path) -> bool:
    """Whether a file is a live ledger by its first bytes (sqlite.org/fileformat2.html)."""
    with path.open("rb") as stream:
        return stream.read(16).startswith(b"SQLite format 3")


def source(path: Path, run: str | None) -> Source:
    """A run of a live ledger, the last one by default.

    Raises:
        InputError: `ledger.format`, `ledger.schema` or `ledger.no-run`.
    """
    with closing(_opened(path)) as base:
        found = _runs(path, base)
        last = base.execute("SELECT run FROM ledger ORDER BY rowid DESC LIMIT 1").fetchone()
    name = run if run is not None else last[0] if last else next(reversed(found), "")
    if name not in found:
        known = f"It has {', '.join(found)}." if found else "It has none."
        raise InputError("ledger.no-run", f"{path} has no run {name!r}.", known)
    return Source(found[name], _rows(path, name))


def summaries(path: Path) -> list[Summary]:
    """All runs of a live ledger, the oldest first.

    Raises:
        InputError: `ledger.format` or `ledger.schema`.
    """
    with closing(_opened(path)) as base:
        return [_summary(base, run) for run in _runs(path, base).values()]


def _summary(base: sqlite3.Connection, run: Run) -> Summary:
    query = "SELECT max(at) - min(at), count(*), sum(type = 'OpenSession') FROM ledger WHERE run = ?"
    try:
        seconds, rows, sessions = base.execute(query, (run.run,)).fetchone()
        lost = sum(gap.last - gap.first + 1 for gap in _gaps(base, run.run))
    except sqlite3.Error:
        return Summary(run, 0.0, 0, 0, 0, damaged=True)
    return Summary(run, seconds or 0.0, rows, lost, sessions or 0)


def _opened(path: Path) -> sqlite3.Connection:
    """For reading. Where no kiosk writes and nothing waits in a WAL, no file comes to stand beside it.

    A connection that cannot write would otherwise leave its -wal and -shm there: sqlite.org/wal.html, Read-Only
    Databases.
    """
    wal = path.with_name(f"{path.name}-wal")
    still = not in_use(path) and not (wal.is_file() and wal.stat().st_size)
    form = "mode=ro&immutable=1" if still else "mode=ro"
    # rows that nobody reads on are let go by the garbage collector, in whichever thread it runs
    return sqlite3.connect(f"{path.absolute().as_uri()}?{form}", uri=True, check_same_thread=False)


def _runs(path: Path, base: sqlite3.Connection) -> dict[str, Run]:
    """Every run by its name, the oldest first."""
    try:
        schema, version = base.execute("SELECT schema, version FROM header").fetchone()
        if check_schema(path, schema) == 1:
            query = "SELECT run, min(at) FROM ledger GROUP BY run ORDER BY CAST(run AS INTEGER)"
            return {run: Run(run, version, None, at, ended=True) for run, at in base.execute(query)}
        query = "SELECT run, version, began, began_at, ended, avatar FROM runs ORDER BY CAST(run AS INTEGER)"
        rows = base.execute(query).fetchall()
        return {row[0]: Run(row[0], row[1], row[2], row[3], ended=bool(row[4]), avatar=row[5]) for row in rows}
    except (sqlite3.Error, TypeError) as fault:
        raise no_ledger(path, fault) from fault


def _gaps(base: sqlite3.Connection, run: str) -> list[Gap]:
    if base.execute("SELECT 1 FROM sqlite_master WHERE name = 'gaps'").fetchone() is None:
        return []
    query = "SELECT first, last, reason FROM gaps WHERE run = ? ORDER BY first"
    return [Gap(*row) for row in base.execute(query, (run,))]


def _rows(path: Path, run: str) -> Iterator[Raw]:
    """Rows and gaps in order. A row that the disk cannot give ends it with a flaw."""
    seq = -1
    with closing(_opened(path)) as base:
        try:
            gaps = _gaps(base, run)
            query = "SELECT seq, at, kind, part, type, data FROM ledger WHERE run = ? ORDER BY seq"
            for row in base.execute(query, (run,)):
                seq = row[0]
                while gaps and gaps[0].first < seq:
                    yield RawGap(f"{path}, row {seq}", gaps.pop(0))
                yield _row(f"{path}, row {seq}", row)
            yield from (RawGap(f"{path}, row {gap.first}", gap) for gap in gaps)
        except sqlite3.Error as fault:
            said = str(fault).partition(" with text ")[0]  # what follows is the row itself: words of a shopper
            yield Flaw("ledger.format", f"{path} cannot be read after row {seq}: {said}.")


def _row(where: str, row: tuple[Any, ...]) -> Raw:
    seq, at, kind, part, name, text = row
    try:
        data = json.loads(text)
    except (TypeError, ValueError):
        return Flaw("ledger.format", f"{where}, is not JSON.")
    fields = {"seq": seq, "at": round(at, 6), "kind": kind, "part": part, "type": name, "data": data}
    return RawRow(where, brought_up(fields))
