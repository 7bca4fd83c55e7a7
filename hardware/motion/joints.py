"""Joints: which parameters move which channel, how far and how fast, and a rig of them that follows a pose."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import ceil

from hardware.motion.avoid import Avoid, steered
from hardware.motion.trajectory import Limits, Motion, Pose
from hardware.protocols.codec import ChannelLimits, Positions

SERVO_FRAME_S = 0.02
EASE_FROM, EASE_S = 0.12, 0.6
"""After a pin a rig moves at this share of its limits, and has them all after so long."""


@dataclass(frozen=True, slots=True)
class Joint:
    """One servo. It follows the sum of its `parameters`, each times its weight.

    `pulse` are the device's positions at the lowest and the highest value (the second may be the smaller: the servo is
    mounted the other way round); `neutral` is where it rests; `lead_s` how much later it moves than it is told.
    """

    name: str
    channel: int
    parameters: Mapping[str, float]
    limits: Limits
    pulse: tuple[int, int]
    neutral: float
    lead_s: float = 0.0

    @property
    def per_unit(self) -> float:
        """The device's steps in one unit of the range."""
        return abs(self.pulse[1] - self.pulse[0]) / self.limits.width

    def position(self, value: float) -> int:
        """The device's position for a value, within the range."""
        share = (self.limits.clip(value) - self.limits.lowest) / self.limits.width
        return round(self.pulse[0] + share * (self.pulse[1] - self.pulse[0]))

    def value(self, position: int) -> float:
        """The inverse of `position`, clipped to the range."""
        share = (position - self.pulse[0]) / (self.pulse[1] - self.pulse[0])
        return self.limits.clip(self.limits.lowest + share * self.limits.width)

    def wanted(self, pose: Pose) -> float:
        """What a pose wants of this joint: the weighted sum of what it names; neutral if it names nothing."""
        named = [pose[parameter] * weight for parameter, weight in self.parameters.items() if parameter in pose]
        return sum(named) if named else self.neutral

    def resting(self) -> Pose:
        """A pose that wants this joint neutral."""
        whole = sum(self.parameters.values())
        return dict.fromkeys(self.parameters, self.neutral / whole if whole else 0.0)

    def channel_limits(self) -> ChannelLimits:
        """What the device itself shall hold this channel to: a tenth faster than we ever ask."""
        slew = ceil(1.1 * self.limits.velocity * self.per_unit * SERVO_FRAME_S)
        return ChannelLimits(min(self.pulse), max(self.pulse), slew)


class Rig:
    """The joints of a robot on their way to a pose, a tick of `dt` seconds at a time; `avoid` pairs never meet."""

    def __init__(self, joints: tuple[Joint, ...], dt: float, avoid: tuple[Avoid, ...] = ()) -> None:
        self.joints = joints
        self._dt, self._avoid = dt, avoid
        self._limits = {joint.name: joint.limits for joint in joints}
        self._ease = EASE_FROM
        self._motions = {joint.name: Motion(joint.neutral) for joint in joints}
        self._known = self.pose

    @property
    def pose(self) -> Pose:
        """Value of each joint, by its name."""
        return {name: motion.position for name, motion in self._motions.items()}

    def confirm(self) -> None:
        """The device has taken the pose that it was told last."""
        self._known = self.pose

    def pin(self, positions: Positions) -> None:
        """Begin anew, at rest, where the device is, and gently.

        A channel of which it does not know begins where it was last known to be (neutral at first): a joint without
        torque stays about there, and to begin anywhere else would be a leap.
        """
        self._ease = EASE_FROM
        for joint in self.joints:
            known = positions.get(joint.channel)
            last = self._known[joint.name] if known is None else joint.value(known)
            self._motions[joint.name] = Motion(last)

    def rest(self) -> None:
        """Begin anew, at rest, where the joints are: time has passed of which nobody knows."""
        self._ease = EASE_FROM
        self._motions = {name: Motion(motion.position) for name, motion in self._motions.items()}

    def step(self, pose: Pose) -> Mapping[int, int]:
        """One tick towards `pose`; the position of each channel."""
        goals = {joint.name: joint.wanted(pose) for joint in self.joints}
        self._motions = steered(self._motions, goals, self._limits, self._avoid, self._dt, self._ease)
        self._ease = min(1.0, self._ease + self._dt * (1 - EASE_FROM) / EASE_S)
        return self.positions()

    def positions(self) -> Mapping[int, int]:
        """The position of each channel now."""
        return {joint.channel: joint.position(self._motions[joint.name].position) for joint in self.joints}
