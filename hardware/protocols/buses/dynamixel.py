"""The host's end of DYNAMIXEL X motors (Protocol 2.0): what their registers mean.

The deadman is the Bus Watchdog: a motor with torque that hears no frame for its period stops where it is, holds, and
takes no more goals until the watchdog is set anew. It does not go limp. Source: emanual.robotis.com, control table of
XL330-M288 (Bus Watchdog 98 in 20 ms, Hardware Error Status 70, Drive Mode 10, Operating Mode 11, Present Load 126, or
Present Current there, Input Voltage 144 in 0.1 V).
"""

from __future__ import annotations

from math import ceil

from hardware.motor import Motor
from hardware.protocols.buses import dynamixel_frames
from hardware.protocols.buses.bus import CHANNELS, BusCodec
from hardware.protocols.buses.bus_frames import Frames, Words
from hardware.protocols.buses.seen import Seen
from hardware.protocols.codec import Dialect

VERSION = 2
WATCHDOG_MS = 20
BARKED = 0xFF
POSITIONS, TIMED = 3, 0x04
"""Operating mode, and the bit of the drive mode that makes the speed register a time."""
PONG = 3
"""Bytes that a ping is answered with: model and firmware."""
FAULTS = {0x01: "voltage", 0x04: "overheating", 0x08: "encoder", 0x10: "shock", 0x20: "overload"}
RETURN_DELAY_S = 0.0005
"""How long a motor waits before it answers, as it comes from the factory."""
_ASKED, _ANSWER, _GOAL = 14, 11 + 83, 5


class DynamixelCodec(BusCodec):
    """A `Codec`. Torque goes off before the limits are written, as a motor with torque keeps those it has."""

    version = VERSION
    frames = Frames(
        dynamixel_frames.read, dynamixel_frames.sync_read, dynamixel_frames.sync_write, dynamixel_frames.Decoder
    )
    block = ("torque", "error", "watchdog", "speed", "load", "position", "voltage", "temperature")
    keeps = ("drive", "mode", "lowest", "highest")
    complaints = FAULTS

    def _prepare(self) -> bytes:
        """The watchdog goes off first: nothing can be written to a motor that it stopped."""
        if not self._motors:
            return b""
        period = min(127, max(1, ceil(self._plan.deadman_ms / WATCHDOG_MS)))
        speeds = {number: self.speed(number) for number in self._motors}
        silence = self.write("watchdog", dict.fromkeys(self._motors, 0)) + self._torque(0)
        watch = self.write("watchdog", dict.fromkeys(self._motors, period))
        return silence + self._keep() + self.write("speed", speeds) + watch

    def _wants(self, number: int, kept: Words) -> Words:
        """Turning to positions within one turn, at a speed; which way round is the motor's own."""
        limits = self._plan.limits[number]
        drive = kept["drive"] & ~TIMED
        return {"drive": drive, "mode": POSITIONS, "lowest": limits.lowest, "highest": limits.highest}

    def _limp(self, words: Words) -> bool:
        return words["watchdog"] == BARKED or (self._keeper.armed and not words["torque"] and not words["error"])

    def _forgot(self, number: int, words: Words) -> bool:
        return super()._forgot(number, words) or words["watchdog"] == 0

    def _can_be(self, words: Words, motor: Motor) -> bool:  # noqa: ARG002 - a CRC of 16 bits needs no second look
        return True

    def _alike(self, seen: Seen, name: str, last: int, word: int) -> bool:
        """A watchdog that barked is believed at once: no damage makes that of a period."""
        return (name == "watchdog" and word == BARKED) or super()._alike(seen, name, last, word)

    def _number(self, name: str, raw: int, length: int) -> int:
        signed = name in {"load", "position"} and raw >> (8 * length - 1)
        return raw - (1 << 8 * length) if signed else raw


def wire_load(channels: int, baud: int, rate_hz: float) -> float:
    """A goal for each motor, and one of them asked: on one line, one after the other."""
    octets = (_ASKED + _GOAL * channels if channels else 0) + _ASKED + _ANSWER
    return (octets * 10 / baud + RETURN_DELAY_S) * rate_hz


DIALECT = Dialect("dynamixel", VERSION, CHANNELS, wire_load, DynamixelCodec, deadman=True, latch=False, motor="")
