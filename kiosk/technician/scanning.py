"""The serial ports of this machine: who made what is on them, by which names they are found again, and what answers."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Final

from hardware.devices import discover
from hardware.devices.discover import Found
from hardware.errors import HardwareError
from hardware.links.serial_link import SerialPort, usb_ports
from kiosk.technician.chosen import holders, loaded, names

BY_ID: Final = ("/dev/serial/by-id", "/dev/serial/by-path")
Told = Callable[[str], None]
Identify = Callable[[SerialPort], Found | None]


@dataclass(frozen=True, slots=True)
class PortFound:
    """A port. `stable` is a name that stays when it is plugged in again; `answers` what said who it is.

    `profiles` are those that fit what answered; `held_by` is the process that has it; `fault` why it was not asked.
    """

    device: str
    usb: str
    key: str
    name: str
    stable: str
    held_by: int | None = None
    answers: Found | None = None
    profiles: tuple[str, ...] = ()
    fault: str = ""

    def as_data(self) -> dict[str, Any]:
        """For JSON."""
        return asdict(self)


def ports(look: Callable[[], Sequence[SerialPort]] = usb_ports) -> list[PortFound]:
    """The ports, as the system lists them: nothing is opened."""
    return [_listed(port) for port in look()]


def ask(found: PortFound, told: Told, identify: Identify | None = None) -> PortFound:
    """What answers on a port; opening it may restart the board. A port that a program has is left alone."""
    if found.held_by is not None:
        return replace(found, fault=f"Process {found.held_by} has it.")
    port = SerialPort(found.device, found.usb, found.key, found.name)
    try:
        who = identify(port) if identify else discover.identify(port, told=lambda name, baud: told(f"{name}, {baud}"))
    except HardwareError as fault:
        return replace(found, fault=f"{fault.sentence} {fault.remedy}")
    return replace(found, answers=who, profiles=tuple(fitting(who)) if who else ())


def fitting(who: Found) -> Iterator[str]:
    """The profiles that could be of what answered."""
    for name in names():
        try:
            profile = loaded(name)
        except HardwareError:
            continue  # of a display, or wrong: `kiosk check` tells
        if profile.protocol.name == who.protocol and (not who.name or who.name == profile.device):
            yield name


def _listed(port: SerialPort) -> PortFound:
    holder = next(holders(port.device), None)
    return PortFound(port.device, port.usb, port.key, port.name, _stable(port.device), held_by=holder)


def _stable(device: str) -> str:
    target = Path(device).resolve()
    for folder in map(Path, BY_ID):
        for link in sorted(folder.glob("*")):
            if link.resolve() == target:
                return str(link)
    return device
