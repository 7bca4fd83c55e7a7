"""Gestures: `config/gestures/*.toml`, one a file, the same for the avatar and for any robot.

A gesture is a path of offsets from whatever pose is held: keyframes in rising time, each with the parameters that are
away from rest then (degrees, or 0 to 1; what it does not name is at rest), in tables `pose` for head and trunk, `face`
and `arms`. It begins and ends at rest, and moves between keyframes with minimum jerk. One named keyframe is the
`stroke`, the moment that means something: that moment, not the beginning, is put on the mark in the text. A body that
lacks a parameter leaves it out. A keyframe with `aim` is turned towards the place of the mark
(`kiosk.gestures.pointing`).
"""

from __future__ import annotations

import math
from collections.abc import Container, Mapping
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from typing import Annotated, Final, Self

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from avatars.pose import PARAMETERS
from hardware.motion.parameters import BODY_ONLY
from hardware.motion.trajectory import Limits, Pose, minimum_jerk
from kiosk.toml_file import read
from kiosk.wording import close

PEAK: Final = 1.875
PUSH: Final = 5.774
"""Peak velocity and acceleration of a movement of minimum jerk, as shares of way/time and of way/time²."""
SLOWEST: Final = 3.0
"""Beyond this the gesture would no longer be one: a joint that is slower still does less of it."""
KNOWN: Final = (*PARAMETERS, *BODY_ONLY)
"""The parameters that a gesture may move."""


@dataclass(frozen=True, slots=True)
class Keyframe:
    """A pose at a time after the beginning, s; `aim` (0 to 1) is how far it is turned to the place of a mark."""

    at_s: float
    pose: Pose
    aim: float = 0.0


@dataclass(frozen=True, slots=True)
class GesturePath:
    """A gesture that can be asked for any instant."""

    name: str
    stroke_s: float
    keyframes: tuple[Keyframe, ...]

    @property
    def duration_s(self) -> float:
        """When it is at rest again."""
        return self.keyframes[-1].at_s

    @property
    def aims(self) -> bool:
        """Whether it can be turned to a place."""
        return any(keyframe.aim for keyframe in self.keyframes)

    def only(self, names: Container[str]) -> GesturePath:
        """The same for who has these parameters alone."""
        kept = ({name: value for name, value in each.pose.items() if name in names} for each in self.keyframes)
        frames = tuple(replace(each, pose=pose) for each, pose in zip(self.keyframes, kept, strict=True))
        return replace(self, keyframes=frames)

    def hastened(self, stroke_s: float) -> GesturePath:
        """The same with its stroke so soon after the beginning, and the way from there as ever."""
        share = stroke_s / self.stroke_s
        frames = tuple(
            replace(
                each, at_s=each.at_s * share if each.at_s <= self.stroke_s else each.at_s - self.stroke_s + stroke_s
            )
            for each in self.keyframes
        )
        return replace(self, stroke_s=stroke_s, keyframes=frames)

    def fitted(self, limits: Mapping[str, Limits], shortest_s: float = 0.0) -> GesturePath:
        """The same, slowed down where a joint that moves a parameter could not keep up: all parts stay together.

        `shortest_s` is how long a way between two keyframes must be to be seen on a body that is told seldom.
        """
        at, before, frames, stroke_s = 0.0, Keyframe(0.0, {}), [], self.stroke_s
        for after in self.keyframes:
            moves = any(name in limits for name in (*before.pose, *after.pose))
            at += max((after.at_s - before.at_s) * _stretch(before, after, limits), shortest_s if moves else 0.0)
            stroke_s = at if after.at_s == self.stroke_s else stroke_s
            frames.append(replace(after, at_s=at))
            before = after
        return replace(self, stroke_s=stroke_s, keyframes=tuple(frames))

    def offsets(self, t_s: float) -> Pose:
        """The offsets `t_s` after the beginning; empty before it and after the end."""
        before = Keyframe(0.0, {})
        for after in self.keyframes:
            if before.at_s <= t_s < after.at_s:
                share = minimum_jerk((t_s - before.at_s) / (after.at_s - before.at_s))
                return _between(before.pose, after.pose, share)
            before = after
        return {}


def _stretch(before: Keyframe, after: Keyframe, limits: Mapping[str, Limits]) -> float:
    """How many times longer the way between two keyframes takes; a minimum jerk is 1.875 times as fast as its mean."""
    seconds, slowest = after.at_s - before.at_s, 1.0
    for name in {*before.pose, *after.pose} & limits.keys():
        way = abs(after.pose.get(name, 0.0) - before.pose.get(name, 0.0))
        fast, quick = PEAK * way / (limits[name].velocity * seconds), way / (limits[name].acceleration * seconds**2)
        slowest = max(slowest, fast, math.sqrt(PUSH * quick))
    return min(slowest, SLOWEST)


def _between(start: Pose, end: Pose, share: float) -> Pose:
    names = {**start, **end}
    return {name: start.get(name, 0.0) * (1 - share) + end.get(name, 0.0) * share for name in names}


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Keyframe(_Table):
    at_ms: Annotated[float, Field(gt=0, le=10_000)]
    name: str = ""
    aim: Annotated[float, Field(ge=0, le=1)] = 0.0
    pose: dict[str, float] = {}
    face: dict[str, float] = {}
    arms: dict[str, float] = {}

    @field_validator("pose", "face", "arms")
    @classmethod
    def _known(cls, pose: dict[str, float]) -> dict[str, float]:
        if unknown := sorted(set(pose) - set(KNOWN)):
            meant = [close(name, list(KNOWN)) for name in unknown]
            hint = f"; did you mean {', '.join(filter(None, meant))}?" if any(meant) else ""
            raise ValueError(f"has no such parameters: {', '.join(unknown)}{hint} (known: {', '.join(KNOWN)})")
        return pose

    @model_validator(mode="after")
    def _once(self) -> Self:
        if len(self.whole) < len(self.pose) + len(self.face) + len(self.arms):
            raise ValueError("names a parameter in two of pose, face and arms")
        return self

    @property
    def whole(self) -> dict[str, float]:
        """All three tables."""
        return {**self.pose, **self.face, **self.arms}


class GestureFile(_Table):
    """`config/gestures/<name>.toml`."""

    about: Annotated[str, Field(min_length=1)]
    stroke: Annotated[str, Field(min_length=1)]
    keyframes: Annotated[tuple[_Keyframe, ...], Field(min_length=2)]

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if any(first.at_ms >= second.at_ms for first, second in pairwise(self.keyframes)):
            raise ValueError("at_ms must rise from keyframe to keyframe")
        if self.keyframes[-1].whole or self.keyframes[-1].aim:
            raise ValueError("the last keyframe must be at rest: leave its pose out")
        if sum(keyframe.name == self.stroke for keyframe in self.keyframes) != 1:
            raise ValueError(f"exactly one keyframe must have the stroke's name, {self.stroke!r}")
        return self


def load(path: Path) -> GesturePath:
    """One gesture; its name is the file's.

    Raises:
        FaultyInputError: every fault of the file, with its line.
    """
    table = read(path, GestureFile).content
    keyframes = tuple(Keyframe(keyframe.at_ms / 1000, keyframe.whole, keyframe.aim) for keyframe in table.keyframes)
    stroke_ms = next(keyframe.at_ms for keyframe in table.keyframes if keyframe.name == table.stroke)
    return GesturePath(path.stem, stroke_ms / 1000, keyframes)


def load_all(folder: Path) -> Mapping[str, GesturePath]:
    """Every gesture of a folder, by name. Raises `FaultyInputError` as `load` does."""
    return {path.stem: load(path) for path in sorted(folder.glob("*.toml"))}
