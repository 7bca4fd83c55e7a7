"""Files for their owner alone: what people said stands in them."""

from __future__ import annotations

from pathlib import Path
from typing import Final, TextIO

MODE: Final = 0o600


def keep_private(path: Path) -> None:
    """Have a file that nobody else who has an account may read, be it new or there already.

    Raises:
        OSError: it cannot be made, or belongs to somebody else.
    """
    if path.is_file():
        path.chmod(MODE)
    else:
        path.touch(MODE)


def write_private(path: Path) -> TextIO:
    """Such a file, to write a text anew; what is no file, like a pipe, is written as it is. `OSError` as above."""
    if path.is_file() or not path.exists():
        keep_private(path)
    return path.open("w", encoding="utf-8", errors="backslashreplace")
