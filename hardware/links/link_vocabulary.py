"""What the machine of a link is told, and what it asks for; `hardware.links.link_machine` is the machine."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from hardware.protocols.codec import Report


class Phase(Enum):
    """Where the link is."""

    ABSENT = "absent"
    OPENING = "opening"
    PROBING = "probing"
    SYNCING = "syncing"
    PARKED = "parked"
    READY = "ready"
    DEGRADED = "degraded"
    LOST = "lost"
    BLOCKED = "blocked"


@dataclass(frozen=True, slots=True)
class Expected:
    """The device that the profile describes, and how long it takes to start and to be told its limits, s.

    `period_s`: between two ticks.
    """

    device: str
    protocol: int
    channels: frozenset[int]
    boot_s: float = 2.5
    sync_s: float = 1.0
    period_s: float = 0.02


@dataclass(frozen=True, slots=True)
class Tick:
    """Time passed; `port` is the port the device may be on now, empty if there is none; without `armed` no torque."""

    port: str
    armed: bool = True


@dataclass(frozen=True, slots=True)
class Opened:
    """The port is open."""


@dataclass(frozen=True, slots=True)
class Gone:
    """The port did not open, or stopped working. `blocked` if trying soon again is of no use."""

    code: str
    reason: str
    blocked: bool = False


@dataclass(frozen=True, slots=True)
class Sent:
    """A frame that wants an answer was written."""


@dataclass(frozen=True, slots=True)
class Halt:
    """A person wants it still: the device shall latch its stop, now or as soon as it can be told."""


@dataclass(frozen=True, slots=True)
class Clear:
    """A person clears the stop of a device that answers now; of one that does not, nobody can know that it is safe."""


Input = Tick | Opened | Gone | Sent | Halt | Clear | Report


@dataclass(frozen=True, slots=True)
class Open:
    """Open this port; answer with `Opened` or `Gone`."""

    port: str


@dataclass(frozen=True, slots=True)
class Pin:
    """Torque on; begin at these positions, and move from there."""

    positions: Mapping[int, int]


class Do(Enum):
    """What must be done with the open port."""

    CLOSE = "close"
    PROBE = "probe"
    SYNC = "sync"
    PARK = "park"
    STOP = "stop"
    CLEAR = "clear"


Action = Open | Pin | Do
