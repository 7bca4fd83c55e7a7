"""The camera: is there one, may it be used, does it give pictures, and are they of anything."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Final

from hardware.camera.camera import Camera, Frame
from hardware.camera.picture import Quality, Verdict, quality
from hardware.camera.picture_watch import NOTES, fault_of
from hardware.camera.v4l2 import RIBBON, device_numbers, driver_name, of_the_board
from hardware.errors import HardwareError
from kiosk.doctor.devices import busy_hint, group_of, group_remedy, usable
from kiosk.doctor.finding import Finding, failed, ok, warning
from kiosk.doctor.site import Site
from kiosk.sight.source import open_camera

AREA = "camera"
COST = "Nobody is seen coming: the kiosk greets nobody, and a touch on the screen opens the session."
WITH_SENSOR = (
    "Nobody is seen: the sensor on the robot's board tells of shoppers meanwhile, without gaze and low-reach layout."
)
LOOK_S = 2.0
FIRST_S = 6.0
CABLE = " A camera on the ribbon cable is read by rpicam-vid: sudo apt install rpicam-apps-lite."

TOLD: Final[dict[Verdict, tuple[str, str, str]]] = {
    "dark": ("The picture is dark", "Faces are found late or not at all.", "Put on the light before the kiosk."),
    "sluggish": (
        "Pictures come slowly",
        "Shoppers are greeted late, and some who walk by are greeted.",
        "Give it more light, or plug it into a USB port of its own, without a hub.",
    ),
}
Open = Callable[[Site], Camera]


def _open(site: Site) -> Camera:
    return open_camera(site.settings.sight, Path(), lambda: None)


def check(site: Site, opener: Open = _open) -> list[Finding]:
    """Findings for the camera that the configuration names; a sensor that stands in makes them cost less."""
    found = _findings(site, opener)
    if site.settings.sight.sensor == "none":
        return found
    return [replace(one, cost=WITH_SENSOR) if one.cost == COST else one for one in found]


def _findings(site: Site, opener: Open) -> list[Finding]:
    kind, _, rest = site.settings.sight.camera.partition(":")
    if kind == "none" and site.settings.sight.sensor == "body":
        return [ok(AREA, "Switched off: the sensor on the robot's board tells of shoppers (sight.sensor is body).")]
    if kind == "none":
        return [warning(AREA, "Switched off (sight.camera is none).", COST, "Set sight.camera to auto.")]
    if kind == "shop":
        return [_stand_in(site)]
    if kind not in {"auto", "device"} or (kind == "device" and not rest.isdigit()):
        return _look(site, opener)
    nodes = nodes_of(site)
    locked = [node for node in nodes if not usable(node)]
    if nodes and len(locked) == len(nodes):
        return [_no_permission(locked)]
    if absent := _absent(site, nodes):
        return [absent]
    return [*([_listed(site, nodes)] if len(nodes) > 1 else []), *_look(site, opener)]


def nodes_of(site: Site) -> list[Path]:
    """The video devices of the machine."""
    return [site.root / "dev" / f"video{number}" for number in device_numbers(site.root / "dev")]


def name_of(site: Site, node: Path) -> str:
    """What the driver calls a device."""
    name = _driver(site, node)
    return f"{name} (/dev/{node.name})" if name else f"/dev/{node.name}"


def _driver(site: Site, node: Path) -> str:
    return driver_name(int(node.name.removeprefix("video")), site.root)


def _absent(site: Site, nodes: list[Path]) -> Finding | None:
    """A finding if the device that is named is not there."""
    wanted = f"video{site.settings.sight.camera.partition(':')[2]}"
    if site.settings.sight.camera == "auto" or any(node.name == wanted for node in nodes):
        return None
    there = ", ".join(name_of(site, node) for node in nodes) or "none"
    found = f"There is no /dev/{wanted}, which sight.camera names; video devices here: {there}."
    return failed(AREA, found, COST, "Plug it in, or set sight.camera to auto in device.toml.")


def _listed(site: Site, nodes: list[Path]) -> Finding:
    return ok(AREA, f"Video devices: {', '.join(name_of(site, node) for node in nodes)}.")


def _stand_in(site: Site) -> Finding:
    if site.asked.sight.camera == "auto":
        remedy = "Plug in a USB camera, then run `kiosk doctor` again."
        return warning(AREA, "No camera was found: a simulated one stands in.", COST, remedy, simulated=True)
    remedy = "Set sight.camera to auto in device.toml to use a real one."
    return warning(AREA, "The camera is simulated, as the configuration says.", COST, remedy, simulated=True)


def _no_permission(nodes: list[Path]) -> Finding:
    names = ", ".join(f"/dev/{node.name}" for node in nodes)
    return failed(AREA, f"This user may not use {names}.", COST, group_remedy(group_of(nodes[0])), code="permission")


def _look(site: Site, opener: Open) -> list[Finding]:
    try:
        camera = opener(site)
        try:
            frames = watch(camera)
        finally:
            camera.close()
    except HardwareError as fault:
        return [_unusable(site, fault)]
    if not frames:
        return [failed(AREA, f"{camera.detail} gives no pictures.", COST, "Unplug it and plug it in again.")]
    return [judged(camera.detail, quality(frames))]


def _unusable(site: Site, fault: HardwareError) -> Finding:
    """A Raspberry Pi has a dozen video devices without any camera, and ribbon cameras that give no pictures by V4L2."""
    names = [_driver(site, node) for node in nodes_of(site)]
    ribbon = set(names) & RIBBON
    if site.asked.sight.camera == "auto" and names and not ribbon and all(map(of_the_board, names)):
        found = "No camera was found: the video devices here are the board's own."
        return warning(AREA, found, COST, "Plug in a USB camera, then run `kiosk doctor` again.")
    hint = CABLE if ribbon and fault.code == "camera.none" else ""
    return failed(AREA, fault.sentence, COST, fault.remedy + hint + busy_hint(site), code=fault.code)


def watch(camera: Camera, look_s: float = LOOK_S) -> list[Frame]:
    """The frames of some seconds from the first one. Raises `HardwareError` if the camera is lost."""
    frames: list[Frame] = []
    until = time.monotonic() + FIRST_S
    while time.monotonic() < until and not camera.ended:
        frame = camera.read(0.2)
        if frame is not None:
            until = until if frames else time.monotonic() + look_s
            frames.append(frame)
    return frames


def judged(name: str, seen: Quality) -> Finding:
    """The finding about pictures of a camera."""
    figures = {
        "fps": round(seen.fps, 1),
        "width_px": seen.width,
        "height_px": seen.height,
        "brightness_percent": round(seen.brightness / 2.55),
    }
    sizes = f"{seen.width}×{seen.height}, {seen.fps:.0f} pictures a second, brightness {seen.brightness / 2.55:.0f} %"
    if seen.verdict == "good":
        return ok(AREA, f"{name}: {sizes}.", **figures)
    if seen.verdict in NOTES:
        words, cost, remedy = TOLD[seen.verdict]
        return warning(AREA, f"{words}: {name}, {sizes}.", cost, remedy, **figures)
    fault = fault_of(seen.verdict, name)
    return failed(AREA, f"{fault.sentence} ({sizes})", COST, fault.remedy, code=fault.code, **figures)
