"""What a robot is like at one moment, as the terminal and the page show it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from hardware.motion.joints import Joint
from kiosk.technician.session import Session


@dataclass(frozen=True, slots=True)
class JointView:
    """One joint: its range, what is wanted, where the loop has it, and where the device says it is, in its units.

    `temperature_c`, `voltage_v` and `load` (share of the greatest) are None where its protocol does not tell.
    """

    name: str
    channel: int
    lowest: float
    highest: float
    neutral: float
    wanted: float
    target: float
    read: float | None
    missing: bool
    temperature_c: float | None = None
    voltage_v: float | None = None
    load: float | None = None
    faults: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A robot now. Times are milliseconds; `flight_ms` is the median round trip, `late_ms` the 95th percentile."""

    phase: str
    moving: bool
    stopped: bool
    pressed: bool
    reason: str
    joints: tuple[JointView, ...]
    flight_ms: float | None
    late_ms: float | None
    sent: int
    unanswered: int
    rejected: int
    buttons: tuple[int, ...] = ()

    def as_data(self) -> dict[str, Any]:
        """For JSON."""
        return asdict(self)


def take(session: Session) -> Snapshot:
    """The robot of a session as it is now."""
    robot = session.robot
    status = robot.status
    return Snapshot(
        phase=robot.state.phase.value,
        moving=session.moving,
        stopped=robot.state.stopped,
        pressed=status is not None and status.pressed,
        reason=robot.state.reason,
        joints=tuple(_view(session, joint) for joint in robot.profile.joints),
        flight_ms=share_of(session.flights, 0.5),
        late_ms=share_of(session.lateness, 0.95),
        sent=session.sent,
        unanswered=session.unanswered,
        rejected=0 if status is None else status.rejected,
        buttons=() if status is None else tuple(sorted(status.buttons)),
    )


def share_of(seconds: Sequence[float], share: float) -> float | None:
    """A quantile, ms; None of nothing."""
    ordered = sorted(seconds)
    return round(1000 * ordered[min(len(ordered) - 1, int(share * len(ordered)))], 3) if ordered else None


def _view(session: Session, joint: Joint) -> JointView:
    robot, channel = session.robot, joint.channel
    position, vitals = robot.positions.get(channel), robot.vitals
    limits = joint.limits
    return JointView(
        name=joint.name,
        channel=channel,
        lowest=limits.lowest,
        highest=limits.highest,
        neutral=joint.neutral,
        wanted=limits.clip(session.pose.get(joint.name, joint.neutral)),
        target=robot.rig.pose[joint.name],
        read=None if position is None else joint.value(position),
        missing=channel in robot.state.missing,
        temperature_c=vitals.temperature_c.get(channel) if vitals else None,
        voltage_v=vitals.voltage_v.get(channel) if vitals else None,
        load=vitals.load.get(channel) if vitals else None,
        faults=tuple(sorted(vitals.faults.get(channel, ()))) if vitals else (),
    )
