"""Tables as CSV: commas, semicolons or tabs; UTF-8, UTF-16 or the Windows code page."""

from __future__ import annotations

import codecs
import csv
import io
import itertools
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final

from kiosk.errors import InputError
from kiosk.knowledge.columns import COLUMNS, known_among
from kiosk.knowledge.form import Table, of_records
from kiosk.spreadsheet import defused, meant

SEPARATORS: Final = (",", ";", "\t")
_MARKED: Final = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
FAILS: Final = "Save the table as .xlsx, or as CSV in UTF-8."


def read(path: Path, _sheet: str = "") -> Table:
    """The table of a file.

    Raises:
        InputError: `knowledge.encoding`, `knowledge.csv` or `knowledge.empty`.
    """
    text = decoded(path.read_bytes(), path.name)
    first, _, rest = text.partition("\n")
    told = first.strip().removeprefix("sep=") if first.lower().startswith("sep=") else ""
    separator = told or separator_of(text)
    try:
        lines = csv.reader(io.StringIO(rest if told else text, newline=""), delimiter=separator)
        records = [[meant(cell) for cell in line] for line in lines]
    except csv.Error as fault:
        raise InputError("knowledge.csv", f"{path.name} is no table: {fault}.", FAILS) from fault
    return of_records(path, [[], *records] if told else records)


def decoded(data: bytes, name: str) -> str:
    """The text of a file in UTF-8, with or without its mark, UTF-16 with one, or else Windows-1252."""
    encodings = [each for mark, each in _MARKED if data.startswith(mark)] or ["utf-8", "cp1252"]
    for encoding in encodings:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError as fault:
            where = 1 + data.count(b"\n", 0, fault.start)
    raise InputError("knowledge.encoding", f"{name}, row {where}, has letters that cannot be read.", FAILS)


def separator_of(text: str) -> str:
    """What stands between the cells: with it the header has the most columns that are known, and the most at all."""
    lines = itertools.dropwhile(lambda line: not line.strip(",;\t \r\n"), io.StringIO(text, newline=""))
    first = list(itertools.islice(lines, 20))

    def understood(separator: str) -> tuple[int, int]:
        header = next(csv.reader(first, delimiter=separator), [])
        return known_among(header), len(header)

    try:
        return max(SEPARATORS, key=understood)
    except csv.Error:
        return SEPARATORS[0]


def write(path: Path, rows: Iterable[Mapping[str, str]]) -> None:
    """Rows with all columns, in UTF-8; with tabs if the file is named `.tsv`. No cell is a formula."""
    with path.open("w", encoding="utf-8", newline="") as file:
        separator = "\t" if path.suffix.lower() == ".tsv" else ","
        table = csv.DictWriter(file, COLUMNS, delimiter=separator, restval="")
        table.writeheader()
        table.writerows({name: defused(cell) for name, cell in row.items()} for row in rows)
