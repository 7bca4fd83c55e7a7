"""The shoppers' log while it grows."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

Line = dict[str, Any]
POLL_S = 0.003


class Tail:
    """All lines of a log so far in `lines`; follows it in a thread, even when its folder has been removed."""

    def __init__(self, file: Path) -> None:
        self.lines: list[Line] = []
        self._stream = file.open("rb")
        self._pending = b""
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._follow, name="tail", daemon=True)
        self._thread.start()

    def until(self, check: Callable[[Line], bool], since: int, within_s: float) -> Line | None:
        """The first line from number `since` on that passes the check, as soon as it is there; None if it never is."""
        ends, seen = time.monotonic() + within_s, since
        while True:
            for line in self.lines[seen:]:
                seen += 1
                if check(line):
                    return line
            if time.monotonic() > ends:
                return None
            time.sleep(POLL_S)

    def mark(self) -> int:
        """The present, for `until`."""
        return len(self.lines)

    def count(self, kind: str) -> int:
        """How many lines of a kind there are."""
        return sum(line["kind"] == kind for line in list(self.lines))

    def close(self) -> None:
        """Read what is left, and end."""
        self._over.set()
        self._thread.join(1.0)
        self._read()
        self._stream.close()

    def _follow(self) -> None:
        while not self._over.is_set():
            self._read()
            time.sleep(POLL_S)

    def _read(self) -> None:
        *lines, self._pending = (self._pending + self._stream.read()).split(b"\n")
        self.lines += [json.loads(line) for line in lines if line]
