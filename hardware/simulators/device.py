"""What every simulated device is: bytes in, bytes out, and tricks that a person plays on it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Protocol

OnSet = Callable[[float, Mapping[int, int]], None]
"""Called with the time and the positions of each pose that a device takes."""


class Device(Protocol):
    """A device at the far end of a line. Times are seconds of any clock that only goes forward."""

    silent: bool
    """It hears nothing and says nothing."""

    def receive(self, data: bytes, now: float) -> bytes:
        """Take what came over the line; what it answers."""
        ...

    def reboot(self, now: float) -> None:
        """Power-cycle: it forgets what it does not keep."""
        ...

    def trick(self, word: str, value: str) -> bool:
        """Do what a person does to it, such as `missing 3`; false if it knows no such trick."""
        ...
