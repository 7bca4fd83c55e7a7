"""The seam between a robot's protocol and its link: what every protocol can be asked for, and what it reports.

A codec touches no port and no clock. Positions are whole numbers in the device's own units (µs of pulse, encoder
steps), by channel; joints and degrees are the business of `hardware.joints`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol, runtime_checkable

Positions = Mapping[int, int]


@dataclass(frozen=True, slots=True)
class ChannelLimits:
    """What the device itself holds a channel to: positions, and steps within 20 ms."""

    lowest: int
    highest: int
    slew: int


@dataclass(frozen=True, slots=True)
class Identified:
    """The device said who it is; `boot` changes whenever it restarts."""

    device: str
    protocol: int
    firmware: str
    channels: int
    boot: int


@dataclass(frozen=True, slots=True)
class Status:
    """The device is alive.

    `stopped`: its emergency stop is latched; `pressed`: the button is down; `limp`: no torque; `configured`: it has the
    limits of `Codec.sync`; `rejected`: frames it threw away (modulo 256); `missing`: channels that do not answer.
    """

    boot: int
    stopped: bool = False
    pressed: bool = False
    limp: bool = False
    configured: bool = True
    rejected: int = 0
    missing: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class PoseRead:
    """Where the channels are now; a channel that never moved since power-up is not in it."""

    status: Status
    positions: Positions = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Sensed:
    """What the device's sensors of presence tell: whether something warm moves (None: it has no such sensor), and how
    far away the nearest thing is, m (None: nothing within reach); without `ranging` it cannot tell distances.
    """

    moving: bool | None
    distance_m: float | None
    ranging: bool


Report = Identified | Status | PoseRead
"""What the link goes by."""


class Codec(Protocol):
    """A robot protocol. The methods but `feed` give the bytes to write."""

    def probe(self) -> bytes:
        """Ask who is there."""
        ...

    def sync(self) -> bytes:
        """Give the device its limits and its deadman period, and ask for the present pose."""
        ...

    def arm(self) -> bytes:
        """Torque on."""
        ...

    def park(self) -> bytes:
        """Torque off."""
        ...

    def move(self, positions: Positions) -> bytes:
        """Go there; answered by `Status`."""
        ...

    def poll(self) -> bytes:
        """Ask for the status, which also keeps the deadman content."""
        ...

    def stop(self) -> bytes:
        """Latch the emergency stop."""
        ...

    def clear(self) -> bytes:
        """Clear the emergency stop: only ever on a person's own act."""
        ...

    def feed(self, data: bytes) -> Sequence[Report | Sensed]:
        """What the device said in `data`, and in the bytes before it."""
        ...


@runtime_checkable
class Detects(Protocol):
    """A codec of a device that may have sensors of presence."""

    def detect(self) -> bytes:
        """Ask for `Sensed`."""
        ...


@dataclass(frozen=True, slots=True)
class Dialect:
    """A protocol as a profile names it: its version, its channels, how it fills a line, and the host's end of it.

    `load(channels, baud, rate_hz)` is the share of the line (0 to 1) that so many poses a second take;
    `codec(limits, deadman_ms)` makes a fresh codec.
    """

    version: int
    channels: int
    load: Callable[[int, int, float], float]
    codec: Callable[[Mapping[int, ChannelLimits], int], Codec]
