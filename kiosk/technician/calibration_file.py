"""The file of what was measured: written with what was there before kept beside it, and put back by undo."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from hardware.profiles.calibrated import Calibration, JointCalibration, apply, place, read, save
from hardware.profiles.robot_profile import Profile
from kiosk.errors import InputError, KioskError
from kiosk.resources import data_dir

BEFORE = ".before"


def path_of(profile: Profile) -> Path:
    """The file of a device."""
    return place(data_dir(), profile.device)


def there(profile: Profile) -> Mapping[str, JointCalibration]:
    """What was measured before, by joint.

    Raises:
        HardwareError: the file is wrong.
    """
    found = read(path_of(profile))
    return found.joints if found else {}


def write(profile: Profile, found: Mapping[str, JointCalibration]) -> Path:
    """Lay what was found over what was there.

    Raises:
        HardwareError: `calibration.value`: an end lies far outside the profile's.
        KioskError: `calibrate.robot-file`: it cannot be written.
    """
    path = path_of(profile)
    whole = Calibration(device=profile.device, joints={**there(profile), **found})
    apply(profile.joints, whole, path)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.is_file():
            _before(path).unlink(missing_ok=True)
        else:
            _before(path).write_bytes(path.read_bytes())
        save(path, whole)
    except OSError as fault:
        raise _refused(path, fault) from fault
    return path


def undo(profile: Profile) -> str:
    """Put back what was there before the last calibration; what was done, in words.

    Raises:
        InputError: `calibrate.nothing`: nothing was measured.
        KioskError: `calibrate.robot-file`.
    """
    path = path_of(profile)
    if not path.is_file():
        raise InputError("calibrate.nothing", f"Nothing was measured of {profile.device}.", "There is nothing to undo.")
    try:
        if _before(path).is_file():
            _before(path).replace(path)
            return f"{path} is as it was before."
        path.unlink()
    except OSError as fault:
        raise _refused(path, fault) from fault
    return f"{path} is gone: there was none before. The profile alone counts."


def _before(path: Path) -> Path:
    return path.with_name(path.name + BEFORE)


def _refused(path: Path, fault: OSError) -> KioskError:
    remedy = "See who may write there, and whether the disk is full."
    return KioskError("calibrate.robot-file", f"{path} cannot be written: {fault.strerror}.", remedy)
