"""Our servo board, and the tricks one can play on it.

`estop` (press), `release`, `clear`; `missing 3` (a channel that does not answer; -1 for none); `sense 1200 1` (the
nearest thing is 1200 mm away, 0 for nothing, and something moves; a `-` for either: the board has no such sensor);
`button 2` (held down from now on), `unbutton 2`.
"""

from __future__ import annotations

from hardware.protocols.codec import Sensed
from hardware.simulators.firmware import Firmware


class Board(Firmware):
    """The board on a table."""

    def trick(self, word: str, value: str) -> bool:
        """See above; false for any other."""
        match word:
            case "estop":
                self.press()
            case "release":
                self.release()
            case "clear":
                self.clear()
            case "missing":
                self.missing = frozenset({int(value)} - {-1})
            case "button":
                self.buttons |= {int(value)}
            case "unbutton":
                self.buttons -= {int(value)}
            case "sense":
                self.sensed = _sensed(value)
            case _:
                return False
        return True


def _sensed(value: str) -> Sensed:
    distance, _, moves = value.partition(" ")
    ranging = distance != "-"
    return Sensed(None if moves == "-" else moves == "1", int(distance) / 1000 or None if ranging else None, ranging)
