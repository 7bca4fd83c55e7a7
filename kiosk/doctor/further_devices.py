"""Displays, lamps and buttons beside the robot: for each, whether its port can be used, and who answers there."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

from hardware.devices.identify import identify
from hardware.devices.serial_display import Display
from hardware.errors import HardwareError
from hardware.links.link_machine import Phase
from hardware.links.serial_link import SerialPort, usb_ports
from hardware.profiles import display_profile, robot_profile
from hardware.profiles.display_profile import DisplayProfile
from hardware.protocols.displays.display_codec import Content
from kiosk.doctor.devices import busy_hint, group_of, group_remedy, usable
from kiosk.doctor.finding import Finding, failed, missing, ok, warning
from kiosk.doctor.site import Site
from kiosk.resources import device_profile

AREA: Final = "further devices"
COST: Final = "It shows and does nothing; shoppers are served as without it."
WAIT_S: Final = 0.02
SEEN_S: Final = 0.5
"""In which a greeting is written and answered."""
GREETING: Final = Content("idle", ("kiosk doctor",))

Look = Callable[[], list[SerialPort]]


def check(site: Site, look: Look = usb_ports) -> list[Finding]:
    """A finding for each of `body.devices`."""
    devices = site.settings.body.devices
    if not devices:
        return [ok(AREA, "None is set: displays, lamps and buttons would be named below [body.devices].")]
    return [_device(site, name, look) for name in devices]


def _device(site: Site, name: str, look: Look) -> Finding:
    body = site.settings.body
    device, kind = body.devices[name], body.profile_of(name)
    if device.port == "none":
        return missing(AREA, f"{name}: switched off.", COST, f"Set body.devices.{name}.port.")
    path = device_profile(kind)
    try:
        shown = display_profile.load(path) if display_profile.is_display(path) else None
        asked = shown or robot_profile.load(path)
    except HardwareError as fault:
        return failed(AREA, f"{name}: {fault.sentence}", COST, fault.remedy, code=fault.code)
    if device.port == "simulated":
        return _stand_in(site, name)
    for port in [device.port] if device.port != "auto" else _ports(asked.usb, look, body.taken):
        finding = _asked(site, name, port, lambda port: _who(shown, port) if shown else _board(path, port))
        if not finding.cost or device.port != "auto":
            return finding
    return warning(
        AREA, f"{name}: no USB serial port is that of a {asked.device}.", COST, "Plug it in, or name its port."
    )


def _ports(usb: tuple[str, ...], look: Look, taken: tuple[str, ...]) -> list[str]:
    others = {os.path.realpath(port) for port in taken}
    fitting = [one.device for one in look() if not usb or one.usb in usb]
    return [device for device in fitting if os.path.realpath(device) not in others]


def _stand_in(site: Site, name: str) -> Finding:
    asked = site.asked.body.devices.get(name)
    if asked is not None and asked.port == "auto":
        remedy = "Plug it in, then run `kiosk doctor` again."
        return warning(AREA, f"{name}: no USB serial port was found, so it is simulated.", COST, remedy, simulated=True)
    remedy = f"Name its port in body.devices.{name}.port."
    return warning(AREA, f"{name}: simulated, as the configuration says.", COST, remedy, simulated=True)


def _asked(site: Site, name: str, port: str, ask: Callable[[str], str]) -> Finding:
    node = Path(port)
    if node.exists() and not usable(node):
        remedy = group_remedy(group_of(node))
        return failed(AREA, f"{name}: this user may not use {port}.", COST, remedy, port=port, code="link.permission")
    try:
        return ok(AREA, f"{name}: {ask(port)}", port=port)
    except HardwareError as fault:
        remedy = fault.remedy + busy_hint(site)
        return failed(AREA, f"{name}: {fault.sentence}", COST, remedy, port=port, code=fault.code)


def _board(path: Path, port: str) -> str:
    who = identify(robot_profile.load(path), port)
    return f"{who.device} answers on {port}, firmware {who.firmware}."


def _who(shown: DisplayProfile, port: str) -> str:
    """Who answers; of a display that never does, all that can be said."""
    display = Display(shown, lambda _now: port)
    try:
        _greet(display)
    finally:
        display.close()
    if not shown.protocol.answers:
        return f"{port} opens. A {shown.device} never answers: look whether it says “{GREETING.caption[0]}” now."
    lacks = f" It refuses {display.state.refused}." if display.state.refused else ""
    return f"{display.state.model} answers on {port}.{lacks}"


def _greet(display: Display) -> None:
    """Show something, and wait for what the display has to say of it."""
    while display.state.phase is not Phase.READY:
        display.tick(time.monotonic(), GREETING)
        display.listen(time.monotonic(), WAIT_S)
        state = display.state
        if state.phase in (Phase.LOST, Phase.BLOCKED):
            raise HardwareError(state.code, state.reason, "Check its power, its cable and the port.")
    until = time.monotonic() + SEEN_S
    while (now := time.monotonic()) < until:
        display.tick(now, GREETING)
        display.listen(now, WAIT_S)
