"""Every event and command of a run, in order: SQLite while it lives, JSON lines when it is handed on.

An event row is followed by the rows of the commands that the dialogue answered it with; that is what `replay` checks.
"""

from __future__ import annotations

import fcntl
import json
import os
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from kiosk import __version__
from kiosk.errors import InputError, KioskError
from kiosk.ports import Message
from kiosk.runtime import wire

SCHEMA = 1
Kind = Literal["event", "command"]


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """`at` is in CLOCK_MONOTONIC seconds; `part` sent the event, or is to do the command."""

    seq: int
    at: float
    kind: Kind
    part: str
    message: Message


class Ledger:
    """The live ledger; rows are on disk within a second, and survive the process. One process at a time writes it.

    Raises:
        InputError: `ledger.busy`.
    """

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self.path = path
        self._seq = 0
        self._lock = os.open(path.with_suffix(".lock"), os.O_CREAT | os.O_WRONLY)
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as fault:
            os.close(self._lock)
            sentence = f"Another kiosk writes {path} already."
            raise InputError("ledger.busy", sentence, "End it, or give this one a folder with --out.") from fault
        self._base = sqlite3.connect(path, isolation_level=None)
        self._base.execute("PRAGMA journal_mode=WAL")
        self._base.execute("PRAGMA synchronous=NORMAL")
        self._base.execute("CREATE TABLE IF NOT EXISTS header (schema INTEGER, version TEXT, redacted INTEGER)")
        self._base.execute(
            "CREATE TABLE IF NOT EXISTS ledger (run TEXT, seq INTEGER, at REAL, kind TEXT, part TEXT, type TEXT,"
            " data TEXT, PRIMARY KEY (run, seq))"
        )
        if not self._base.execute("SELECT 1 FROM header").fetchone():
            self._base.execute("INSERT INTO header VALUES (?, ?, 0)", (SCHEMA, __version__))
        (count,) = self._base.execute("SELECT count(DISTINCT run) FROM ledger").fetchone()
        self._run = f"{count + 1}"

    def write(self, at: float, kind: Kind, part: str, message: Message) -> None:
        """Append a row; `flush` makes a batch of them durable."""
        if not self._base.in_transaction:
            self._base.execute("BEGIN")
        data = json.dumps(wire.to_data(message), ensure_ascii=False)
        row = (self._run, self._seq, at, kind, part, type(message).__name__, data)
        self._base.execute("INSERT INTO ledger VALUES (?, ?, ?, ?, ?, ?, ?)", row)
        self._seq += 1

    def flush(self) -> None:
        """Commit what was written."""
        if self._base.in_transaction:
            self._base.execute("COMMIT")

    def close(self) -> None:
        """Commit and close."""
        self.flush()
        self._base.close()
        os.close(self._lock)


def export(ledger: Path, out: Path) -> int:
    """Write the last run of a live ledger as JSON lines, a header first; the number of rows."""
    rows = list(read(ledger))
    with out.open("w", encoding="utf-8") as stream:
        header = {"kind": "header", "schema": SCHEMA, "product": "balie", "version": __version__, "redacted": False}
        stream.write(json.dumps(header) + "\n")
        for row in rows:
            stream.write(json.dumps(_line(row), ensure_ascii=False) + "\n")
    return len(rows)


def _line(row: LedgerRow) -> dict[str, Any]:
    head = {"seq": row.seq, "at": round(row.at, 6), "kind": row.kind, "part": row.part}
    return head | {"type": type(row.message).__name__, "data": wire.to_data(row.message)}


def read(path: Path) -> Iterator[LedgerRow]:
    """The rows of a JSON lines export, or of the last run of a live ledger. Nothing is skipped.

    Raises:
        InputError: `ledger.missing`, `ledger.format`, `ledger.schema` or `ledger.redacted`, with the line.
    """
    if not path.is_file():
        raise InputError(
            "ledger.missing", f"There is no ledger {path}.", "Give a ledger.jsonl or ledger.sqlite of a run."
        )
    with path.open("rb") as stream:
        lite = stream.read(16).startswith(b"SQLite format 3")
    return _read_sqlite(path) if lite else _read_lines(path)


def _read_sqlite(path: Path) -> Iterator[LedgerRow]:
    base = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    try:
        schema, redacted = base.execute("SELECT schema, redacted FROM header").fetchone()
        _check_header(path, {"schema": schema, "redacted": redacted})
        last = base.execute("SELECT run FROM ledger ORDER BY rowid DESC LIMIT 1").fetchone()
        query = "SELECT seq, at, kind, part, type, data FROM ledger WHERE run = ? ORDER BY seq"
        rows = base.execute(query, last or ("",)).fetchall()
    except (sqlite3.Error, TypeError) as fault:
        raise InputError("ledger.format", f"{path} is no ledger: {fault}.", "Give a ledger of a run.") from fault
    finally:
        base.close()
    for seq, at, kind, part, name, data in rows:
        yield LedgerRow(seq, at, kind, part, wire.from_data(name, json.loads(data)))


def _read_lines(path: Path) -> Iterator[LedgerRow]:
    try:
        lines: Iterable[str] = path.read_text(encoding="utf-8").splitlines()
    except UnicodeDecodeError as fault:
        raise InputError("ledger.format", f"{path} is no ledger: it is not text.", "Give a ledger of a run.") from fault
    rows = iter(enumerate(lines, 1))
    _check_header(path, _parse(path, *next(rows, (1, ""))))
    for seq, (number, line) in enumerate(rows):
        yield _row(path, number, seq, _parse(path, number, line))


def _row(path: Path, number: int, seq: int, fields: dict[str, Any]) -> LedgerRow:
    where = f"{path}, line {number}"
    try:
        message = wire.from_data(fields["type"], fields["data"])
        row = LedgerRow(int(fields["seq"]), float(fields["at"]), fields["kind"], str(fields["part"]), message)
    except (KeyError, TypeError, ValueError) as fault:
        raise InputError("ledger.format", f"{where}, is no row: {fault!r}.", "Give a ledger as written.") from fault
    except KioskError as fault:
        raise InputError("ledger.format", f"{where}: {fault.sentence}", "Give a ledger of this version.") from fault
    if row.seq != seq:
        sentence = f"{where}, has number {row.seq}, and {seq} is expected: rows are missing or doubled."
        raise InputError("ledger.gap", sentence, "Give a ledger as written.")
    if row.kind != ("event" if fields["type"] in wire.EVENTS else "command"):
        raise InputError("ledger.format", f"{where}, is marked {row.kind!r}.", "Give a ledger as written.")
    return row


def _parse(path: Path, number: int, line: str) -> dict[str, Any]:
    try:
        fields = json.loads(line)
    except ValueError as fault:
        raise InputError(
            "ledger.format", f"{path}, line {number}, is not JSON.", "Give a ledger.jsonl as written."
        ) from fault
    if not isinstance(fields, dict):
        raise InputError(
            "ledger.format", f"{path}, line {number}, is no JSON object.", "Give a ledger.jsonl as written."
        )
    return fields


def _check_header(path: Path, header: dict[str, Any]) -> None:
    if header.get("schema") != SCHEMA:
        sentence = f"{path} has ledger schema {header.get('schema')!r}, and this version reads {SCHEMA}."
        raise InputError("ledger.schema", sentence, "Use the version of Balie that wrote it.")
    if header.get("redacted"):
        raise InputError("ledger.redacted", f"{path} is redacted and cannot be replayed.", "Use the whole ledger.")
