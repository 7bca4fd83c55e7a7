"""Where a place lies as the kiosk sees it, and gestures that are turned to it.

Directions are degrees about the vertical, 0 straight out of the screen, positive towards the right of a picture of the
kiosk: the right of whoever stands before it. Beyond 90° either way a place lies behind the kiosk. Who looks at the
screen then sees it beyond the screen, on the side where the map has it; a head, which cannot turn round, looks to that
side, and the chin and thumb go over the shoulder.
"""

from __future__ import annotations

import math
from collections.abc import Container, Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from hardware.motion.parameters import ARMS
from hardware.motion.trajectory import Pose
from kiosk.floor import StoreMap
from kiosk.gestures.library import KNOWN, GesturePath, Keyframe

Span = tuple[float, float]

PLAIN_DEG: Final = 35.0
"""Where a gesture goes that names no place, or one that is not on the map."""
BEHIND_DEG: Final = 100.0
NEAR_DEG: Final = 10.0
"""So far off the place an arm still points at it."""
GLANCE: Final = 0.6
"""Share of the way that the head goes where an arm shows it."""
TORSO, EYES = 0.25, 0.9
SIDEWAYS_DEG: Final = 110.0
"""How far round an arm reaches that is raised forward and to its side."""
_TURNED: Final = frozenset({"headYaw", "headRoll", "bodyX", "hairSway", "gazeX", "jawX", "torsoYaw"})
_BOTH: Final = ("Left", "Right")


@dataclass(frozen=True, slots=True)
class Reach:
    """How far a body can turn, degrees: its head, and by side each arm that reaches in a direction (`turning`).

    `raised` are the sides of the arms that are raised forward and to the side instead.
    """

    head: Span = (-18.0, 18.0)
    turning: Mapping[str, Span] = field(default_factory=dict)
    raised: frozenset[str] = frozenset()

    def side(self, yaw_deg: float) -> str:
        """The arm to point with: that on the side of the place, or the only one there is; empty for none."""
        own = "Left" if yaw_deg >= 0 else "Right"
        there = [side for side in (own, *ARMS) if side in self.turning or side in self.raised]
        return there[0] if there else ""

    def reaches(self, yaw_deg: float) -> bool:
        """Whether the arm can point there, and not only near it."""
        side = self.side(yaw_deg)
        if side in self.turning:
            return abs(_within(yaw_deg, self.turning[side]) - yaw_deg) <= NEAR_DEG
        outward = yaw_deg if side == "Left" else -yaw_deg
        return side in self.raised and -NEAR_DEG <= outward <= SIDEWAYS_DEG


def bearing(floor: StoreMap, place: str) -> float | None:
    """Direction of a place's centre, degrees from -180 to 180; None if it is not on the map, or right here."""
    found = floor.find(place)
    if found is None:
        return None
    across, down = found.middle[0] - floor.kiosk.x, found.middle[1] - floor.kiosk.y
    if math.hypot(across, down) < 1e-6:
        return None
    clockwise = math.degrees(math.atan2(down, across)) - floor.kiosk.heading_deg
    return -((clockwise + 180) % 360 - 180)


def folded(yaw_deg: float) -> float:
    """What is left of a direction for a head: a place behind on the right is on the right."""
    return yaw_deg if abs(yaw_deg) <= 90 else math.copysign(180 - abs(yaw_deg), yaw_deg)


class Pointing:
    """The gestures of a body, turned to the places of a map; of a gesture `g`, `g-behind` is for what lies behind.

    `own` are the parameters that the body has; the others are left out.
    """

    def __init__(
        self,
        gestures: Mapping[str, GesturePath],
        reach: Reach,
        floor: StoreMap | None = None,
        own: Container[str] = KNOWN,
    ) -> None:
        self._gestures, self._reach, self._floor, self._own = gestures, reach, floor, own

    def path(self, name: str, arg: str = "") -> GesturePath | None:
        """A gesture as it is played for a mark; None for a name that is no gesture."""
        path = self._gestures.get(name)
        turned = self._turned(path, name, arg) if path and path.aims else path
        return turned.only(self._own) if turned else None

    def _turned(self, path: GesturePath, name: str, arg: str) -> GesturePath:
        found = bearing(self._floor, arg) if self._floor and arg else None
        yaw_deg = PLAIN_DEG if found is None else found
        if abs(yaw_deg) > BEHIND_DEG and not self._reach.reaches(yaw_deg):
            path = self._gestures.get(f"{name}-behind", path)
        return aimed(path, yaw_deg, self._reach)


def aimed(path: GesturePath, yaw_deg: float, reach: Reach) -> GesturePath:
    """A gesture that was written for the right of the picture, turned to a direction."""
    return replace(path, keyframes=tuple(_aimed(keyframe, yaw_deg, reach) for keyframe in path.keyframes))


def _aimed(keyframe: Keyframe, yaw_deg: float, reach: Reach) -> Keyframe:
    pose = dict(keyframe.pose) if yaw_deg >= 0 else mirrored(keyframe.pose)
    side, own = reach.side(yaw_deg), "Left" if yaw_deg >= 0 else "Right"
    if side and side != own:
        pose = _other_arm(pose)
    if keyframe.aim:
        pose = _raised(pose, yaw_deg, side, reach)
        for name, value in _direction(yaw_deg, side, reach).items():
            pose[name] = pose.get(name, 0.0) + keyframe.aim * value
    return replace(keyframe, pose=pose)


def _direction(yaw_deg: float, side: str, reach: Reach) -> Pose:
    """Head, eyes, trunk and a turning arm, all the way."""
    seen, shown = folded(yaw_deg), reach.reaches(yaw_deg)
    pose = {
        "headYaw": _within(seen * (GLANCE if shown else 1.0), reach.head),
        "gazeX": EYES * math.sin(math.radians(seen)),
        "torsoYaw": TORSO * seen,
    }
    if side in reach.turning:
        pose[f"shoulderYaw{side}"] = _within(yaw_deg if shown else seen, reach.turning[side])
    return pose


def _raised(pose: Pose, yaw_deg: float, side: str, reach: Reach) -> dict[str, float]:
    """An arm that cannot turn goes out to its side as far as the place lies there, and forward for the rest."""
    pitch, roll = f"shoulderPitch{side}", f"shoulderRoll{side}"
    if side not in reach.raised or side in reach.turning or not reach.reaches(yaw_deg):
        return dict(pose)
    high, out = pose.get(pitch, 0.0), math.radians(max(0.0, yaw_deg if side == "Left" else -yaw_deg))
    return {**pose, pitch: high * math.cos(out), roll: pose.get(roll, 0.0) + high * math.sin(out)}


def mirrored(pose: Pose) -> dict[str, float]:
    """The same pose seen in a mirror."""
    return {_swapped(name): -value if _turns(name) else value for name, value in pose.items()}


def _turns(name: str) -> bool:
    return name in _TURNED or name.startswith("shoulderYaw")


def _other_arm(pose: Pose) -> dict[str, float]:
    arms = ("shoulder", "elbow", "wrist", "gripper")
    return {_swapped(name) if name.startswith(arms) else name: value for name, value in pose.items()}


def _swapped(name: str) -> str:
    for side, other in (_BOTH, _BOTH[::-1]):
        if name.endswith(side):
            return name.removesuffix(side) + other
    return name


def _within(angle: float, span: Span) -> float:
    return min(span[1], max(span[0], angle))
