"""Device profiles: a TOML file per kind of robot, with its protocol, its joints and what they can stand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from hardware.errors import HardwareError
from hardware.links.link_machine import Expected
from hardware.motion.avoid import Avoid
from hardware.motion.joints import Joint
from hardware.motor import Motor
from hardware.profiles.lights import ButtonTable, LightsTable
from hardware.profiles.robot_file import JointTable, ProfileFile
from hardware.profiles.table import read
from hardware.protocols.codec import Codec, Dialect, Plan

FULLEST = 0.6
"""Greatest share of the line that motion may take."""
SYNC_S, TURN_S = 1.0, 0.6
"""How long the first motor may take to be told its limits, and each that must be asked by itself."""


@dataclass(frozen=True, slots=True)
class Profile:
    """A checked profile.

    `usb`: the VID:PID its boards have, empty for any; `load`: share of the line at `rate_hz`; `motors` and `options` as
    in `Plan`; `undefended`: why it may move though the device goes on when the host dies, empty if the device stops;
    `avoid`: pairs of joints that must not meet.
    """

    device: str
    protocol: Dialect
    baud: int
    rate_hz: float
    deadman_ms: int
    boot_s: float
    usb: tuple[str, ...]
    joints: tuple[Joint, ...]
    load: float
    motors: Mapping[int, Motor] = field(default_factory=dict)
    options: Mapping[str, int] = field(default_factory=dict)
    undefended: str = ""
    avoid: tuple[Avoid, ...] = ()
    lights: LightsTable | None = None
    buttons: Mapping[int, ButtonTable] = field(default_factory=dict)

    def plan(self) -> Plan:
        """What a codec must know."""
        limits = {joint.channel: joint.channel_limits() for joint in self.joints}
        return Plan(self.device, limits, self.deadman_ms, self.motors, self.options)

    def codec(self) -> Codec:
        """A fresh codec of the profile's protocol."""
        return self.protocol.codec(self.plan())

    def expected(self) -> Expected:
        """What must answer on the port."""
        channels = frozenset(joint.channel for joint in self.joints)
        turns = len({motor.name if motor.sync_read else str(channel) for channel, motor in self.motors.items()})
        sync_s = SYNC_S + TURN_S * max(0, turns - 1)
        return Expected(self.device, self.protocol.version, channels, self.boot_s, sync_s, 1 / self.rate_hz)

    def joint(self, parameter: str) -> Joint | None:
        """The joint that a parameter moves, if this robot has one."""
        return next((joint for joint in self.joints if parameter in joint.parameters), None)


def load(path: Path) -> Profile:
    """Read and check a profile.

    Raises:
        HardwareError: `profile.missing`, `profile.toml`, `profile.value` (the sentence names file and key),
            `profile.load` if motion would fill the line, or `profile.deadman` if nothing would stop it without us.
    """
    return _checked(path, read(path, ProfileFile))


def _checked(path: Path, table: ProfileFile) -> Profile:
    _defended(path, table)
    dialect = table.dialect
    return Profile(
        device=table.device,
        protocol=dialect,
        baud=table.baud,
        rate_hz=table.rate_hz,
        deadman_ms=table.deadman_ms,
        boot_s=table.boot_s,
        usb=table.usb,
        joints=tuple(_joint(name, joint) for name, joint in table.joints.items()),
        load=_load(path, table),
        motors={joint.channel: motor for joint in table.joints.values() if (motor := joint.model(dialect))},
        options={**dialect.options, **table.options},
        undefended="" if dialect.deadman else table.without_deadman_because.strip(),
        avoid=table.pairs(),
        lights=table.lights,
        buttons=table.buttons,
    )


def _defended(path: Path, table: ProfileFile) -> None:
    """Whether the device stops when the host dies, or somebody wrote why it need not."""
    excused = not table.require_deadman and table.without_deadman_because.strip()
    if not table.joints or table.dialect.deadman or excused:
        return
    sentence = f"{path}: a {table.protocol} device goes on moving when this computer dies, as it has no deadman."
    remedy = "Set require_deadman = false and write in without_deadman_because why nobody can be hurt."
    raise HardwareError("profile.deadman", sentence, remedy)


def _load(path: Path, table: ProfileFile) -> float:
    """Share of the line that motion takes."""
    count, baud, rate_hz = len(table.joints), table.baud, table.rate_hz
    wire = table.dialect.load(count, baud, rate_hz)
    if wire <= FULLEST:
        return wire
    sentence = f"{path}: {count} joints at {rate_hz:g} Hz take {wire:.0%} of {baud} baud."
    slower = int(rate_hz * FULLEST / wire)
    lower = f"lower rate_hz to {slower}" if slower >= 10 else "take joints away, as no rate_hz is low enough"
    raise HardwareError("profile.load", sentence, f"Raise baud, or {lower}: at most {FULLEST:.0%} may be taken.")


def _joint(name: str, table: JointTable) -> Joint:
    lead_s = table.lead_ms / 1000
    return Joint(name, table.channel, table.parameters, table.limits, table.ends, table.neutral, lead_s)
