"""The seam between a robot's protocol and its link: what every protocol can be asked for, and what it reports.

A codec touches no port and no clock. Positions are whole numbers in the device's own units (µs of pulse, encoder
steps), by channel; joints and degrees are the business of `hardware.motion.joints`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Protocol, runtime_checkable

from hardware.motor import Motor

Positions = Mapping[int, int]


@dataclass(frozen=True, slots=True)
class ChannelLimits:
    """What the device itself holds a channel to: positions, and steps within 20 ms."""

    lowest: int
    highest: int
    slew: int

    def clip(self, position: int) -> int:
        """The nearest position that is allowed."""
        return min(self.highest, max(self.lowest, position))


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
    limits of `Codec.sync`; `rejected`: frames it threw away (modulo 256), or that its codec did, where it does not
    count; `missing`: channels that do not answer; `buttons`: those that are held down now.
    """

    boot: int
    stopped: bool = False
    pressed: bool = False
    limp: bool = False
    configured: bool = True
    rejected: int = 0
    missing: frozenset[int] = frozenset()
    buttons: frozenset[int] = frozenset()


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


class Effect(Enum):
    """What a lamp does with its colour: steady, breathing (a soft swell every 4 s) or blinking (twice a second)."""

    STEADY = 0
    BREATHE = 1
    BLINK = 2


@dataclass(frozen=True, slots=True)
class Lamp:
    """What a lamp, or a group of pixels, shows: 0 to 255 of each colour; all 0 is dark."""

    red: int
    green: int
    blue: int
    effect: Effect = Effect.STEADY


@dataclass(frozen=True, slots=True)
class Vitals:
    """How the motors fare, by channel; a protocol reports those that it has.

    `temperature_c` in °C, `voltage_v` in V, `load` as a share of the greatest (negative: the other way round). `faults`
    are what a motor itself complains of, or what is wrong with its answers: `overload`, `overheating`, `voltage`,
    `encoder`, `shock`, `model` (another model than the profile says), `duplicate` (two motors have this id).
    """

    temperature_c: Mapping[int, float] = field(default_factory=dict)
    voltage_v: Mapping[int, float] = field(default_factory=dict)
    load: Mapping[int, float] = field(default_factory=dict)
    faults: Mapping[int, frozenset[str]] = field(default_factory=dict)


Report = Identified | Status | PoseRead
"""What the link goes by."""

Aside = Sensed | Vitals
"""What a device tells beside that."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What a codec must know of the device that its profile describes.

    `device` is the name that the profile gives it, `limits` and `motors` go by channel, `options` are those of the
    protocol (see `Dialect.options`).
    """

    device: str
    limits: Mapping[int, ChannelLimits]
    deadman_ms: int
    motors: Mapping[int, Motor] = field(default_factory=dict)
    options: Mapping[str, int] = field(default_factory=dict)


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

    def feed(self, data: bytes) -> Sequence[Report | Aside]:
        """What the device said in `data`, and in the bytes before it."""
        ...


@runtime_checkable
class Detects(Protocol):
    """A codec of a device that may have sensors of presence."""

    def detect(self) -> bytes:
        """Ask for `Sensed`."""
        ...


@runtime_checkable
class Lights(Protocol):
    """A codec of a device that may have lamps."""

    def light(self, lamps: Mapping[int, Lamp]) -> bytes:
        """Show these, by number, and leave the others; answered by `Status`.

        A device whose deadman went off, or that restarted, shows none of its lamps until it is told them again.
        """
        ...


@runtime_checkable
class Reads(Protocol):
    """A codec of a device that tells where its channels are, at any time and without taking their torque."""

    def read(self) -> bytes:
        """Ask for `PoseRead`."""
        ...


@dataclass(frozen=True, slots=True)
class Dialect:
    """A protocol as a profile names it.

    `version` and `channels` are what a device of it has; `load(channels, baud, rate_hz)` is the share of the line (0 to
    1) that so many poses a second take; `codec(plan)` makes a fresh host's end.

    `deadman`: the device itself stops when the host dies. `latch`: it keeps a stop itself; without that the codec does,
    and tells so in every `Status`. `motor`: the model that a joint has if its profile names none; empty if it must name
    one, None if models are of no concern.
    `options`: what a profile may set beside, with the values that hold if it does not.
    """

    name: str
    version: int
    channels: int
    load: Callable[[int, int, float], float]
    codec: Callable[[Plan], Codec]
    deadman: bool
    latch: bool
    motor: str | None = None
    options: Mapping[str, int] = field(default_factory=dict)
