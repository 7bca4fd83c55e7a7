"""What a simulated colleague did and saw, one JSON object a line: for the film and the report, which come after it."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Literal

FILE: Final = "colleague.jsonl"

What = Literal[
    "ready",
    "offered",
    "accepted",
    "whispered",
    "wished",
    "octets",
    "sees",
    "said",
    "back",
    "wrapped",
    "refused",
]
"""`sees`: the shopper's picture moves. `octets`: of the shopper's picture that came in until then."""


@dataclass(frozen=True, slots=True)
class Deed:
    """At a time, CLOCK_MONOTONIC s; `picture` is the file that shows the page then, beside the log; empty for none."""

    at: float
    what: What
    value: float = 0.0
    picture: str = ""


@dataclass(slots=True)
class Notebook:
    """Writes the log; `photograph` makes a picture of the page, where there is one."""

    folder: Path
    photograph: Callable[[Path], None] | None = None
    _count: int = field(default=0, init=False)

    def note(self, what: What, value: float = 0.0, *, at: float | None = None) -> None:
        """Something happened, now if not `at` another time."""
        self._write(Deed(time.monotonic() if at is None else at, what, value))

    def show(self, what: What) -> None:
        """Something happened; the page as it is now goes with it."""
        at, name = time.monotonic(), ""
        if self.photograph is not None:
            self._count += 1
            name = f"desk-{self._count}-{what}.png"
            self.photograph(self.folder / name)
        self._write(Deed(at, what, 0.0, name))

    def _write(self, deed: Deed) -> None:
        line = {"at": deed.at, "what": deed.what, "value": deed.value, "picture": deed.picture}
        with (self.folder / FILE).open("a", encoding="utf-8") as log:
            log.write(json.dumps(line) + "\n")


def read(folder: Path) -> Sequence[Deed]:
    """All deeds in order; none where there was no colleague."""
    file = folder / FILE
    lines = file.read_text(encoding="utf-8").splitlines() if file.is_file() else []
    return [Deed(**json.loads(line)) for line in lines]
