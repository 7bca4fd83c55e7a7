"""Reads a ledger that was handed on: a header, a row a line, and an end that says how many rows there were."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from kiosk.errors import InputError
from kiosk.runtime.ledger.older import brought_up
from kiosk.runtime.ledger.raw import Flaw, Raw, RawGap, RawRow, Source, check_schema, no_ledger
from kiosk.runtime.ledger.rows import Gap, Run

Line = tuple[int, dict[str, Any] | Flaw]


def source(path: Path, run: str | None) -> Source:
    """The run of an export, or that one of several.

    Raises:
        InputError: `ledger.format`, `ledger.schema` or `ledger.no-run`.
    """
    known = []
    for number, fields in _lines(path):
        if isinstance(fields, Flaw):
            if number == 1:
                raise InputError(fields.code, fields.sentence, "Give a ledger as written.")
        elif number == 1 and fields.get("kind") != "header":
            raise no_ledger(path, "its first line is no header")
        elif fields.get("kind") == "header":
            found = _header(path, number, fields)
            if run in {None, found.run}:
                return Source(found, _rows(path, number, fields["schema"]))
            known.append(found.run)
    if not known:
        raise no_ledger(path, "it is empty")
    raise InputError("ledger.no-run", f"{path} has no run {run!r}.", f"It has {', '.join(known)}.")


def _header(path: Path, number: int, fields: Mapping[str, Any]) -> Run:
    schema = check_schema(path, fields.get("schema"))
    if schema == 1:
        return Run("1", str(fields.get("version")), None, 0.0, ended=True, redacted=bool(fields.get("redacted")))
    try:
        began = None if fields["began"] is None else float(fields["began"])
        began_at, ended, redacted = float(fields["began_at"]), bool(fields["ended"]), bool(fields["redacted"])
        return Run(str(fields["run"]), str(fields["version"]), began, began_at, ended, str(fields["avatar"]), redacted)
    except (KeyError, TypeError, ValueError) as fault:
        raise no_ledger(path, f"line {number}, its header, is wrong: {fault!r}") from fault


def _rows(path: Path, header: int, schema: int) -> Iterator[Raw]:
    """The lines that follow a header, up to its end line or the next header."""
    number, rows = header, 0
    for number, fields in _lines(path):
        if number <= header:
            continue
        if isinstance(fields, Flaw):
            yield fields
        elif fields.get("kind") == "end":
            if fields.get("rows") != rows:
                told = f"{path}, line {number}, tells of {fields.get('rows')} rows, and {rows} are there."
                yield Flaw("ledger.gap", told)
            return
        elif fields.get("kind") == "header":
            break
        else:
            rows += fields.get("kind") in ("event", "command")
            yield _row(f"{path}, line {number}", fields)
    if schema > 1:
        yield Flaw("ledger.cut", f"{path} has no end line after line {number}: it was cut off there.")


def _row(where: str, fields: dict[str, Any]) -> Raw:
    if fields.get("kind") == "flaw":
        return Flaw("ledger.format", f"{where}: {fields.get('sentence')}")
    if fields.get("kind") != "gap":
        return RawRow(where, brought_up(fields))
    try:
        return RawGap(where, Gap(int(fields["first"]), int(fields["last"]), str(fields["reason"])))
    except (KeyError, TypeError, ValueError) as fault:
        return Flaw("ledger.format", f"{where}, is no gap: {fault!r}.")


def _lines(path: Path) -> Iterator[Line]:
    with path.open("rb") as stream:
        for number, line in enumerate(stream, 1):
            yield number, _parsed(f"{path}, line {number}", line)


def _parsed(where: str, line: bytes) -> dict[str, Any] | Flaw:
    """The object in a line. A line breaks at a newline only: texts may hold other separators."""
    try:
        fields = json.loads(line)
    except ValueError:
        what = "is not JSON" if line.endswith(b"\n") else "is cut short"
        return Flaw("ledger.format", f"{where}, {what}.")
    return fields if isinstance(fields, dict) else Flaw("ledger.format", f"{where}, is no JSON object.")
