"""Which camera: turns the setting `sight.camera` into a device, a stream, a recording or the simulated shop."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from importlib.metadata import entry_points
from pathlib import Path
from typing import Final

from hardware.address import without_password
from hardware.camera.camera import Camera
from hardware.camera.csi import open_csi, program
from hardware.camera.film import FileCamera
from hardware.camera.live import LiveCamera
from hardware.camera.stream import PORTS, open_stream
from hardware.camera.v4l2 import camera_numbers, open_device
from hardware.errors import HardwareError
from kiosk.settings import Sight
from kiosk.sight.off import switched_off
from kiosk.simulation.camera import ShopCamera

CAMERAS: Final = "balie.cameras"
"""The group of entry points under which a package brings a camera: `NAME:REST` calls what it names with REST."""
Act = Callable[[], None]


def _nothing() -> None:
    """No light."""


def open_camera(settings: Sight, run_dir: Path, alive: Act, capturing: Act = _nothing, *, paced: bool = True) -> Camera:
    """Open the camera of the settings, which captures nothing before its first `read`.

    `alive` is called at least every 0.3 s while that takes time; `capturing` before a picture is taken in to find out
    which camera of several works. A recording that is not `paced` gives every picture, however long one is looked at.

    Raises:
        HardwareError: `camera.off` if there shall be none, `camera.none` if none is found, `camera.setting`, and those
            of the drivers.
    """
    kind, _, name = settings.camera.partition(":")
    if kind == "file" and name:
        return FileCamera(Path(name).expanduser(), paced=paced)
    if kind == "shop":
        return ShopCamera(run_dir / "shop.sock", settings.hfov_deg, settings.height_m, settings.pitch_deg)
    if kind == "auto":
        return _first_working(alive, capturing)
    if kind == "none":
        raise switched_off()
    if live := _live(kind, name, settings.camera):
        return _opened(live, alive)
    if brought := next(iter(entry_points(group=CAMERAS, name=kind)), None):
        camera: Camera = brought.load()(name)
        return camera
    setting = without_password(settings.camera)
    raise HardwareError(
        "camera.setting",
        f"{setting!r} is no camera.",
        "Set sight.camera to auto, device:N, csi, rtsp://HOST/PATH, stream:URL, file:PATH, shop or none.",
    )


def _live(kind: str, name: str, setting: str) -> LiveCamera | None:
    """The camera that a setting names by its number or address."""
    if kind == "device" and name.isdigit():
        return open_device(int(name))
    if kind == "csi" and (not name or name.isdigit()):
        return open_csi(int(name or 0))
    if kind == "stream":
        return open_stream(name)
    return open_stream(setting) if kind in PORTS else None


def _opened(camera: LiveCamera, alive: Act) -> Camera:
    """A camera that is there."""
    try:
        while not camera.opened(0.2):
            alive()
    except HardwareError:
        camera.close()
        raise
    return camera


def _first_working(alive: Act, capturing: Act) -> Camera:
    """The first camera that gives a picture, V4L2 before the ribbon cable: many have nodes that never do."""
    makers: list[Callable[[], LiveCamera]] = [partial(open_device, number) for number in camera_numbers()]
    makers += [open_csi] if program() else []
    for make in makers:
        camera = _working(make, alive, capturing)
        if camera is not None:
            return camera
    raise HardwareError(
        "camera.none",
        "No camera gives pictures.",
        "A touch on the screen opens the session; plug in a camera to be greeted by sight.",
    )


def _working(make: Callable[[], LiveCamera], alive: Act, capturing: Act) -> Camera | None:
    try:
        camera = make()
    except HardwareError:
        return None
    try:
        _opened(camera, alive)
        capturing()
        while camera.read(0.2) is None:
            alive()
    except HardwareError:
        camera.close()
        return None
    return camera
