"""What the TOML file of a device profile may hold, and what can be checked without knowing the machine."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import AfterValidator, Field, model_validator

from hardware.motion.avoid import Avoid, AvoidTable, pairs_of
from hardware.motion.trajectory import Limits, Motion
from hardware.motor import Motor
from hardware.profiles import motors
from hardware.profiles.lights import ButtonTable, LightsTable
from hardware.profiles.table import Table
from hardware.protocols import registry
from hardware.protocols.codec import Dialect

Range = tuple[float, float]


def _known(name: str) -> str:
    motors.find(name)
    return name


class JointTable(Table):
    """One joint. `pulse_us` or `positions` are the device's positions at the two ends of its range."""

    channel: Annotated[int, Field(ge=0)]
    motor: Annotated[str, AfterValidator(_known)] | None = None
    parameters: Annotated[dict[str, float], Field(min_length=1)]
    range: Range
    pulse_us: tuple[int, int] | None = None
    positions: tuple[int, int] | None = None
    neutral: float
    velocity: Annotated[float, Field(gt=0)]
    acceleration: Annotated[float, Field(gt=0)]
    lead_ms: Annotated[float, Field(ge=0, le=300)] = 0.0

    @model_validator(mode="after")
    def _spans(self) -> Self:
        if not self.range[0] <= self.neutral <= self.range[1] or self.range[0] == self.range[1]:
            raise ValueError("range must rise, and neutral lie in it")
        if (self.pulse_us is None) is (self.positions is None):
            raise ValueError("give the two ends as pulse_us (hobby servos) or as positions (all others)")
        if self.ends[0] == self.ends[1]:
            raise ValueError("pulse_us or positions needs two different ones")
        return self

    @property
    def ends(self) -> tuple[int, int]:
        """The device's positions at the lowest and the highest value."""
        return self.pulse_us or self.positions or (0, 0)

    @property
    def limits(self) -> Limits:
        """What it can stand."""
        return Limits(*self.range, self.velocity, self.acceleration)

    def model(self, dialect: Dialect) -> Motor | None:
        """The motor that it is; None if neither it nor its protocol says."""
        name = self.motor or dialect.motor
        return motors.find(name) if name else None


def _spoken(protocol: str) -> str:
    registry.find(protocol)
    return protocol


class ProfileFile(Table):
    """What a profile's file may hold."""

    device: Annotated[str, Field(min_length=1, max_length=32)]
    protocol: Annotated[str, AfterValidator(_spoken)]
    baud: Annotated[int, Field(ge=1200, le=4_000_000)]
    rate_hz: Annotated[float, Field(ge=10, le=100)] = 50.0
    deadman_ms: Annotated[int, Field(ge=100, le=1000)] = 250
    require_deadman: bool = True
    without_deadman_because: str = ""
    boot_s: Annotated[float, Field(ge=0.2, le=10)] = 2.5
    usb: tuple[Annotated[str, Field(pattern=r"^[0-9a-f]{4}:[0-9a-f]{4}$")], ...] = ()
    options: dict[str, int] = Field(default_factory=dict)
    joints: dict[str, JointTable] = Field(default_factory=dict)
    avoid: tuple[AvoidTable, ...] = ()
    lights: LightsTable | None = None
    buttons: dict[int, ButtonTable] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _channels(self) -> Self:
        by_channel: dict[int, list[str]] = {}
        for name, joint in self.joints.items():
            by_channel.setdefault(joint.channel, []).append(name)
        for channel, names in by_channel.items():
            if len(names) > 1:
                raise ValueError(f"{' and '.join(names)} share a channel, {channel}")
        if (last := self.dialect.channels - 1) < max(by_channel, default=0):
            raise ValueError(f"channels of {self.protocol} run from 0 to {last}")
        return self

    @model_validator(mode="after")
    def _motors(self) -> Self:
        for name, joint in self.joints.items():
            motor = joint.model(self.dialect)
            if motor is None:
                if self.dialect.motor is not None:
                    raise ValueError(f"joints.{name} needs a motor: {', '.join(self._fitting())}")
                continue
            if self.protocol not in motor.protocols:
                raise ValueError(f"joints.{name}: a {motor.name} does not speak {self.protocol}")
            if not motor.lowest <= min(joint.ends) <= max(joint.ends) <= motor.highest:
                raise ValueError(f"joints.{name}: a {motor.name} goes from {motor.lowest} to {motor.highest}")
        return self

    @model_validator(mode="after")
    def _options(self) -> Self:
        if unknown := set(self.options) - set(self.dialect.options):
            raise ValueError(f"{self.protocol} has no option {', '.join(sorted(unknown))}")
        return self

    @model_validator(mode="after")
    def _avoided(self) -> Self:
        self.pairs()
        return self

    def pairs(self) -> tuple[Avoid, ...]:
        """The avoid pairs; `ValueError` if one cannot be kept."""
        limits = {name: joint.limits for name, joint in self.joints.items()}
        return pairs_of(self.avoid, limits, {name: Motion(joint.neutral) for name, joint in self.joints.items()})

    @property
    def dialect(self) -> Dialect:
        """The protocol."""
        return registry.find(self.protocol)

    def _fitting(self) -> list[str]:
        return [name for name, motor in motors.shipped().items() if self.protocol in motor.protocols]
