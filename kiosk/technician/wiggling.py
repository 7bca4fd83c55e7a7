"""Small, slow movements that show which joint is which, and gestures on a real body."""

from __future__ import annotations

import math
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final

from hardware.motion.joints import Joint
from hardware.motion.trajectory import Pose
from hardware.profiles.robot_profile import Profile
from kiosk.body.casting import TICKS, limits_of
from kiosk.errors import InputError
from kiosk.gestures.library import GesturePath, load
from kiosk.resources import config_dir
from kiosk.technician.live import Each
from kiosk.technician.session import Session

SHARE: Final = 0.15
"""How far a wiggle goes to each side, as a share of the range."""
STILL_S: Final = 0.15
UNTIL_S: Final = 15.0
SWING_S: Final = 4.0


@dataclass(frozen=True, slots=True)
class Wiggled:
    """What came of one joint: how far it was told to go, and how far it was read back to have gone; None: not told."""

    joint: str
    channel: int
    asked: float
    moved: float | None
    answers: bool

    @property
    def followed(self) -> bool | None:
        """Whether it went at least half as far as it was told; None where nobody can tell."""
        return None if self.moved is None else self.moved >= 0.5 * self.asked

    def as_data(self) -> dict[str, Any]:
        """For JSON."""
        return {**asdict(self), "followed": self.followed}


def joint_of(profile: Profile, name: str) -> Joint:
    """A joint by its name.

    Raises:
        InputError: `hardware.joint`.
    """
    joints = {joint.name: joint for joint in profile.joints}
    if name not in joints:
        remedy = f"Take one of {', '.join(joints)}." if joints else "This device has none."
        raise InputError("hardware.joint", f"There is no joint {name!r}.", remedy)
    return joints[name]


class _Range:
    """How far joints are read back to have gone while there is torque."""

    def __init__(self, session: Session, joints: Sequence[Joint], each: Each) -> None:
        self._session, self._joints, self._each = session, joints, each
        self._seen: dict[str, list[float]] = {joint.name: [] for joint in joints}

    def look(self, now: float) -> None:
        """To be called in every tick."""
        self._each(now)
        if self._session.moving:
            for joint in self._joints:
                if (at := self._session.robot.positions.get(joint.channel)) is not None:
                    self._seen[joint.name].append(joint.value(at))

    def came_of(self, joint: Joint, asked: float) -> Wiggled:
        """What is to be told of a joint."""
        seen = self._seen[joint.name]
        answers = joint.channel not in self._session.robot.state.missing
        return Wiggled(joint.name, joint.channel, asked, max(seen) - min(seen) if seen else None, answers)


def wiggle(session: Session, joint: Joint, times: int, each: Each) -> Wiggled:
    """To one side, to the other, and home, as far as the range allows; the way to the first side does not count.

    Raises:
        KioskError: the body is stopped or lost meanwhile.
    """
    limits = joint.limits
    reach = SHARE * limits.width
    ends = limits.clip(joint.neutral + reach), limits.clip(joint.neutral - reach)
    _begin(session, {joint.name: ends[0]}, each)
    seen = _Range(session, (joint,), each)
    for value in (*(ends * times)[1:], joint.neutral):
        session.go({joint.name: value}, UNTIL_S, seen.look)
        session.run(STILL_S, seen.look)
    return seen.came_of(joint, abs(ends[0] - ends[1]))


def _begin(session: Session, pose: Pose, each: Each) -> None:
    """Go where a movement begins, from wherever the joints are, and see where they came to stand."""
    session.go(pose, UNTIL_S, each)
    session.run(STILL_S, each)


def swing(joint: Joint, now: float) -> float:
    """A value that goes to and fro within a wiggle's reach, every `SWING_S`."""
    reach = SHARE * joint.limits.width
    return joint.limits.clip(joint.neutral + reach * math.sin(2 * math.pi * now / SWING_S))


def path_of(name: str, profile: Profile) -> GesturePath:
    """A gesture by its name, as this body makes it.

    Raises:
        InputError: `hardware.gesture`, or a fault of the file.
    """
    folder = config_dir() / "gestures"
    known = sorted(path.stem for path in folder.glob("*.toml"))
    if name not in known:
        raise InputError("hardware.gesture", f"There is no gesture {name!r}.", f"Take one of {', '.join(known)}.")
    return load(folder / f"{name}.toml").fitted(limits_of(profile), TICKS / profile.rate_hz)


def perform(session: Session, path: GesturePath, each: Each) -> list[Wiggled]:
    """Play a gesture on the joints that it moves, from where they rest; what came of each.

    Raises:
        KioskError: the body is stopped or lost meanwhile.
    """
    named = {name for keyframe in path.keyframes for name in keyframe.pose}
    joints = [joint for joint in session.chosen.profile.joints if named & set(joint.parameters)]
    _begin(session, {joint.name: joint.neutral for joint in joints}, each)
    seen, asked = _Range(session, joints, each), {joint.name: [joint.neutral] for joint in joints}
    begin = time.monotonic()

    def play(now: float) -> None:
        pose = values(joints, path.offsets(now - begin))
        session.pose |= pose
        for name, value in pose.items():
            asked[name].append(value)
        seen.look(now)

    session.run(path.duration_s + STILL_S, play, lambda: not session.moving)
    session.hold()
    return [seen.came_of(joint, max(asked[joint.name]) - min(asked[joint.name])) for joint in joints]


def values(joints: Sequence[Joint], offsets: Pose) -> Mapping[str, float]:
    """The value of each joint that a gesture's offsets ask for: away from where it rests."""
    return {
        joint.name: joint.limits.clip(
            joint.neutral + sum(offsets.get(name, 0.0) * weight for name, weight in joint.parameters.items())
        )
        for joint in joints
    }
