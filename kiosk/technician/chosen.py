"""Which body a command is for: its profile with what was measured of it, and the port it is on."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from hardware.errors import HardwareError
from hardware.links.serial_link import SerialPort, is_terminal, no_terminal, usb_ports
from hardware.profiles.calibrated import Calibration, calibrated
from hardware.profiles.display_profile import is_display
from hardware.profiles.robot_profile import Profile, load
from hardware.simulators.spawn import SimulatedBoard
from kiosk.configuration import layers
from kiosk.errors import InputError, KioskError
from kiosk.resources import config_dir, data_dir, device_profile
from kiosk.runtime.run_dir import RunDir

SIMULATED: Final = "simulated"


@dataclass(frozen=True, slots=True)
class Chosen:
    """A body. `port` is a port, or `simulated`; `profile` has what was measured, `calibration`, laid over it.

    `stop_folder` is where the kiosk's latched stop lies, if not in the data folder.
    """

    name: str
    profile: Profile
    port: str
    calibration: Calibration | None = None
    stop_folder: Path | None = None

    @property
    def simulated(self) -> bool:
        """Whether a simulated device stands in."""
        return self.port == SIMULATED

    @property
    def path(self) -> Path:
        """The profile's file."""
        return device_profile(self.name)


def choose(
    profile: str,
    port: str,
    *,
    plain: bool = False,
    offline: bool = False,
    look: Callable[[], list[SerialPort]] = usb_ports,
) -> Chosen:
    """The body of the options, or of the settings where an option is empty.

    `plain`: as if nothing had been measured; `offline`: its port is of no interest.

    Raises:
        InputError: `hardware.profile`, `hardware.several` or `hardware.no-port`.
        HardwareError: the profile or its calibration is wrong.
        KioskError: `hardware.held`: a kiosk has the port.
    """
    settings = layers.load().body
    name = profile or settings.profile
    found = loaded(name)
    measured, calibration = (found, None) if plain else calibrated(found, data_dir())
    if offline:
        return Chosen(name, measured, "", calibration)
    wanted = port or ("auto" if settings.port == "none" else settings.port)
    where = _the_one(found, look()) if wanted == "auto" else wanted
    if where != SIMULATED:
        free(where)
    return Chosen(name, measured, where, calibration, settings.stop_dir)


def loaded(name: str) -> Profile:
    """The profile of a name, as its file has it.

    Raises:
        InputError: `hardware.profile` or `hardware.display`.
        HardwareError: the file is wrong.
    """
    path = device_profile(name)
    if path.is_file() and is_display(path):
        remedy = f"Try it with `kiosk hardware sim {name}`, or take one of {', '.join(names())}."
        raise InputError("hardware.display", f"{name} is a display: it has no joints, lamps or stop.", remedy)
    try:
        return load(path)
    except HardwareError as fault:
        if fault.code != "profile.missing":
            raise
        own = data_dir() / "devices"
        if Path(name).is_file():
            remedy = f"Copy the file into {own}, and give its name there: --profile {Path(name).stem}."
            raise InputError("hardware.profile", f"{name!r} is a file, not the name of a profile.", remedy) from fault
        remedy = f"Take one of {', '.join(names())}, or put your own into {own}."
        raise InputError("hardware.profile", f"There is no device profile {name!r}.", remedy) from fault


def jointed(chosen: Chosen) -> None:
    """See that there is something to move.

    Raises:
        InputError: `hardware.jointless`.
    """
    if not chosen.profile.joints:
        remedy = f"Look at what it has with `kiosk hardware info --profile {chosen.name}`."
        raise InputError("hardware.jointless", f"{chosen.name} has no joints: nothing can move.", remedy)


def names() -> list[str]:
    """The profiles of robots and boards that there are, one's own and the shipped ones."""
    folders = (config_dir() / "devices", data_dir() / "devices")
    return sorted({file.stem for folder in folders for file in folder.glob("*.toml") if not is_display(file)})


def _the_one(profile: Profile, ports: list[SerialPort]) -> str:
    fitting = [port for port in ports if not profile.usb or port.usb in profile.usb]
    if len(fitting) == 1:
        return fitting[0].device
    if not fitting:
        sentence = f"No USB serial port of a {profile.device} is plugged in."
        raise InputError("hardware.no-port", sentence, "Plug it in, name its --port, or try `--port simulated`.")
    found = ", ".join(f"{port.device} ({port.name or port.usb})" for port in fitting)
    raise InputError("hardware.several", f"Several serial ports could be it: {found}.", "Name one with --port.")


def free(port: str) -> None:
    """See that it is a serial port, and that no kiosk has it. One that nobody has is not opened for that.

    Raises:
        LinkBlocked: `link.unusable`: it is something else.
        KioskError: `hardware.held`.
    """
    place, held = Path(port), list(holders(port))
    if place.exists() and (held or not place.is_char_device()) and not is_terminal(port):
        raise no_terminal(port)
    for pid in held:
        raise KioskError(
            "hardware.held",
            f"Process {pid} has {port}: a kiosk that runs, or another program.",
            f"Stop it first: Ctrl-C where it was started, `systemctl --user stop kiosk.service`, or `kill {pid}`.",
        )


def holders(port: str, proc: Path = Path("/proc")) -> Iterator[int]:
    """Processes of this user, but for this one, that have the port open."""
    target = Path(port).resolve()
    for folder in proc.glob("[0-9]*/fd"):
        pid = int(folder.parent.name)
        if pid != os.getpid() and target in _open_files(folder):
            yield pid


def _open_files(folder: Path) -> list[Path]:
    try:
        return [entry.readlink() for entry in folder.iterdir()]
    except OSError:
        return []  # another user's, or over meanwhile


@contextmanager
def plugged(chosen: Chosen) -> Iterator[tuple[str, Callable[[str], object] | None]]:
    """The port to open, and for a simulated device how tricks are played on it; it ends with the block."""
    if not chosen.simulated:
        yield chosen.port, None
        return
    with RunDir() as folder, SimulatedBoard(folder, profile=chosen.path) as board:
        yield board.port, board.tell
