"""How long a port is left alone before it is tried again: longer with each failure in a row."""

from __future__ import annotations

from typing import Final

LOST_S: Final = (0.05, 2.0)
"""The shortest and the longest wait for a device that went."""
BLOCKED_S: Final = (0.5, 5.0)
"""The same where trying soon again is of no use: a person must act."""
STRANGER_S: Final = (0.5, 60.0)
"""The same of a port that opens, where another device answers or none: opening it may restart the board there."""
STEADY_S: Final = 5.0
"""A link that held so long begins its next back-off anew."""


def wait_s(failures: int, *, blocked: bool, opened: bool = False) -> float:
    """Seconds to wait after so many failures in a row before the one that was now; `opened`: the port itself opens."""
    least, most = (STRANGER_S if opened else BLOCKED_S) if blocked else LOST_S
    return min(most, least * 2.0 ** min(failures, 10))
