"""A table for a terminal that shows its cells as they are: no bracket is taken for markup, no long word is cut off."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich.table import Table
from rich.text import Text


def plain_table(headers: Sequence[str], rows: Iterable[Sequence[str | Text]], title: str | None = None) -> Table:
    """A column a header; a cell that is to have a style is given as `Text`."""
    table = Table(title=title, title_justify="left")
    for header in headers:
        table.add_column(header, overflow="fold")
    for row in rows:
        table.add_row(*(Text(cell) if isinstance(cell, str) else cell for cell in row))
    return table
