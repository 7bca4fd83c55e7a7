"""Cells that a spreadsheet would run as formulas, kept from it by a `'`, which takes itself off again. Pure.

https://owasp.org/www-community/attacks/CSV_Injection
"""

from __future__ import annotations

import re
from typing import Final

FORMULA: Final = re.compile(r"'*[=+\-@＝＋－＠\t\r\n]")
"""How a text begins that a spreadsheet may run, or one that was kept from that already."""


def defused(cell: str) -> str:
    """A cell that is text to every spreadsheet."""
    return f"'{cell}" if FORMULA.match(cell) else cell


def meant(cell: str) -> str:
    """The text that a cell was made of: the inverse of `defused`."""
    return cell[1:] if cell.startswith("'") and FORMULA.match(cell) else cell
