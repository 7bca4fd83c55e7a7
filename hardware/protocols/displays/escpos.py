"""The ESC/POS commands of customer displays (Epson's DM-D series and its many relatives).

`US $ x y` puts the cursor, letters overwrite, `ESC t n` selects the code page (0 437, 2 850, 16 windows-1252, 19 858),
`US X n` sets the brightness; `ESC = 2` selects the display where a printer shares the line. The device never answers.
"""

from __future__ import annotations

from typing import Final

from hardware.protocols.displays.text_display import TextDisplay

SELECT: Final = b"\x1b=\x02"
INITIALISE: Final = b"\x1b@"
OVERWRITE: Final = b"\x1f\x01"
NO_CURSOR: Final = b"\x1fC\x00"
CODE_PAGE: Final = b"\x1bt"
BRIGHTNESS: Final = b"\x1fX"
CLEAR: Final = b"\x0c"
CURSOR: Final = b"\x1f$"


class EscPos(TextDisplay):
    """The host's end of an ESC/POS customer display."""

    def begin(self) -> bytes:
        """Select it, reset, no cursor to be seen."""
        start = SELECT + INITIALISE + OVERWRITE + NO_CURSOR
        return start + self.letters(CODE_PAGE) + BRIGHTNESS + self.brightness() + CLEAR

    def line(self, row: int, text: str) -> bytes:
        """The cursor to the beginning of the row, then its letters."""
        return CURSOR + bytes([1, row + 1]) + text.encode(self.screen.encoding)
