"""What a table is, whichever file it comes from."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from kiosk.errors import InputError


@dataclass(frozen=True, slots=True)
class Row:
    """A row with its number, from 1 for the header as a spreadsheet counts; texts by header. `more` has no header."""

    number: int
    cells: Mapping[str, str]
    more: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """`unit` is what a row is called in this form: of YAML it is a line."""

    file: Path
    header: tuple[str, ...]
    rows: tuple[Row, ...]
    unit: str = "row"


def tidy(text: str) -> str:
    """A cell as it is kept: one sign for a line break, no blanks around."""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def of_records(file: Path, records: list[list[str]]) -> Table:
    """A table of records. The header is the first that holds anything; below a headline, the first of more cells.

    Raises:
        InputError: `knowledge.empty`.
    """
    filled = [number for number, record in enumerate(records, 1) if any(cell.strip(",;\t\r\n ") for cell in record)]
    if not filled:
        raise InputError("knowledge.empty", f"{file.name} is empty.", "Give a table with a header and rows.")
    while len(filled) > 1 and _is_headline(records[filled[0] - 1], records[filled[1] - 1]):
        filled = filled[1:]
    header = _distinct([tidy(name) for name in records[filled[0] - 1]])
    rows = tuple(_row(number, header, records[number - 1]) for number in filled[1:])
    return Table(file, header, rows)


def _is_headline(record: list[str], below: list[str]) -> bool:
    """Whether a record is one cell over a table: no header, for that names columns."""
    return sum(map(bool, map(tidy, record))) == 1 < sum(map(bool, map(tidy, below)))


def _distinct(names: list[str]) -> tuple[str, ...]:
    """Headers of which one that is there again has a number: `question`, `question 2`."""
    found: list[str] = []
    for name in names:
        numbered = (f"{name} {count}" for count in itertools.count(2))
        found.append(next(each for each in itertools.chain([name], numbered) if not name or each not in found))
    return tuple(found)


def _row(number: int, header: tuple[str, ...], record: list[str]) -> Row:
    cells = [tidy(cell) for cell in record]
    more = tuple(cell for cell in cells[len(header) :] if cell)
    return Row(number, {name: cell for name, cell in zip(header, cells, strict=False) if name}, more)
