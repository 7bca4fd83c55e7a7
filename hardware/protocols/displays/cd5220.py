"""The command set of the CD5220 customer display (Partner Tech), which most 2×20 pole displays speak.

`ESC Q A <20 letters> CR` writes the upper line, `ESC Q B` the lower one; in that string mode the device heeds no other
command before `CLR` (user's manual, chapter 6.1). The device never answers.
"""

from __future__ import annotations

from typing import Final

from hardware.protocols.displays.text_display import TextDisplay

INITIALISE: Final = b"\x1b@"
CLEAR: Final = b"\x0c"
OVERWRITE: Final = b"\x1b\x11"
BRIGHTNESS: Final = b"\x1b*"
CODE_PAGE: Final = b"\x1bt"
STRING: Final = b"\x1bQ"
END: Final = b"\r"


class Cd5220(TextDisplay):
    """The host's end of a CD5220."""

    def begin(self) -> bytes:
        """Clear before all else: a display in string mode heeds nothing but that."""
        return CLEAR + INITIALISE + OVERWRITE + self.letters(CODE_PAGE) + BRIGHTNESS + self.brightness() + CLEAR

    def line(self, row: int, text: str) -> bytes:
        """The string of a row: A is the upper one."""
        return STRING + bytes([ord("A") + row]) + text.encode(self.screen.encoding) + END
