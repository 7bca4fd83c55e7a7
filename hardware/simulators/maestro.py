"""A Pololu Maestro: servos without feedback, a serial timeout, errors that are kept until they are read.

Tricks: `no-timeout` (the serial timeout is not set, as from the factory).
"""

from __future__ import annotations

from hardware.protocols.boards.maestro import ERRORS, POSITION, SPEED, START, TARGET, TIMED_OUT, crc7
from hardware.protocols.codec import Plan
from hardware.simulators.device import OnSet

RESTART_S = 0.03
CHECK_FAULT, PROTOCOL_FAULT = 0x08, 0x10
_DATA = {TARGET: 3, SPEED: 3, 0x09: 3, POSITION: 1, 0x13: 0, ERRORS: 0, 0x22: 0}
"""Bytes of data behind each command."""


class Maestro:
    """The board. Times are seconds of any clock that only goes forward."""

    def __init__(self, plan: Plan, on_set: OnSet) -> None:
        self.silent = False
        self._on_set = on_set
        self._number, self._checked = plan.options.get("device", 12), bool(plan.options.get("crc7"))
        self._timeout_s = plan.deadman_ms / 1000
        self._awake = 0.0
        self._restart()

    def _restart(self) -> None:
        self.targets: dict[int, int] = {}
        self._speeds: dict[int, int] = {}
        self._errors = 0
        self._fed: float | None = None
        self._frame = b""
        self._moved = False

    def receive(self, data: bytes, now: float) -> bytes:
        """Take bytes from the line; the bytes of the answers."""
        if now < self._awake or self.silent:
            return b""
        if self._timeout_s and self._fed is not None and now - self._fed > self._timeout_s:
            self._errors, self._fed = self._errors | TIMED_OUT, None
            self.targets.clear()
        self._moved = False
        answers = b"".join(self._byte(byte, now) for byte in data)
        if self._moved:
            self._on_set(now, {channel: round(target / 4) for channel, target in self.targets.items()})
        return answers

    def reboot(self, now: float) -> None:
        """Power-cycle."""
        self._restart()
        self._awake = now + RESTART_S

    def trick(self, word: str, value: str) -> bool:  # noqa: ARG002 - a trick without a value
        """See above; false for any other."""
        if word != "no-timeout":
            return False
        self._timeout_s = 0.0
        return True

    def _byte(self, byte: int, now: float) -> bytes:
        """A byte with bit 7 begins a command, within another too."""
        if byte & 0x80:
            self._errors |= PROTOCOL_FAULT if len(self._frame) > 1 else 0
            self._frame = bytes([byte])
        elif self._frame:
            self._frame += bytes([byte])
        return self._whole(now)

    def _whole(self, now: float) -> bytes:
        """The answer, once the command is whole."""
        if not self._frame or self._frame == bytes([START]):
            return b""
        head = 3 if self._frame[0] == START else 1
        if len(self._frame) < head:
            return b""
        command = self._frame[head - 1] & 0x7F
        if command not in _DATA:
            self._frame, self._errors = b"", self._errors | PROTOCOL_FAULT
            return b""
        end = head + _DATA[command]
        if len(self._frame) < end + self._checked:
            return b""
        frame, self._frame = self._frame, b""
        if self._checked and crc7(frame[:-1]) != frame[-1]:
            self._errors |= CHECK_FAULT
            return b""
        if head == 3 and frame[1] != self._number:
            return b""
        self._fed = now
        return self._obey(command, frame[head:end])

    def _obey(self, command: int, data: bytes) -> bytes:
        match command:
            case 0x04:
                self._aim(data[0], data[1] | data[2] << 7)
            case 0x07:
                self._speeds[data[0]] = data[1] | data[2] << 7
            case 0x10:
                return self.targets.get(data[0], 0).to_bytes(2, "little")
            case 0x21:
                errors, self._errors = self._errors, 0
                return errors.to_bytes(2, "little")
        return b""

    def _aim(self, channel: int, target: int) -> None:
        if target:
            self.targets[channel] = target
            self._moved = True
        else:
            self.targets.pop(channel, None)
