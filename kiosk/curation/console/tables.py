"""Tables in and out: what would change, or every fault by row and column, before anything is written."""

from __future__ import annotations

import tempfile
from base64 import b64decode, b64encode
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from kiosk.curation import history, shelf
from kiosk.errors import InputError, KioskError
from kiosk.faults import Fault, FaultyInputError
from kiosk.knowledge import export as exports
from kiosk.knowledge import files, imports, sheet
from kiosk.knowledge.columns import understand
from kiosk.knowledge.form import Table


def plan(
    store: Path, name: str, content: str, mapped: Mapping[str, str], lang: str, *, whole: bool, by: str, seen: str
) -> dict[str, Any]:
    """What a table (`content` is base64) would change. It is written where `seen` says that this was looked at.

    Raises:
        KioskError: `knowledge.changed`: the store's files are not as they were then.
        InputError: no table.
    """
    with _kept(name, content) as file:
        table = sheet.read(file)
        mark = history.mark(store)
        told: dict[str, Any] = {"seen": mark, "written": False, **_columns(table, mapped)}
        try:
            found = imports.plan(table, store, mapped, lang, whole=whole)
        except FaultyInputError as refused:
            return {**told, "changes": [], "faults": [_fault(fault, table) for fault in refused.faults]}
        told["changes"] = [change.to_data() for change in found.changes]
        told["faults"] = [_fault(fault, table) for fault in found.warnings]
        if not seen or not found.files:
            return told
        with shelf.alone(store):
            if mark != seen:
                sentence = "Somebody has changed the knowledge of this store meanwhile."
                raise KioskError("knowledge.changed", sentence, "Look again at what the table changes.")
            version = history.change(store, found.files, by, history.imported(name))
    return {**told, "written": True, "version": version.number}


@contextmanager
def _kept(name: str, content: str) -> Iterator[Path]:
    """The table as a file while it is read: the endings tell the forms apart."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / Path(name).name
        file.write_bytes(b64decode(content))
        yield file


def _columns(table: Table, mapped: Mapping[str, str]) -> dict[str, Any]:
    reading = understand(table.header, mapped)
    headers = [name for name in table.header if name.strip()]
    return {"unit": table.unit, "headers": headers, "read": dict(reading.headers), "missing": list(reading.missing)}


def _fault(fault: Fault, table: Table) -> dict[str, Any]:
    """A fault by row and column; `row` is none for one of the whole table."""
    message = fault.message.replace(str(table.file), table.file.name)
    own = {"code": fault.code, "values": fault.values, "row": fault.line, "column": fault.key, "message": message}
    remedy = "Choose which of your columns it is." if fault.code == "knowledge.columns" else fault.remedy
    said = {"remedy": remedy, "did_you_mean": fault.did_you_mean, "allowed": fault.allowed}
    return {**own, **said, "severity": fault.severity}


def export(store: Path, form: str, lang: str, *, shared: bool) -> dict[str, Any]:
    """What the store knows as a table, in base64.

    Raises:
        InputError: `knowledge.empty-export`.
    """
    entries = files.known(store) if shared else files.own(store).entries
    rows = list(exports.rows(entries, [lang] if lang else []))
    if not rows:
        raise InputError("knowledge.empty-export", "The store has no entry of that kind.", "Take all languages.")
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / f"{store.resolve().name}.{form}"
        sheet.write(file, rows)
        return {"name": file.name, "content": b64encode(file.read_bytes()).decode()}


TASKS: Final[Mapping[str, Any]] = {"table": plan, "export": export}
