"""Tables as Excel workbooks."""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Mapping
from datetime import date, datetime, time
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Final
from xml.etree.ElementTree import ParseError
from zipfile import BadZipFile

from kiosk.errors import InputError
from kiosk.knowledge.columns import COLUMNS
from kiosk.knowledge.form import Table, of_records

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.cell import Cell
    from openpyxl.worksheet.worksheet import Worksheet

WIDTHS: Final = {"answer": 60, "caption": 40, "phrasing": 50, "title": 28, "id": 22}


def read(path: Path, sheet: str = "") -> Table:
    """The table of a sheet, the first one without a name.

    Raises:
        InputError: `knowledge.xlsx` or `knowledge.empty`.
    """
    book = _opened(path)
    try:
        if sheet and sheet not in book.sheetnames:
            remedy = f"Choose one of {', '.join(book.sheetnames)}."
            raise InputError("knowledge.xlsx", f"{path.name} has no sheet {sheet}.", remedy)
        chosen = book[sheet] if sheet else book.worksheets[0]
        return of_records(path, [[_text(cell) for cell in row] for row in _filled(chosen)])
    finally:
        book.close()


def _filled(sheet: Worksheet) -> list[list[object]]:
    """The rows of a sheet; what is merged down stands in each of its rows, as it is seen. A headline stays one cell."""
    rows: list[list[object]] = [list(row) for row in sheet.iter_rows(values_only=True)]
    for area in sheet.merged_cells.ranges:
        if area.min_col == area.max_col:
            for row in rows[area.min_row : area.max_row]:
                row[area.min_col - 1] = rows[area.min_row - 1][area.min_col - 1]
    return rows


def _opened(path: Path) -> Workbook:
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of what a workbook holds beside its cells
            return load_workbook(path, data_only=True)  # as a whole: else what is merged is not told
    except (BadZipFile, KeyError, ValueError, EOFError, ParseError, InvalidFileException) as fault:
        remedy = "Open it in a spreadsheet and save it as .xlsx or .csv."
        raise InputError("knowledge.xlsx", f"{path.name} is no workbook that can be read.", remedy) from fault


def _text(cell: object) -> str:
    """A cell as it is read on the sheet: whole numbers without a point, days as in ISO 8601."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return str(cell).lower()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime) and cell.time() == time():
        return cell.date().isoformat()
    return cell.isoformat() if isinstance(cell, date | time) else str(cell)


def write(path: Path, rows: Iterable[Mapping[str, str]]) -> None:
    """One sheet with all columns, every cell a text: a spreadsheet changes none of them.

    Made in memory first: a disk that is full is told by one error, not from within the workbook.
    """
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    book = Workbook(write_only=True)
    sheet = book.create_sheet("knowledge")
    sheet.freeze_panes = "A2"
    for number, column in enumerate(COLUMNS, 1):
        sheet.column_dimensions[get_column_letter(number)].width = WIDTHS.get(column, 14)

    def cell(text: str, *, bold: bool = False) -> Cell:
        made: Cell = WriteOnlyCell(sheet, text)
        made.data_type = "s"  # else a text that begins with = would be a formula
        if bold:
            made.font = Font(bold=True)
        return made

    sheet.append([cell(column, bold=True) for column in COLUMNS])
    for row in rows:
        sheet.append([cell(row[column]) if row.get(column) else None for column in COLUMNS])
    made = BytesIO()
    book.save(made)
    path.write_bytes(made.getvalue())
