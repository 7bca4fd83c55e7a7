"""Device profiles: a TOML file per kind of robot, with its protocol, its joints and what they can stand."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator

from hardware.errors import HardwareError
from hardware.joints import Joint
from hardware.link import Expected
from hardware.motion import Limits
from hardware.protocols import registry
from hardware.protocols.codec import Codec, Dialect

FULLEST = 0.6
"""Greatest share of the line that motion may take."""

Range = tuple[float, float]


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Joint(_Table):
    channel: Annotated[int, Field(ge=0)]
    parameters: Annotated[dict[str, float], Field(min_length=1)]
    range: Range
    pulse_us: tuple[Annotated[int, Field(ge=400, le=2600)], Annotated[int, Field(ge=400, le=2600)]]
    neutral: float
    velocity: Annotated[float, Field(gt=0)]
    acceleration: Annotated[float, Field(gt=0)]
    lead_ms: Annotated[float, Field(ge=0, le=300)] = 0.0

    @model_validator(mode="after")
    def _spans(self) -> Self:
        if not self.range[0] <= self.neutral <= self.range[1] or self.range[0] == self.range[1]:
            raise ValueError("range must rise, and neutral lie in it")
        if self.pulse_us[0] == self.pulse_us[1]:
            raise ValueError("pulse_us needs two different pulses")
        return self


def _known(protocol: str) -> str:
    registry.find(protocol)
    return protocol


class ProfileFile(_Table):
    """What a profile's file may hold."""

    device: Annotated[str, Field(min_length=1, max_length=32)]
    protocol: Annotated[str, AfterValidator(_known)]
    baud: Annotated[int, Field(ge=1200, le=4_000_000)]
    rate_hz: Annotated[float, Field(ge=10, le=100)] = 50.0
    deadman_ms: Annotated[int, Field(ge=100, le=1000)]
    boot_s: Annotated[float, Field(ge=0.2, le=10)] = 2.5
    usb: tuple[Annotated[str, Field(pattern=r"^[0-9a-f]{4}:[0-9a-f]{4}$")], ...] = ()
    joints: Annotated[dict[str, _Joint], Field(min_length=1)]

    @model_validator(mode="after")
    def _channels(self) -> Self:
        channels = [joint.channel for joint in self.joints.values()]
        if len(set(channels)) < len(channels):
            raise ValueError("two joints share a channel")
        if (last := registry.find(self.protocol).channels - 1) < max(channels):
            raise ValueError(f"channels of {self.protocol} run from 0 to {last}")
        return self


@dataclass(frozen=True, slots=True)
class Profile:
    """A checked profile. `usb`: the VID:PID its boards have, empty for any; `load`: share of the line at `rate_hz`."""

    device: str
    protocol: Dialect
    baud: int
    rate_hz: float
    deadman_ms: int
    boot_s: float
    usb: tuple[str, ...]
    joints: tuple[Joint, ...]
    load: float

    def codec(self) -> Codec:
        """A fresh codec of the profile's protocol."""
        limits = {joint.channel: joint.channel_limits() for joint in self.joints}
        return self.protocol.codec(limits, self.deadman_ms)

    def expected(self) -> Expected:
        """What must answer on the port."""
        channels = frozenset(joint.channel for joint in self.joints)
        return Expected(self.device, self.protocol.version, channels, self.boot_s)

    def joint(self, parameter: str) -> Joint | None:
        """The joint that a parameter moves, if this robot has one."""
        return next((joint for joint in self.joints if parameter in joint.parameters), None)


def load(path: Path) -> Profile:
    """Read and check a profile.

    Raises:
        HardwareError: `profile.missing`, `profile.toml`, `profile.value` (the sentence names file and key), or
            `profile.load` if motion would fill the line.
    """
    try:
        table = ProfileFile.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except OSError as fault:
        raise HardwareError(
            "profile.missing", f"There is no profile {path}.", "Name one of those beside it."
        ) from fault
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as fault:
        raise HardwareError("profile.toml", f"{path}: {fault}.", "Mend the line.") from fault
    except ValidationError as fault:
        raise HardwareError("profile.value", f"{path}: {_faults(fault)}", "Mend these keys.") from fault
    return _checked(path, table)


def _faults(fault: ValidationError) -> str:
    known = {"extra_forbidden": "is not a key of a profile"}
    found = ((".".join(map(str, one["loc"])), known.get(one["type"], one["msg"])) for one in fault.errors())
    return " ".join(f"{key or 'profile'}: {message}." for key, message in found)


def _checked(path: Path, table: ProfileFile) -> Profile:
    dialect = registry.find(table.protocol)
    wire = dialect.load(len(table.joints), table.baud, table.rate_hz)
    if wire > FULLEST:
        sentence = f"{path}: {len(table.joints)} joints at {table.rate_hz:g} Hz take {wire:.0%} of {table.baud} baud."
        raise HardwareError(
            "profile.load", sentence, f"Raise baud, or lower rate_hz, until it is {FULLEST:.0%} or less."
        )
    return Profile(
        device=table.device,
        protocol=dialect,
        baud=table.baud,
        rate_hz=table.rate_hz,
        deadman_ms=table.deadman_ms,
        boot_s=table.boot_s,
        usb=table.usb,
        joints=tuple(_joint(name, joint) for name, joint in table.joints.items()),
        load=wire,
    )


def _joint(name: str, table: _Joint) -> Joint:
    limits = Limits(*table.range, table.velocity, table.acceleration)
    return Joint(name, table.channel, table.parameters, limits, table.pulse_us, table.neutral, table.lead_ms / 1000)
