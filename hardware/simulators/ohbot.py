"""An Ohbot head: lines of text, motors that are attached or not.

Tricks: `firmware 3` (the version that it tells).
"""

from __future__ import annotations

import re

from hardware.protocols.boards.ohbot import LONGEST
from hardware.protocols.codec import Plan
from hardware.simulators.device import OnSet

RESTART_S = 0.03
_ORDER = re.compile(rb"([adm])0([0-7])(?:,(\d{1,3}),(\d{1,3}))?")


class Ohbot:
    """The board. Times are seconds of any clock that only goes forward."""

    def __init__(self, plan: Plan, on_set: OnSet) -> None:  # noqa: ARG002 - all are alike
        self.silent = False
        self._on_set = on_set
        self._version = b"v1"
        self._awake = 0.0
        self._restart()

    def _restart(self) -> None:
        self.attached: set[int] = set()
        self.degrees: dict[int, int] = {}
        self._line = b""

    def receive(self, data: bytes, now: float) -> bytes:
        """Take bytes from the line; the bytes of the answers."""
        if now < self._awake or self.silent:
            return b""
        *lines, rest = (self._line + data).split(b"\n")
        self._line = rest[-LONGEST:]
        moved = [line for line in lines if self._obey(line)]
        if moved:
            self._on_set(now, {motor: at for motor, at in self.degrees.items() if motor in self.attached})
        return b"".join(self._version + b".2\r\n" for line in lines if line == b"v")

    def reboot(self, now: float) -> None:
        """Power-cycle."""
        self._restart()
        self._awake = now + RESTART_S

    def trick(self, word: str, value: str) -> bool:
        """See above; false for any other."""
        if word != "firmware":
            return False
        self._version = b"v" + value.encode()
        return True

    def _obey(self, line: bytes) -> bool:
        """Whether it moves a motor that is attached."""
        order = _ORDER.fullmatch(line)
        if order is None:
            return False
        motor = int(order[2])
        match order[1]:
            case b"a":
                self.attached.add(motor)
            case b"d":
                self.attached.discard(motor)
            case _ if order[3]:
                self.degrees[motor] = int(order[3])
                return motor in self.attached
        return False
