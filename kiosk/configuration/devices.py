"""What is plugged in: turns every `auto` of the settings into a device that is there, or into its stand-in."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from hardware.links.serial_link import usb_ports
from kiosk.settings import Body, Settings


def resolve(settings: Settings, *, headless: bool = False) -> Settings:
    """Settings without `auto`, but for a loudspeaker that is not there: the voice goes on looking for one.

    Looks at the system's own lists only; nothing is opened.
    """
    sections = {
        # A simulated camera would outdo a real sensor: beside one the real camera goes on being looked for.
        "sight": {"camera": _camera()} if settings.sight.camera == "auto" and settings.sight.sensor == "none" else {},
        "hearing": {"microphone": _microphone()} if settings.hearing.microphone == "auto" else {},
        "voice": {"speaker": "device"} if settings.voice.speaker == "auto" and _sound("playback") else {},
        "body": _serial(settings.body),
        "stage": {"display": _display(headless=headless)} if headless or settings.stage.display == "auto" else {},
    }
    changed = {name: getattr(settings, name).model_copy(update=update) for name, update in sections.items()}
    return settings.model_copy(update=changed)


def _serial(body: Body) -> dict[str, Any]:
    """The ports of robot and further devices: each that is looked for is simulated where there is no USB port."""
    if usb_ports() or "auto" not in (body.port, *(device.port for device in body.devices.values())):
        return {}
    stood_in = {name: device.model_copy(update=_port(device.port)) for name, device in body.devices.items()}
    return {**_port(body.port), "devices": stood_in}


def _port(port: str) -> dict[str, str]:
    return {"port": "simulated"} if port == "auto" else {}


def _camera() -> str:
    return "auto" if any(Path("/dev").glob("video*")) else "shop"


def _microphone() -> str:
    return "auto" if _sound("capture") else "shop"


def _sound(direction: str) -> bool:
    """Whether ALSA lists such a device, or a sound server runs, here or where PULSE_SERVER says."""
    listed = Path("/proc/asound/pcm")
    runtime = Path(os.environ.get("XDG_RUNTIME_DIR", "/nonexistent"))
    served = "PULSE_SERVER" in os.environ or any((runtime / name).exists() for name in ("pulse/native", "pipewire-0"))
    return served or (listed.is_file() and direction in listed.read_text(encoding="utf-8"))


def _display(*, headless: bool) -> str:
    screen = "DISPLAY" in os.environ or "WAYLAND_DISPLAY" in os.environ or any(Path("/dev/dri").glob("card*"))
    return "window" if screen and not headless else "none"
