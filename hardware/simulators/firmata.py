"""A board with StandardFirmata: pins that become servos, and pulses that go on for ever.

Tricks: `sketch OldFirmata` (another sketch), `firmware 1` (an older protocol).
"""

from __future__ import annotations

from hardware.protocols.boards.firmata import (
    ANALOG,
    END,
    FIRMWARE,
    LONGEST,
    OUTPUT,
    PIN_STATE,
    SERVO,
    SET_MODE,
    SYSEX,
    sevens,
    sysex,
)
from hardware.protocols.codec import Plan
from hardware.simulators.device import OnSet

RESTART_S = 0.03
"""The true one blinks for two seconds."""
VERSION = (2, 5)
SHORTEST, LONGEST_US = 544, 2400
"""µs; what is less is an angle to Arduino's Servo library."""
_LENGTHS = {ANALOG: 3, 0x90: 3, 0xC0: 2, 0xD0: 2}


class Firmata:
    """The board. Times are seconds of any clock that only goes forward."""

    def __init__(self, plan: Plan, on_set: OnSet) -> None:
        self.silent = False
        self._on_set = on_set
        self._sketch, self._major = plan.device, VERSION[0]
        self._awake = 0.0
        self._announced = True
        self._restart()

    def _restart(self) -> None:
        self._modes: dict[int, int] = {}
        self._values: dict[int, int] = {}
        self._message = b""
        self._moved = False

    @property
    def pulses(self) -> dict[int, int]:
        """What the servos get, µs by pin."""
        return {pin: self._values.get(pin, 1500) for pin, mode in self._modes.items() if mode == SERVO}

    def receive(self, data: bytes, now: float) -> bytes:
        """Take bytes from the line; the bytes of the answers, and the announcement after a restart."""
        if now < self._awake or self.silent:
            return b""
        answers = b"" if self._announced else bytes([0xF9, *VERSION]) + self._report()
        self._announced, self._moved = True, False
        answers += b"".join(self._byte(byte) for byte in data)
        if self._moved:
            self._on_set(now, self.pulses)
        return answers

    def reboot(self, now: float) -> None:
        """Power-cycle."""
        self._restart()
        self._awake, self._announced = now + RESTART_S, False

    def trick(self, word: str, value: str) -> bool:
        """See above; false for any other."""
        match word:
            case "sketch":
                self._sketch = value
            case "firmware":
                self._major = int(value)
            case _:
                return False
        return True

    def _byte(self, byte: int) -> bytes:
        if byte == END and self._message[:1] == bytes([SYSEX]):
            message, self._message = self._message, b""
            return self._extended(message[1:])
        if byte & 0x80:
            self._message = bytes([byte])
        elif self._message:
            self._message = (self._message + bytes([byte]))[:LONGEST]
        return self._short()

    def _short(self) -> bytes:
        """A message of fixed length, once it is whole."""
        kind = self._message[0] if self._message else SYSEX
        wanted = 3 if kind == SET_MODE else _LENGTHS.get(kind & 0xF0, 0)
        if kind == SYSEX or len(self._message) < wanted or not wanted:
            return b""
        message, self._message = self._message, b""
        if kind == SET_MODE:
            self._modes[message[1]] = message[2]
        elif kind & 0xF0 == ANALOG:
            self._aim(kind & 0x0F, message[1] | message[2] << 7)
        return b""

    def _extended(self, message: bytes) -> bytes:
        match message[:1]:
            case b"\x79":
                return self._report()
            case b"\x6d" if len(message) == 2:
                pin = message[1]
                value = sevens(self._values.get(pin, 0))
                return sysex(PIN_STATE, bytes([pin, self._modes.get(pin, OUTPUT)]) + value)
            case b"\x70" if len(message) == 6:
                self._modes[message[1]] = SERVO
            case b"\x6f" if len(message) == 4:
                self._aim(message[1], message[2] | message[3] << 7)
        return b""

    def _report(self) -> bytes:
        name = b"".join(sevens(ord(letter)) for letter in self._sketch + ".ino")
        return sysex(FIRMWARE, bytes([self._major, VERSION[1]]) + name)

    def _aim(self, pin: int, value: int) -> None:
        if self._modes.get(pin) == SERVO:
            angle_us = SHORTEST + min(180, value) / 180 * (LONGEST_US - SHORTEST)
            self._values[pin] = value if value >= SHORTEST else round(angle_us)
            self._moved = True
