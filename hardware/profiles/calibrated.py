"""What was measured of one robot: `<data folder>/calibration/<device>.toml`, laid over the profile of its kind.

    device = "mcu-head"

    [joints.yaw]
    pulse = [1062, 1938]      # device positions at the lowest and the highest value of the profile's range
    offset = -1.5             # units: added to each value, for a horn that sits a tooth away
    direction = 1             # -1: it moves the other way round than the profile says
    lead_ms = 62              # how much later it moves than it is told
    who = "anna"
    when = 2026-11-22T16:40:00+01:00

A key that is left out is as the profile has it, and so is a joint that is not named. Without the file the profile alone
counts; a file that is wrong moves nothing.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any, Final, Literal, Self

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError, model_validator

from hardware.errors import HardwareError
from hardware.motion.joints import Joint
from hardware.profiles.robot_profile import Profile

FOLDER: Final = "calibration"
FARTHEST: Final = 0.5
"""Share of a joint's span in the profile by which a measured end may lie outside it: beyond that it was mistyped."""
NARROWEST: Final = 0.25
"""Share of a joint's span in the profile that measured ends are apart at least: a joint that hardly moves is none."""
_REMEDY: Final = "Mend the line, or take the file away and run `kiosk hardware calibrate robot` again."


class JointCalibration(BaseModel):
    """What was measured of one joint, by whom and when; None is as the profile has it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    pulse: tuple[int, int] | None = None
    offset: Annotated[float, Field(allow_inf_nan=False)] = 0.0
    direction: Literal[1, -1] = 1
    lead_ms: Annotated[float, Field(ge=0, le=300)] | None = None
    who: Annotated[str, Field(min_length=1, max_length=80)]
    when: AwareDatetime

    @model_validator(mode="after")
    def _spans(self) -> Self:
        if self.pulse is not None and self.pulse[0] == self.pulse[1]:
            raise ValueError("pulse needs two different positions")
        return self


class Calibration(BaseModel):
    """The whole file."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    device: str
    joints: Mapping[str, JointCalibration] = {}

    @property
    def last(self) -> datetime | None:
        """When a joint was measured last."""
        return max((joint.when for joint in self.joints.values()), default=None)


def place(data: Path, device: str) -> Path:
    """The file of a device, in the data folder."""
    return data / FOLDER / f"{device}.toml"


def read(path: Path) -> Calibration | None:
    """What was measured; None if nothing was.

    Raises:
        HardwareError: `calibration.unreadable`, `calibration.toml` or `calibration.value`, with file and line.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError) as fault:
        raise HardwareError("calibration.unreadable", f"{path} cannot be read: {fault}.", _REMEDY) from fault
    try:
        return Calibration.model_validate(tomllib.loads(text))
    except tomllib.TOMLDecodeError as fault:
        raise HardwareError("calibration.toml", f"{path}: {fault}.", _REMEDY) from fault
    except ValidationError as fault:
        first = fault.errors()[0]
        loc = tuple(map(str, first["loc"]))
        told = {"extra_forbidden": "is no key of a calibration", "missing": "is missing"}
        message = f"{'.'.join(loc) or 'it'}: {told.get(first['type'], first['msg'])}"
        raise _wrong(path, text, loc, message) from fault


def calibrated(profile: Profile, data: Path) -> tuple[Profile, Calibration | None]:
    """A profile with what was measured of this robot laid over it, and that; the profile alone if nothing was.

    Raises:
        HardwareError: as `read` and `apply`.
    """
    path = place(data, profile.device)
    found = read(path)
    return (profile, None) if found is None else (replace(profile, joints=apply(profile.joints, found, path)), found)


def apply(joints: tuple[Joint, ...], calibration: Calibration, path: Path) -> tuple[Joint, ...]:
    """The joints of a profile as they really are.

    Raises:
        HardwareError: `calibration.value` if a joint is unknown, or its ends cannot be (see `misfit`).
    """
    if unknown := sorted(set(calibration.joints) - {joint.name for joint in joints}):
        known = ", ".join(joint.name for joint in joints)
        message = f"joints.{unknown[0]}: the profile has no such joint (it has {known})"
        raise _wrong(path, _text(path), ("joints", unknown[0]), message)
    measured = ((joint, calibration.joints.get(joint.name)) for joint in joints)
    return tuple(joint if found is None else _laid_over(joint, found, path) for joint, found in measured)


def save(path: Path, calibration: Calibration) -> None:
    """Write the file whole or not at all; `OSError` if that cannot be done."""
    path.parent.mkdir(parents=True, exist_ok=True)
    new = path.with_suffix(".toml.new")
    new.write_text(text_of(calibration), encoding="utf-8")
    new.replace(path)


def text_of(calibration: Calibration) -> str:
    """The file's text."""
    lines = [f"device = {_quoted(calibration.device)}"]
    for name, joint in calibration.joints.items():
        lines += ["", f"[joints.{name if re.fullmatch(r'[A-Za-z0-9_-]+', name) else _quoted(name)}]"]
        lines += [f"{key} = {_value(value)}" for key, value in joint if value is not None]
    return "\n".join(lines) + "\n"


def _value(value: Any) -> str:  # noqa: ANN401 - of any key
    if isinstance(value, datetime):
        return value.isoformat(timespec="seconds")
    return _quoted(value) if isinstance(value, str) else str(list(value) if isinstance(value, tuple) else value)


def _quoted(text: str) -> str:
    """As a basic string of TOML."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + re.sub(r"[\x00-\x1f\x7f]", lambda found: f"\\u{ord(found[0]):04x}", escaped) + '"'


def _laid_over(joint: Joint, found: JointCalibration, path: Path) -> Joint:
    if message := misfit(joint, found):
        raise _wrong(path, _text(path), ("joints", joint.name), f"joints.{joint.name}: {message}")
    lead_s = joint.lead_s if found.lead_ms is None else found.lead_ms / 1000
    return replace(joint, pulse=_ends(joint, found), lead_s=lead_s)


def misfit(joint: Joint, found: JointCalibration) -> str:
    """Why these ends cannot be the joint's: far outside the profile's, or hardly apart; empty if they can."""
    ends, span = _ends(joint, found), abs(joint.pulse[1] - joint.pulse[0])
    told = f"it would move from {ends[0]} to {ends[1]}, and the profile has {joint.pulse}"
    if not min(joint.pulse) - FARTHEST * span <= min(ends) <= max(ends) <= max(joint.pulse) + FARTHEST * span:
        return told
    return f"{told}: too little for its range" if abs(ends[1] - ends[0]) < NARROWEST * span else ""


def _ends(joint: Joint, found: JointCalibration) -> tuple[int, int]:
    """The positions at the lowest and the highest value."""
    low, high = found.pulse or joint.pulse
    low, high = (low, high) if found.direction == 1 else (high, low)
    shift = round(found.offset * (high - low) / joint.limits.width)
    return low + shift, high + shift


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.is_file() else ""


def _wrong(path: Path, text: str, loc: tuple[str, ...], message: str) -> HardwareError:
    return HardwareError("calibration.value", f"{path}, line {_line(text, loc)}: {message}.", _REMEDY)


def _line(text: str, loc: tuple[str, ...]) -> int:
    """Where a key stands, else its table; a file that came out of `save` has each on a line of its own."""
    lines, found = text.splitlines(), 1
    if loc[:1] == ("joints",) and len(loc) > 1:
        header = re.compile(rf"\s*\[\s*joints\s*\.\s*\"?{re.escape(loc[1])}\"?\s*\]")
        found = next((number for number, line in enumerate(lines, 1) if header.match(line)), 1)
        loc = loc[2:]
    if loc:
        key = re.compile(rf"\s*{re.escape(loc[0])}\s*=")
        return next((number for number, line in enumerate(lines, 1) if number >= found and key.match(line)), found)
    return found
