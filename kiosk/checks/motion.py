"""What moves: whether the parameters of profiles are known, and the robot's calibration fits its profile."""

from __future__ import annotations

from pathlib import Path

from hardware.errors import HardwareError
from hardware.profiles.calibrated import calibrated, place
from hardware.profiles.display_profile import is_display
from hardware.profiles.robot_profile import load
from kiosk.checks.inspection import Inspection
from kiosk.faults import Fault, taking
from kiosk.gestures.library import KNOWN
from kiosk.resources import device_profile


def check(seen: Inspection) -> None:
    """All profiles that are shipped, and the robot of this kiosk."""
    for file in sorted((seen.config / "devices").glob("*.toml")):
        _parameters(seen, file)
    own = device_profile(seen.settings.body.profile)
    if own.parent != seen.config / "devices":
        _parameters(seen, own)
    _calibration(seen, own)


def _parameters(seen: Inspection, file: Path) -> None:
    """A name that nothing ever moves is a typing error."""
    toml = seen.raw(file)
    joints = toml.data.get("joints") if toml else None
    for name, joint in joints.items() if toml and isinstance(joints, dict) else ():
        parameters = joint.get("parameters") if isinstance(joint, dict) else None
        for parameter in parameters if isinstance(parameters, dict) else ():
            if toml and parameter not in KNOWN:
                loc = ("joints", name, "parameters", parameter)
                told = toml.fault("profile.parameter", "is moved by nothing", "Take a name of the list.", loc)
                seen.add(seen.unknown(told, parameter, list(KNOWN)))


def _calibration(seen: Inspection, profile: Path) -> None:
    """A wrong one stops the robot and nothing else: a warning."""
    if not profile.is_file() or is_display(profile):
        return
    try:
        known = load(profile)
    except HardwareError:
        return  # told with the profile
    found: list[Fault] = []
    data = seen.places.device.parent
    file = place(data, known.device)
    measured = taking(lambda: calibrated(known, data), found, file)
    for fault in found:
        seen.add(fault, warning=True)
    if measured is not None and measured[1] is not None:
        seen.note(f"calibration of {known.device}: {', '.join(measured[1].joints) or 'no joint'}")
