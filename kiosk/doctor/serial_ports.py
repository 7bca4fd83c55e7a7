"""The serial ports: which there are, who may use them, and on which one the robot's board answers."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from hardware.devices.identify import identify
from hardware.errors import HardwareError
from hardware.links.serial_link import SerialPort, usb_ports
from hardware.profiles.robot_profile import Profile, load
from hardware.protocols.codec import Identified
from kiosk.doctor.devices import busy_hint, group_of, group_remedy, usable
from kiosk.doctor.finding import Finding, failed, ok, warning
from kiosk.doctor.site import Site
from kiosk.resources import config_dir, data_dir, device_profile

AREA = "serial ports"
COST = "No robot moves: the face on the screen is alone."
GRABS = "After it is plugged in, the robot stays still for up to a minute."

Ask = Callable[[Profile, str], Identified]


def check(site: Site, look: Callable[[], list[SerialPort]] = usb_ports, ask: Ask = identify) -> list[Finding]:
    """Findings for the port that the configuration names, and for the ones that are there."""
    port = site.settings.body.port
    if port == "none":
        return [warning(AREA, "Switched off (body.port is none).", COST, "Set body.port to auto.")]
    try:
        profile = load(device_profile(site.settings.body.profile))
    except HardwareError as fault:
        return [failed(AREA, fault.sentence, COST, _profile_remedy(fault), code=fault.code)]
    if port == "simulated":
        return [_stand_in(site)]
    ports = [one for one in look() if not profile.usb or one.usb in profile.usb]
    others = {os.path.realpath(device.port) for device in site.settings.body.devices.values()}
    if port != "auto":
        return [_asked(site, profile, port, _name(port, ports), ask), *_grabbed(site)]
    free = [one.device for one in ports if os.path.realpath(one.device) not in others]
    answers = [_asked(site, profile, device, _name(device, ports), ask) for device in free]
    return [*_any(answers, profile), *_grabbed(site)]


def _profile_remedy(fault: HardwareError) -> str:
    if fault.code != "profile.missing":
        return fault.remedy
    folders = (config_dir() / "devices", data_dir() / "devices")
    names = sorted({file.stem for folder in folders for file in folder.glob("*.toml")})
    return f"Name one that there is in body.profile: {', '.join(names)}."


def _stand_in(site: Site) -> Finding:
    if site.asked.body.port == "auto":
        remedy = "Plug in the robot's board, then run `kiosk doctor` again."
        return warning(AREA, "No USB serial port was found: a simulated robot stands in.", COST, remedy, simulated=True)
    remedy = "Set body.port to auto in device.toml to use a real one."
    return warning(AREA, "The robot is simulated, as the configuration says.", COST, remedy, simulated=True)


def _name(device: str, ports: list[SerialPort]) -> str:
    port = next((one for one in ports if one.device == device), None)
    return f"{device} ({port.name or 'USB serial port'}, {port.usb})" if port else device


def _asked(site: Site, profile: Profile, port: str, name: str, ask: Ask) -> Finding:
    node = Path(port)
    if node.exists() and not usable(node):
        remedy = group_remedy(group_of(node))
        return failed(AREA, f"This user may not use {name}.", COST, remedy, port=port, code="link.permission")
    try:
        who = ask(profile, port)
    except HardwareError as fault:
        return failed(
            AREA, f"{name}: {fault.sentence}", COST, fault.remedy + busy_hint(site), port=port, code=fault.code
        )
    found = f"{name}: {who.device} answers, firmware {who.firmware}, {who.channels} channels."
    return ok(AREA, found, port=port, firmware=who.firmware, channels=who.channels)


def _any(answers: list[Finding], profile: Profile) -> list[Finding]:
    """Where any port will do, one that is something else is no fault once the board was found."""
    boards = [finding for finding in answers if not finding.cost]
    if boards:
        return [*boards, *(ok(AREA, f"Not the robot: {finding.found}") for finding in answers if finding.cost)]
    if answers:
        return answers
    remedy = f"Plug in a board that calls itself {profile.device}, or see `usb` in its profile."
    return [warning(AREA, f"No USB serial port is of a {profile.device}.", COST, remedy)]


def _grabbed(site: Site) -> list[Finding]:
    """ModemManager opens every new serial port and talks to it as to a modem."""
    running = any(
        site.text(f"/proc/{file.parent.name}/comm") == "ModemManager" for file in site.glob("/proc/[0-9]*/comm")
    )
    if not running:
        return []
    remedy = "Run `sudo systemctl disable --now ModemManager`, or install the udev rule in config/udev."
    return [warning(AREA, "ModemManager runs: it grabs each serial port that is plugged in.", GRABS, remedy)]
