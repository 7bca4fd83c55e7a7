"""The host's end of Feetech's bus servos, STS and SCS: what their registers mean.

They have no deadman: a motor holds its last goal when the host dies. Their check of one byte lets damage through, so an
answer counts only if it says what can be. What they keep for good, their limits and whether they turn to positions or
like a wheel, is behind a lock. An SCS has no mode: its limits, both 0, make it a wheel. Sources: Feetech, memory tables
of the SMS/STS and SCSCL series (voltage in 0.1 V, load in 0.1 % with its sign in bit 10, position with its sign in bit
15, operating mode 33, lock 55 or, of an SCS, 48).
"""

from __future__ import annotations

from hardware.motor import Motor
from hardware.protocols.buses import feetech_frames
from hardware.protocols.buses.bus import CHANNELS, BusCodec
from hardware.protocols.buses.bus_frames import Frames, Words
from hardware.protocols.codec import Dialect

VERSION = 1
FAULTS = {0x01: "voltage", 0x02: "encoder", 0x04: "overheating", 0x08: "overload", 0x20: "overload"}
POSITIONS = 0
"""Operating mode."""
HOTTEST_C, MOST_DV = 125, 160
SLACK = 0.02
"""How far beyond its ends a position may be read, as a share of the whole way."""
RETURN_DELAY_S = 0.0005
_ASKED, _ANSWER, _HEAD, _GOAL = 8, 6 + 26, 8, 3


class FeetechCodec(BusCodec):
    """A `Codec`."""

    version = VERSION
    frames = Frames(feetech_frames.read, feetech_frames.sync_read, feetech_frames.sync_write, feetech_frames.Decoder)
    block = ("torque", "goal", "speed", "position", "load", "voltage", "temperature", "error")
    keeps = ("mode", "lowest", "highest")
    complaints = FAULTS

    def _prepare(self) -> bytes:
        """No speed for a motor that may yet be a wheel."""
        if not self._motors:
            return b""
        kept = self._keep()
        speeds = {number: self.speed(number) for number, seen in self._motors.items() if seen.kept is not None}
        return self._torque(0) + kept + (self.write("speed", speeds) if speeds else b"")

    def _keep(self) -> bytes:
        """With the lock open for as long as it takes."""
        written = super()._keep()
        return self._lock(0) + written + self._lock(1) if written else b""

    def _lock(self, closed: int) -> bytes:
        return self.write("lock", dict.fromkeys(self._motors, closed))

    def _wants(self, number: int, kept: Words) -> Words:
        """Turning to positions, within the limits."""
        limits = self._plan.limits[number]
        wanted = {"mode": POSITIONS, "lowest": limits.lowest, "highest": limits.highest}
        return {name: value for name, value in wanted.items() if name in kept}

    def _limp(self, words: Words) -> bool:
        return self._keeper.armed and not words["torque"]

    def _can_be(self, words: Words, motor: Motor) -> bool:
        if "position" not in words:
            return True
        slack = SLACK * (motor.highest - motor.lowest)
        near = motor.lowest - slack <= words["position"] <= motor.highest + slack
        health = words["temperature"] <= HOTTEST_C and words["voltage"] <= MOST_DV and abs(words["load"]) <= 1000
        return near and health and words["torque"] in {0, 1} and words["error"] < 0x40

    def _number(self, name: str, raw: int, length: int) -> int:
        sign = {"load": 1 << 10, "position": 1 << (8 * length - 1)}.get(name, 0)
        return -(raw ^ sign) if raw & sign else raw


def wire_load(channels: int, baud: int, rate_hz: float) -> float:
    """A goal for each motor, and one of them asked: on one line, one after the other."""
    octets = (_HEAD + _GOAL * channels if channels else 0) + _ASKED + _ANSWER
    return (octets * 10 / baud + RETURN_DELAY_S) * rate_hz


DIALECT = Dialect("feetech", VERSION, CHANNELS, wire_load, FeetechCodec, deadman=False, latch=False, motor="")
