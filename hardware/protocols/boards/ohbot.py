r"""The host's end of an Ohbot or Picoh head: lines of text at 19200 baud.

`a0N` attaches motor N, `d0N` detaches it, `m0N,degrees,speed` moves it, `v` asks the version, which is all that the
board ever says. It tells neither where its motors are nor that it restarted, and has no deadman: one motor is attached
anew in each turn, so that a board that restarted comes back.
Source: the vendor's Python package `ohbot` 4.0.18.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from hardware.protocols.codec import Aside, Dialect, Identified, Plan, PoseRead, Positions, Report
from hardware.protocols.keeper import Keeper

VERSION, CHANNELS = 1, 8
KNOWN = {1, 2}
"""Versions of the board that take the same orders."""
FASTEST = 250
LONGEST = 40
_TOLD = re.compile(rb"v(\d{1,3})[\w. -]*")


class OhbotCodec:
    """A `Codec`."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._keeper = Keeper()
        self._motors = tuple(sorted(plan.limits))
        self._sent: dict[int, int] = {}
        self._turn = 0
        self._firmware = self._last = b""
        self._held = b""
        self._syncing = False

    def probe(self) -> bytes:
        """Which version; behind an end of line, which finishes whatever lay half-sent."""
        self._firmware = b""
        return b"\n" + self._ask()

    def sync(self) -> bytes:
        """Detach all; the answer says that the board is there."""
        self._keeper.configured = self._keeper.armed = False
        self._syncing = True
        return self._off() + self._ask()

    def arm(self) -> bytes:
        """Attach all."""
        attach = "".join(f"a0{motor}\n" for motor in self._motors) if self._keeper.arm() else ""
        return attach.encode()

    def park(self) -> bytes:
        """Detach all."""
        self._keeper.armed = False
        return self._off()

    def move(self, positions: Positions) -> bytes:
        """Those that change, unless stopped; held to the limits."""
        if self._keeper.stopped or not positions:
            return self.poll()
        goals = {motor: self._plan.limits[motor].clip(at) for motor, at in positions.items()}
        self._turn += 1
        again = self._motors[self._turn % len(self._motors)]
        changed = {motor: at for motor, at in goals.items() if motor == again or self._sent.get(motor) != at}
        self._sent.update(changed)
        lines = "".join(f"m0{motor},{at},{FASTEST}\n" for motor, at in changed.items())
        return f"a0{again}\n{lines}".encode() + self._ask()

    def poll(self) -> bytes:
        """Ask whether it is there; while there shall be no torque, the next motor is told so once more."""
        if self._keeper.armed or not self._motors:
            return self._ask()
        self._turn += 1
        return f"d0{self._motors[self._turn % len(self._motors)]}\n".encode() + self._ask()

    def stop(self) -> bytes:
        """Latch, detach all."""
        self._keeper.stop()
        return self._off()

    def clear(self) -> bytes:
        """A person clears it; the board never knew."""
        self._keeper.clear()
        return b""

    def feed(self, data: bytes) -> Sequence[Report | Aside]:
        """A report for each version that the board told."""
        *lines, self._held = (self._held + data).split(b"\n")
        self._held = self._held[-LONGEST:]
        reports: list[Report | Aside] = []
        for line in lines:
            reports += self._told(line.strip())
        return reports

    def _told(self, line: bytes) -> list[Report | Aside]:
        """The version, once it was told twice, stays the same: any other line is damaged, or another device's."""
        found = _TOLD.fullmatch(line)
        if found is None or self._firmware not in {b"", line}:
            self._keeper.rejected += bool(line)
            return []
        last, self._last = self._last, line
        if last != line:
            return []
        if not self._firmware:
            self._firmware = line
            told = int(found[1])
            protocol = VERSION if told in KNOWN else told
            return [Identified(self._plan.device, protocol, line.decode(), CHANNELS, self._keeper.boot)]
        if self._syncing:
            self._syncing, self._keeper.configured = False, True
            return [PoseRead(self._keeper.status())]
        return [self._keeper.status()]

    def _ask(self) -> bytes:
        """What is left of the answer before it will not come any more."""
        self._held = b""
        return b"v\n"

    def _off(self) -> bytes:
        return "".join(f"d0{motor}\n" for motor in self._motors).encode()


def wire_load(channels: int, baud: int, rate_hz: float) -> float:
    """All motors move at once, one is attached, and the question."""
    return (len("m00,180,250\n") * channels + len("a00\nv\n")) * 10 * rate_hz / baud


DIALECT = Dialect(
    "ohbot",
    VERSION,
    CHANNELS,
    wire_load,
    OhbotCodec,
    deadman=False,
    latch=False,
    motor="ohbot-servo",
)
