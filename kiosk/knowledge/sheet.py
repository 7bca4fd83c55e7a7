"""A table of knowledge in any of its forms, row by row, and what is wrong with it: by row and column."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from kiosk.errors import InputError
from kiosk.faults import Fault
from kiosk.knowledge import csv_form, xlsx_form, yaml_form
from kiosk.knowledge.form import Table
from kiosk.knowledge.write import unwritable

READERS: Final[Mapping[str, Callable[[Path, str], Table]]] = {
    **dict.fromkeys((".csv", ".tsv", ".txt"), csv_form.read),
    **dict.fromkeys((".xlsx", ".xlsm"), xlsx_form.read),
    **dict.fromkeys((".yaml", ".yml"), yaml_form.read),
}
WRITERS: Final[Mapping[str, Callable[[Path, Iterable[Mapping[str, str]]], None]]] = {
    ".csv": csv_form.write,
    ".tsv": csv_form.write,
    ".xlsx": xlsx_form.write,
    ".yaml": yaml_form.write,
    ".yml": yaml_form.write,
}


@dataclass(frozen=True, slots=True)
class Place:
    """Where a thing stands in a table."""

    file: Path
    row: int
    column: str = ""

    def fault(
        self, code: str, message: str, remedy: str, allowed: str = "", did_you_mean: str = "", **values: str
    ) -> Fault:
        """A fault at this place: `line` is the row, `key` the column's header."""
        file, near = str(self.file), did_you_mean
        told = Fault(code, file, message, remedy, self.row, None, self.column, allowed, near)
        return replace(told, values=values)


def read(path: Path, sheet: str = "") -> Table:
    """The table of a file, by its ending; `sheet` is the name of a sheet of a workbook, else the first.

    Raises:
        InputError: the file cannot be read.
    """
    reader = READERS.get(path.suffix.lower())
    if reader is None:
        raise InputError(
            "knowledge.form", f"{path.name} is no table that can be read.", "Save it as .xlsx, .csv or .yaml."
        )
    if not path.is_file():
        raise InputError("knowledge.form", f"There is no file {path}.", "Give the path of a table.")
    try:
        return reader(path, sheet)
    except OSError as fault:
        raise InputError(
            "knowledge.form", f"{path} cannot be read: {fault.strerror}.", "Look at its rights."
        ) from fault


def write(path: Path, rows: Iterable[Mapping[str, str]]) -> None:
    """Write rows, column to text, in the form of the file's ending.

    Raises:
        InputError: no such form.
        KioskError: `knowledge.write`.
    """
    writer = WRITERS.get(path.suffix.lower())
    if writer is None:
        raise InputError(
            "knowledge.form", f"{path.name} is no table that can be written.", "Name it .xlsx, .csv or .yaml."
        )
    half = path.with_name(f".{path.stem}.part{path.suffix}")  # a table that was there stays until the new one is whole
    try:
        writer(half, rows)
        half.replace(path)
    except OSError as fault:
        raise unwritable(path, fault) from fault
    finally:
        with suppress(OSError):
            half.unlink()
