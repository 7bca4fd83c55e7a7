"""The robot and the devices beside it: whether their profiles are there, fit, and their ports are told apart."""

from __future__ import annotations

from collections import Counter
from typing import Final

from hardware.errors import HardwareError
from hardware.profiles.display_profile import is_display, load
from kiosk.checks.inspection import Inspection
from kiosk.resources import data_dir, device_profile

WORDS: Final = ("auto", "none", "simulated")


def check(seen: Inspection) -> None:
    """Settings below [body]."""
    body = seen.settings.body
    folders = (seen.config / "devices", data_dir() / "devices")
    profiles = sorted({file.stem for folder in folders for file in folder.glob("*.toml")})
    _profile(seen, "body.profile", body.profile, profiles)
    _port(seen, "body.port", body.port)
    if body.profile in profiles and is_display(device_profile(body.profile)):
        remedy = "Name a robot's profile here, and the display below [body.devices]."
        seen.add(seen.setting("settings.profile", "body.profile", f'is "{body.profile}", a display', remedy))
    for name, device in body.devices.items():
        _profile(seen, f"body.devices.{name}.profile", body.profile_of(name), profiles)
        _port(seen, f"body.devices.{name}.port", device.port)
        if device.port == "auto" and body.profile_of(name) in profiles:
            _found(seen, name)
    _apart(seen)


def _profile(seen: Inspection, key: str, profile: str, profiles: list[str]) -> None:
    if profile in profiles:
        return
    remedy = "Name a file of config/devices/, or of devices/ in the data folder."
    seen.add(seen.unknown(seen.setting("settings.profile", key, f'is "{profile}"', remedy), profile, profiles))


def _port(seen: Inspection, key: str, port: str) -> None:
    if port in WORDS or port.startswith(("/", "COM")) or "://" in port:
        return
    told = seen.setting("settings.port", key, f'is "{port}"', "Name a port such as /dev/ttyUSB0.")
    seen.add(seen.unknown(told, port, list(WORDS)))


def _found(seen: Inspection, name: str) -> None:
    """A display that never answers is found by the USB id of its adapter alone."""
    path = device_profile(seen.settings.body.profile_of(name))
    try:
        profile = load(path) if is_display(path) else None
    except HardwareError:
        return  # told as a fault of the file
    if profile and not (profile.usb or profile.protocol.answers):
        message = 'is "auto", and a display that never answers cannot be found by trying'
        remedy = "Name its port, or the USB id of its adapter in its profile."
        seen.add(seen.setting("settings.port", f"body.devices.{name}.port", message, remedy), warning=True)


def _apart(seen: Inspection) -> None:
    """No port has two devices."""
    body = seen.settings.body
    ports = Counter([body.port, *(device.port for device in body.devices.values())])
    for port in [port for port, count in ports.items() if count > 1 and port not in WORDS]:
        remedy = "Give each device its own port."
        seen.add(seen.setting("settings.port", "body.devices", f"has {port} for two devices", remedy))
