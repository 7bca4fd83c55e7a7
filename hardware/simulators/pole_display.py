"""Pole displays: two lines of light, and nobody who would answer. Tricks: `off` (the plug is pulled) and `on`.

They heed what the manuals say they heed: a CD5220 in string mode nothing but strings and CLR; letters come from the
code page that was selected, cp437 until then.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, Literal

OnShown = Callable[[float, tuple[str, ...]], None]
"""Called with the time and the lines, whenever they have changed."""
PAGES: Final = {0: "cp437", 2: "cp850", 16: "cp1252", 19: "cp858"}
ESC, US, CLR, CR = 0x1B, 0x1F, 0x0C, 0x0D
_LENGTHS: Final = {
    "cd5220": {b"\x1b@": 2, b"\x1b\x11": 2, b"\x1b*": 3, b"\x1bt": 3, b"\x1bf": 3, b"\x1bc": 3, b"\x1b=": 3},
    "escpos": {b"\x1b@": 2, b"\x1b=": 3, b"\x1bt": 3, b"\x1f\x01": 2, b"\x1fC": 3, b"\x1fX": 3, b"\x1f$": 4},
}
"""Bytes of each command, by its first two."""


class PoleDisplay:
    """A display of `columns` by `rows`; `protocol` is its command set."""

    def __init__(
        self, protocol: Literal["cd5220", "escpos"], on_shown: OnShown, columns: int = 20, rows: int = 2
    ) -> None:
        self.silent = False
        self.powered = True
        self.unknown = 0
        self._protocol, self._on_shown, self._columns, self._rows = protocol, on_shown, columns, rows
        self._lengths = _LENGTHS[protocol]
        self._begin()
        self._told = self.lines

    @property
    def lines(self) -> tuple[str, ...]:
        """What is seen now; nothing without power."""
        return tuple("".join(row) if self.powered else "" for row in self._cells)

    def reboot(self, now: float) -> None:
        """Dark, the usual code page, full brightness."""
        self._begin()
        self._tell(now)

    def _begin(self) -> None:
        self._held = b""
        self._encoding = PAGES[0]
        self.brightness = 4
        self._clear()

    def receive(self, data: bytes, now: float) -> bytes:
        """Show it, if there is power."""
        if self.powered and not self.silent:
            self._held += data
            while self._held and (used := self._step()):
                self._held = self._held[used:]
        self._tell(now)
        return b""

    def trick(self, word: str, _value: str) -> bool:
        """See above; false for any other."""
        if word not in ("off", "on"):
            return False
        self.powered = word == "on"
        if self.powered:
            self.reboot(0.0)
        return True

    def _tell(self, now: float) -> None:
        if self.lines != self._told:
            self._told = self.lines
            self._on_shown(now, self._told)

    def _clear(self) -> None:
        self._cells = [[" "] * self._columns for _ in range(self._rows)]
        self._at = (0, 0)
        self._string = False

    def _step(self) -> int:
        """Do what stands at the beginning; bytes used, 0 if the rest of it is still to come."""
        head = self._held[0]
        if head == CLR:
            self._clear()
            return 1
        if head not in (ESC, US):
            self._letter(self._held[:1])
            return 1
        if len(self._held) < 2:
            return 0
        if self._protocol == "cd5220" and self._held[:2] == b"\x1bQ":
            return self._line()
        length = self._lengths.get(self._held[:2])
        if length is None:
            self.unknown += 1
            return 2
        if len(self._held) < length:
            return 0
        if not self._string:
            self._do(self._held[:length])
        return length

    def _do(self, command: bytes) -> None:
        match command[:2]:
            case b"\x1b@":
                self._clear()
            case b"\x1bt":
                self._encoding = PAGES.get(command[2], PAGES[0])
            case b"\x1b*" | b"\x1fX":
                self.brightness = command[2]
            case b"\x1f$":
                self._at = (min(self._rows, command[3]) - 1, min(self._columns, command[2]) - 1)
            case _:
                pass

    def _line(self) -> int:
        """A whole line, up to its CR."""
        end = self._held.find(b"\r")
        if end < 0:
            return 0
        row = self._held[2] - ord("A")
        if 0 <= row < self._rows:
            text = self._held[3:end].decode(self._encoding, "replace")
            self._cells[row] = list(text[: self._columns].ljust(self._columns))
            self._string = True
        return end + 1

    def _letter(self, letter: bytes) -> None:
        """Write at the cursor, which goes on to the next line and back to the first."""
        if letter[0] < 0x20 or self._string:
            return
        row, column = self._at
        self._cells[row][column] = letter.decode(self._encoding, "replace")
        column += 1
        self._at = ((row + column // self._columns) % self._rows, column % self._columns)
