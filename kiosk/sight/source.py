"""Which camera: turns the setting `sight.camera` into a device, a recording or the simulated shop."""

from __future__ import annotations

from collections.abc import Callable
from importlib.metadata import entry_points
from pathlib import Path
from typing import Final

from hardware.camera import Camera, FileCamera, device_numbers, open_device
from hardware.errors import HardwareError
from kiosk.settings import Sight
from kiosk.simulation.camera import ShopCamera

CAMERAS: Final = "balie.cameras"
"""The group of entry points under which a package brings a camera: `NAME:REST` calls what it names with REST."""
Alive = Callable[[], None]


def open_camera(settings: Sight, run_dir: Path, alive: Alive) -> Camera:
    """Open the camera of the settings; `alive` is called at least every 0.3 s while that takes time.

    Raises:
        HardwareError: `camera.none` if there shall be none or none is found, `camera.setting`, and those of the
            drivers.
    """
    kind, _, name = settings.camera.partition(":")
    if kind == "file" and name:
        return FileCamera(Path(name).expanduser())
    if kind == "device" and name.isdigit():
        return open_device(int(name))
    if kind == "shop":
        return ShopCamera(run_dir / "shop.sock", settings.hfov_deg, settings.height_m, settings.pitch_deg)
    if kind == "auto":
        return _first_working(alive)
    if brought := next(iter(entry_points(group=CAMERAS, name=kind)), None):
        camera: Camera = brought.load()(name)
        return camera
    if kind == "none":
        raise HardwareError("camera.none", "No camera is to be used.", "A touch on the screen opens the session.")
    raise HardwareError(
        "camera.setting",
        f"{settings.camera!r} is no camera.",
        "Set sight.camera to auto, device:N, file:PATH, shop or none.",
    )


def _first_working(alive: Alive) -> Camera:
    """The first V4L2 device that gives a picture: many cameras have nodes that never do."""
    for number in device_numbers():
        camera = open_device(number)
        if _gives_pictures(camera, alive):
            return camera
        camera.close()
    raise HardwareError(
        "camera.none",
        "No camera gives pictures.",
        "A touch on the screen opens the session; plug in a camera to be greeted by sight.",
    )


def _gives_pictures(camera: Camera, alive: Alive) -> bool:
    try:
        while camera.read(0.2) is None:
            alive()
    except HardwareError:
        return False
    return True
