"""Reads a ledger of either form. Nothing is passed over in silence: what is missing or wrong is told with its line."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from kiosk.errors import InputError, KioskError
from kiosk.runtime import wire
from kiosk.runtime.ledger import lines_form, sqlite_form
from kiosk.runtime.ledger.raw import Flaw, RawGap, RawRow, Source
from kiosk.runtime.ledger.rows import LedgerRow
from kiosk.runtime.ledger.sqlite_form import Summary

AS_WRITTEN = "Give a ledger as written; `kiosk ledger show` shows what can still be read."


def open_ledger(path: Path, run: str | None = None) -> Source:
    """A run of a live ledger (the last one by default) or of an export (its first), row by row.

    Raises:
        InputError: `ledger.missing`, `ledger.format`, `ledger.schema` or `ledger.no-run`.
    """
    _existing(path)
    return sqlite_form.source(path, run) if sqlite_form.is_sqlite(path) else lines_form.source(path, run)


def _existing(path: Path) -> Path:
    if not path.is_file():
        raise InputError(
            "ledger.missing",
            f"There is no ledger {path}.",
            "Give a ledger.jsonl or ledger.sqlite of a run; `kiosk run` writes the kiosk's own.",
        )
    return path


def summaries(path: Path) -> list[Summary]:
    """Every run of a live ledger, the oldest first.

    Raises:
        InputError: `ledger.missing`, `ledger.format` or `ledger.schema`.
    """
    if not sqlite_form.is_sqlite(_existing(path)):
        raise InputError("ledger.not-live", f"{path} is one run that was handed on.", "`kiosk ledger show` reads it.")
    return sqlite_form.summaries(path)


def entries(source: Source) -> Iterator[LedgerRow | Flaw]:
    """The rows, and in their place what is missing or cannot be understood."""
    expected: int | None = 0
    for raw in source.rows:
        if isinstance(raw, Flaw):
            expected = None
            yield raw
            continue
        first, last = (raw.gap.first, raw.gap.last) if isinstance(raw, RawGap) else (_seq(raw), _seq(raw))
        if expected is not None and first is not None and first != expected:
            sentence = f"{raw.where}, has number {first}, and {expected} is expected: rows are missing or doubled."
            yield Flaw("ledger.gap", sentence)
        expected = None if last is None else last + 1
        yield _gap(raw) if isinstance(raw, RawGap) else _row(raw)


def read(path: Path, run: str | None = None) -> Iterator[LedgerRow]:
    """The rows of a ledger that must be whole; the first flaw ends it.

    Raises:
        InputError: as `open_ledger`, `ledger.redacted`, and with the line `ledger.gap` and `ledger.cut`.
    """
    return _strict(open_whole(path, run))


def open_whole(path: Path, run: str | None = None) -> Source:
    """As `open_ledger`, for what cannot be done with a redacted ledger.

    Raises:
        InputError: as `open_ledger`, or `ledger.redacted`.
    """
    source = open_ledger(path, run)
    if source.run.redacted:
        raise InputError("ledger.redacted", f"{path} is redacted and cannot be replayed.", "Use the whole ledger.")
    return source


def _strict(source: Source) -> Iterator[LedgerRow]:
    for entry in entries(source):
        if isinstance(entry, Flaw):
            raise InputError(entry.code, entry.sentence, AS_WRITTEN)
        yield entry


def _seq(raw: RawRow) -> int | None:
    number = raw.fields.get("seq")
    return number if isinstance(number, int) else None


def _gap(raw: RawGap) -> Flaw:
    gap = raw.gap
    return Flaw("ledger.gap", f"{raw.where}: rows {gap.first} to {gap.last} are not there: {gap.reason}.")


def _row(raw: RawRow) -> LedgerRow | Flaw:
    fields = raw.fields
    try:
        message = wire.from_data(fields["type"], fields["data"])
        row = LedgerRow(int(fields["seq"]), float(fields["at"]), fields["kind"], str(fields["part"]), message)
    except (KeyError, TypeError, ValueError) as fault:
        return Flaw("ledger.format", f"{raw.where}, is no row: {fault!r}.")
    except KioskError as fault:
        return Flaw("ledger.format", f"{raw.where}: {fault.sentence}")
    if row.kind != ("event" if fields["type"] in wire.EVENTS else "command"):
        return Flaw("ledger.format", f"{raw.where}, is marked {row.kind!r}.")
    return row
