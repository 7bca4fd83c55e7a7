"""Gestures: `config/gestures/*.toml`, one a file, the same for the avatar and for any robot.

A gesture is a path of offsets from whatever pose is held: keyframes in rising time, each with the parameters that are
away from rest then (degrees, or 0 to 1; what it does not name is at rest). It begins and ends at rest, and moves
between keyframes with minimum jerk. One named keyframe is the `stroke`, the moment that means something: that moment,
not the beginning, is put on the mark in the text. A body that lacks a parameter leaves it out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from avatars.pose import PARAMETERS
from hardware.motion import Pose, minimum_jerk
from kiosk.toml_file import read
from kiosk.wording import close


@dataclass(frozen=True, slots=True)
class Keyframe:
    """A pose at a time after the beginning, s."""

    at_s: float
    pose: Pose


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

    def offsets(self, t_s: float) -> Pose:
        """The offsets `t_s` after the beginning; empty before it and after the end."""
        before = Keyframe(0.0, {})
        for after in self.keyframes:
            if before.at_s <= t_s < after.at_s:
                share = minimum_jerk((t_s - before.at_s) / (after.at_s - before.at_s))
                return _between(before.pose, after.pose, share)
            before = after
        return {}


def _between(start: Pose, end: Pose, share: float) -> Pose:
    names = {**start, **end}
    return {name: start.get(name, 0.0) * (1 - share) + end.get(name, 0.0) * share for name in names}


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Keyframe(_Table):
    at_ms: Annotated[float, Field(gt=0, le=10_000)]
    name: str = ""
    pose: dict[str, float] = {}

    @field_validator("pose")
    @classmethod
    def _known(cls, pose: dict[str, float]) -> dict[str, float]:
        if unknown := sorted(set(pose) - set(PARAMETERS)):
            meant = [close(name, list(PARAMETERS)) for name in unknown]
            hint = f"; did you mean {', '.join(filter(None, meant))}?" if any(meant) else ""
            raise ValueError(f"has no such parameters: {', '.join(unknown)}{hint} (known: {', '.join(PARAMETERS)})")
        return pose


class GestureFile(_Table):
    """`config/gestures/<name>.toml`."""

    about: Annotated[str, Field(min_length=1)]
    stroke: Annotated[str, Field(min_length=1)]
    keyframes: Annotated[tuple[_Keyframe, ...], Field(min_length=2)]

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if any(first.at_ms >= second.at_ms for first, second in pairwise(self.keyframes)):
            raise ValueError("at_ms must rise from keyframe to keyframe")
        if self.keyframes[-1].pose:
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
    keyframes = tuple(Keyframe(keyframe.at_ms / 1000, keyframe.pose) for keyframe in table.keyframes)
    stroke_ms = next(keyframe.at_ms for keyframe in table.keyframes if keyframe.name == table.stroke)
    return GesturePath(path.stem, stroke_ms / 1000, keyframes)


def load_all(folder: Path) -> Mapping[str, GesturePath]:
    """Every gesture of a folder, by name. Raises `FaultyInputError` as `load` does."""
    return {path.stem: load(path) for path in sorted(folder.glob("*.toml"))}
