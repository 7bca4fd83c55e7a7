"""What a simulated display shows, drawn with letters as it would be seen."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import IO, Any


def box(shown: Mapping[str, Any]) -> str:
    """The lines of a display, or the texts of a page by name, in a frame."""
    lines = list(shown.get("lines") or _named(shown.get("fields", {})))
    wide = max(map(len, lines), default=0)
    inner = [f"│{line.ljust(wide)}│" for line in lines]
    return "\n".join([f"┌{'─' * wide}┐", *inner, f"└{'─' * wide}┘"])


def _named(fields: Mapping[str, str]) -> list[str]:
    """One text a line, a text of several lines below its name."""
    wide = max(map(len, fields), default=0)
    rows = [(name, text.splitlines() or [""]) for name, text in sorted(fields.items())]
    return [f" {name if not at else '':<{wide}}  {line} " for name, text in rows for at, line in enumerate(text)]


class Shown:
    """Follows the log of a simulated display; `look` says each thing that is new."""

    def __init__(self, log: Path, say: Callable[[str], None]) -> None:
        self._log, self._say = log, say
        self._file: IO[str] | None = None

    def look(self) -> None:
        """Say what was shown since the last look."""
        if self._file is None and self._log.is_file():
            self._file = self._log.open(encoding="utf-8")
        for line in self._file or ():
            self._say(box(json.loads(line)))

    def close(self) -> None:
        """Let go of the log."""
        if self._file is not None:
            self._file.close()
