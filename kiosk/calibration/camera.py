"""Looks at somebody who stands on marks before the camera. Where the face was is kept for the sum, no picture is."""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from hardware.camera.camera import Camera, Frame
from hardware.camera.film import FileCamera
from kiosk import models
from kiosk.calibration.lens import Mark
from kiosk.errors import KioskError
from kiosk.settings import Settings
from kiosk.sight.faces import Face, FaceDetector
from kiosk.sight.geometry import Lens, eyes_row
from kiosk.sight.pipeline import lens_of
from kiosk.sight.source import open_camera
from kiosk.simulation.shop import ShopServer
from kiosk.simulation.sound import Air

FIRST_S: Final = 8.0
"""A camera gives its first picture within so long."""
LEAST_FACES: Final = 10
STEADY: Final = 0.06
"""Whoever stands still keeps the size of the face and, in face sizes, its row within this."""
SHOP_SNR_DB: Final = 20.0


@dataclass(frozen=True, slots=True)
class Stand:
    """Where somebody is asked to stand: m along the floor from the lens, eyes this high."""

    distance_m: float
    eye_m: float


@dataclass(slots=True)
class Seen:
    """What was seen: the lens as the settings have it, and a mark for each stand."""

    camera: str
    lens: Lens
    marks: list[Mark] = field(default_factory=list)


Ask = Callable[[Stand], None]
"""Asks somebody to stand there, and returns once that is so."""


def measure(settings: Settings, stands: Sequence[Stand], seconds: float, ask: Ask) -> Seen:
    """Look with the camera of the settings at who stands on one mark after the other.

    Raises:
        KioskError: the face model is missing, or `calibrate.camera-*` for what was not seen.
        HardwareError: the camera was lost.
    """
    detector = FaceDetector(models.path("yunet"), settings.sight.score)
    with _opened(settings, stands[0]) as (camera, place):
        seen = Seen(camera.detail, lens_of(settings.sight, 640, 480))
        for stand in stands:
            place(stand)
            ask(stand)
            faces = _look(camera, detector, seconds, settings, seen)
            seen.marks.append(mark_of(stand, faces))
    return seen


@contextmanager
def _opened(settings: Settings, first: Stand) -> Iterator[tuple[Camera, Ask]]:
    """The camera, and what puts the shopper of a simulated shop on a mark."""
    stood = [first]

    def people() -> list[dict[str, object]]:
        here = {"x_m": 0.0, "z_m": stood[0].distance_m, "eye_m": stood[0].eye_m, "yaw_deg": 0.0}
        return [{"id": 1, "avatar": "maya", **here}]

    def place(stand: Stand) -> None:
        stood[0] = stand

    with tempfile.TemporaryDirectory(prefix="balie-") as folder:
        shop = ShopServer(Path(folder), Air(settings.kiosk.seed, SHOP_SNR_DB), people)
        with closing(shop), closing(open_camera(settings.sight, Path(folder), lambda: None, paced=False)) as camera:
            yield camera, place


def _look(
    camera: Camera, detector: FaceDetector, seconds: float, settings: Settings, seen: Seen
) -> Sequence[Sequence[Face]]:
    """The faces of every frame of so many seconds; a recording goes on where the mark before ended."""
    found = []
    for frame in _frames(camera, seconds):
        height, width = frame.image.shape[:2]
        seen.lens = lens_of(settings.sight, width, height)
        found.append(detector.find(frame.image, width))
    return found


def _frames(camera: Camera, seconds: float) -> Iterator[Frame]:
    """The frames of so many seconds by the camera's own time, from one that is taken now."""
    until, begun = time.monotonic() + FIRST_S, -1.0
    fresh = None if isinstance(camera, FileCamera) else time.monotonic()
    while not camera.ended and time.monotonic() < until:
        frame = camera.read(0.2)
        if frame is None or (fresh is not None and frame.at < fresh):
            continue
        if begun < 0:
            begun, until = frame.t_s, time.monotonic() + seconds + FIRST_S
        if frame.t_s - begun > seconds:
            return
        yield frame


def mark_of(stand: Stand, frames: Sequence[Sequence[Face]]) -> Mark:
    """Where the one face was that stood there: the middle of what many frames say.

    Raises:
        KioskError: `calibrate.camera-nobody`, `calibrate.camera-crowd`, `calibrate.camera-unsteady`.
    """
    faces = [found[0] for found in frames if len(found) == 1]
    if sum(len(found) > 1 for found in frames) > len(frames) / 4:
        raise KioskError(
            "calibrate.camera-crowd", "More than one face was seen.", "Let one person stand before the camera."
        )
    if len(faces) < LEAST_FACES:
        raise KioskError(
            "calibrate.camera-nobody",
            f"In {len(frames)} pictures a face was seen {len(faces)} times.",
            f"Stand {stand.distance_m:g} m before the camera in good light and look at it; see `kiosk doctor`.",
        )
    sizes = [(face.width * face.height) ** 0.5 for face in faces]
    rows = [eyes_row(face) for face in faces]
    size = statistics.median(sizes)
    if max(statistics.pstdev(sizes), statistics.pstdev(rows)) > STEADY * size:
        raise KioskError("calibrate.camera-unsteady", "The face moved.", "Stand still on the mark, and look straight.")
    return Mark(stand.distance_m, stand.eye_m, statistics.median(rows), size)
