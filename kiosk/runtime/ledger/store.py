"""The SQLite file of a live ledger: its tables, what is appended, what is erased when it is old.

One thread uses it. Every method may raise `sqlite3.Error`: a full or failing disk; what was asked for then has not
happened, and can be asked for again.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from kiosk import __version__
from kiosk.runtime.ledger.rows import SCHEMA, Gap

TABLES: Final = (
    "CREATE TABLE IF NOT EXISTS header (schema INTEGER, version TEXT, redacted INTEGER)",
    """CREATE TABLE IF NOT EXISTS ledger
    (run TEXT, seq INTEGER, at REAL, kind TEXT, part TEXT, type TEXT, data TEXT, PRIMARY KEY (run, seq))""",
    """CREATE TABLE IF NOT EXISTS runs
    (run TEXT PRIMARY KEY, version TEXT, began REAL, began_at REAL, ended INTEGER, avatar TEXT)""",
    "CREATE TABLE IF NOT EXISTS gaps (run TEXT, first INTEGER, last INTEGER, reason TEXT, PRIMARY KEY (run, first))",
)
UNDATED: Final = (
    "INSERT OR IGNORE INTO runs SELECT run, (SELECT version FROM header), NULL, min(at), 1, '' FROM ledger GROUP BY run"
)
"""Runs that schema 1 wrote."""
CHUNK: Final = 2000
"""Rows erased at a time: a full disk has room for the journal of so many."""
WAL_BYTES: Final = 1 << 22


class NewerSchema(sqlite3.DatabaseError):
    """The file was written by a newer version: it is left alone."""


@dataclass(frozen=True, slots=True)
class StoredRow:
    """A row as it is kept: `type` and `data` (JSON text) are the message."""

    seq: int
    at: float
    kind: str
    part: str
    type: str
    data: str


class Store:
    """The open file, and in it the run that is going on."""

    def __init__(self, path: Path) -> None:
        self._base = sqlite3.connect(path, isolation_level=None, timeout=2.0)
        try:
            self._open()
        except sqlite3.Error:
            self._base.close()
            raise

    def _open(self) -> None:
        self._base.execute("PRAGMA auto_vacuum=INCREMENTAL")  # before the first table: erased rows give room back
        self._base.execute("PRAGMA journal_mode=WAL")
        self._base.execute("PRAGMA synchronous=NORMAL")  # a kill loses nothing; a power cut the last seconds
        self._base.execute(f"PRAGMA journal_size_limit={WAL_BYTES}")
        self._base.execute("PRAGMA secure_delete=ON")  # what is erased is overwritten, not only forgotten
        with self._transaction():
            for table in TABLES:
                self._base.execute(table)
            found = self._base.execute("SELECT schema FROM header").fetchone()
            if found is None:
                self._base.execute("INSERT INTO header VALUES (?, ?, 0)", (SCHEMA, __version__))
            elif found[0] > SCHEMA:
                raise NewerSchema(f"ledger schema {found[0]}")
            elif found[0] < SCHEMA:
                self._base.execute(UNDATED)
                self._base.execute("UPDATE header SET schema = ?", (SCHEMA,))

    def _transaction(self) -> _Transaction:
        return _Transaction(self._base)

    def begin(self, run: str | None, began: float, began_at: float, avatar: str) -> str:
        """Enter a run and return its name; with a name, go on with a run that is entered already."""
        with self._transaction():
            if run is None:
                query = "SELECT coalesce(max(CAST(run AS INTEGER)), 0) + 1 FROM runs"
                run = str(self._base.execute(query).fetchone()[0])
            row = (run, __version__, began, began_at, avatar)
            self._base.execute("INSERT OR IGNORE INTO runs VALUES (?, ?, ?, ?, 0, ?)", row)
        return run

    def next_seq(self, run: str) -> int:
        """The number that follows on what is kept of a run, rows and known gaps."""
        (row,) = self._base.execute("SELECT max(seq) FROM ledger WHERE run = ?", (run,)).fetchone()
        (gap,) = self._base.execute("SELECT max(last) FROM gaps WHERE run = ?", (run,)).fetchone()
        return max(-1 if row is None else int(row), -1 if gap is None else int(gap)) + 1

    def append(self, run: str, rows: Sequence[StoredRow], gaps: Sequence[Gap]) -> None:
        """Keep rows and gaps, all or nothing."""
        with self._transaction():
            self._base.executemany(
                "INSERT INTO ledger VALUES (?, ?, ?, ?, ?, ?, ?)",
                [(run, row.seq, row.at, row.kind, row.part, row.type, row.data) for row in rows],
            )
            self._base.executemany(
                "INSERT OR REPLACE INTO gaps VALUES (?, ?, ?, ?)",
                [(run, gap.first, gap.last, gap.reason) for gap in gaps],
            )

    def set_date(self, run: str, began: float) -> None:
        """The wall clock was set: the run began at another time than was thought."""
        self._base.execute("UPDATE runs SET began = ? WHERE run = ?", (began, run))

    def end(self, run: str) -> None:
        """The run came to its end in good order."""
        self._base.execute("UPDATE runs SET ended = 1 WHERE run = ?", (run,))

    def erase_before(self, moment: float, current: str, reason: str) -> int:
        """Erase what is older than a wall-clock moment; how many rows.

        Runs without a date are older than every run with one. The first row of the current run holds no words of a
        shopper, and stays.
        """
        runs = self._base.execute("SELECT run, began, began_at FROM runs ORDER BY CAST(run AS INTEGER)").fetchall()
        oldest = min((began for _, began, _ in runs if began is not None), default=moment)
        erased = 0
        for run, began, began_at in runs:
            if (oldest if began is None else began) >= moment:
                continue
            erased += self._erase_rows(run, float("inf") if began is None else began_at + moment - began, reason)
            if run != current:
                self._forget_empty(run)
        if erased:
            self._base.execute("PRAGMA incremental_vacuum").fetchall()
            self._base.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        return erased

    def _erase_rows(self, run: str, before: float, reason: str) -> int:
        query = "SELECT seq FROM ledger WHERE run = ? AND seq > 0 AND at >= ? ORDER BY seq LIMIT 1"
        kept = self._base.execute(query, (run, before)).fetchone()
        bound = int(kept[0]) if kept else self.next_seq(run)
        erased = 0
        while True:
            query = "SELECT seq FROM ledger WHERE run = ? AND seq > 0 AND seq < ? ORDER BY seq LIMIT ?"
            found = [seq for (seq,) in self._base.execute(query, (run, bound, CHUNK))]
            if not found:
                return erased
            with self._transaction():
                self._base.execute("DELETE FROM ledger WHERE run = ? AND seq > 0 AND seq <= ?", (run, found[-1]))
                self._base.execute("DELETE FROM gaps WHERE run = ? AND last <= ?", (run, found[-1]))
                self._base.execute("INSERT INTO gaps VALUES (?, 1, ?, ?)", (run, found[-1], reason))
            erased += len(found)

    def _forget_empty(self, run: str) -> None:
        """A run of which nothing is left but how it started is no run."""
        if self._base.execute("SELECT 1 FROM ledger WHERE run = ? AND seq > 0", (run,)).fetchone() is None:
            with self._transaction():
                for table in ("ledger", "gaps", "runs"):
                    self._base.execute(f"DELETE FROM {table} WHERE run = ?", (run,))  # noqa: S608 - names given above

    def close(self) -> None:
        """Give the file back."""
        self._base.close()


class _Transaction:
    """All of it or nothing; SQLite itself may have rolled back on a full disk."""

    def __init__(self, base: sqlite3.Connection) -> None:
        self._base = base

    def __enter__(self) -> None:
        self._base.execute("BEGIN IMMEDIATE")

    def __exit__(self, kind: type[BaseException] | None, fault: BaseException | None, at: object) -> None:
        try:
            if kind is None:
                self._base.execute("COMMIT")
        finally:
            if self._base.in_transaction:
                self._base.execute("ROLLBACK")
