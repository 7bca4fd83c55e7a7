"""Figures of the gaze: how far the avatar looks past a face at 1 m, before and after the camera was calibrated."""

from __future__ import annotations

import math
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from kiosk.bench.row import Row
from kiosk.calibration.camera import Stand, mark_of
from kiosk.calibration.lens import fit
from kiosk.sight.faces import Face, FaceDetector
from kiosk.sight.geometry import Lens
from kiosk.simulation.aisle import Image, View, draw_aisle
from kiosk.simulation.people import Person, draw_people

TRUE: Final = Lens(640, 480, 66.0, height_m=1.55, pitch_deg=8.0)
WRONG: Final = Lens(640, 480, 66.0, height_m=1.25, pitch_deg=-2.0)
"""The camera hangs 0.3 m higher than the settings say, and is tilted 10° more."""
MARKS_M: Final = (1.0, 2.0)
EYES_M: Final = 1.62
FRAMES: Final = 12
NOISE: Final = 2.5


def rows(model: Path, count: int) -> Iterator[Row]:
    """Errors on `count` drawn shoppers at 1 m, of all heights and to the sides, each turned a little."""
    studio = _Studio()
    detector = FaceDetector(model)
    marks = []
    for distance in MARKS_M:
        frames = [detector.find(studio.frame(Person(1, 0.0, distance, 0.0, EYES_M, "maya"))) for _ in range(FRAMES)]
        marks.append(mark_of(Stand(distance, EYES_M), frames))
    found = fit(WRONG, marks)
    seen = list(_shoppers(studio, detector, count))
    yield Row("gaze error at 1 m on drawn shoppers, p95", _worst(found, seen), "°", 3.0)
    yield Row("gaze error at 1 m before the calibration, p95", _worst(WRONG, seen), "°")
    yield Row("height of the camera as calibrated, error", 100 * abs(found.height_m - TRUE.height_m), "cm", 5.0)
    yield Row("tilt of the camera as calibrated, error", abs(found.pitch_deg - TRUE.pitch_deg), "°", 1.0)
    yield Row("field of view as calibrated, error", abs(found.hfov_deg - TRUE.hfov_deg), "°", 3.0)


class _Studio:
    """Frames of the true camera with a sensor's noise."""

    def __init__(self) -> None:
        self._view = View(TRUE.width, TRUE.height, TRUE.hfov_deg, TRUE.height_m, TRUE.pitch_deg)
        self._aisle = draw_aisle(self._view)
        self.rng = np.random.default_rng(3)

    def frame(self, person: Person) -> Image:
        picture = self._aisle.copy()
        draw_people(picture, self._view, [person])
        noisy: NDArray[np.float64] = picture + self.rng.normal(0, NOISE, picture.shape)
        return np.clip(noisy, 0, 255).astype(np.uint8)


def _shoppers(studio: _Studio, detector: FaceDetector, count: int) -> Iterator[tuple[Person, Face]]:
    for _ in range(count):
        bearing, eye_m = math.radians(studio.rng.uniform(-22, 22)), float(studio.rng.uniform(1.35, 1.8))
        turn = float(studio.rng.choice([-9, 0, 9]))
        person = Person(1, math.sin(bearing), math.cos(bearing), turn, eye_m, "maya")
        yield from ((person, face) for face in detector.find(studio.frame(person))[:1])


def _worst(lens: Lens, seen: list[tuple[Person, Face]]) -> float:
    return float(np.percentile([_error_deg(lens, person, face) for person, face in seen], 95))


def _error_deg(lens: Lens, person: Person, face: Face) -> float:
    """The angle between where the gaze is sent and where the eyes are, from the middle of a screen at the lens."""
    sighting = lens.locate(face)
    yaw = -math.degrees(math.atan2(person.x_m, person.z_m))
    pitch = math.degrees(math.atan2(person.eye_m - TRUE.height_m, math.hypot(person.x_m, person.z_m)))
    return math.hypot((sighting.yaw_deg - yaw) * math.cos(math.radians(pitch)), sighting.pitch_deg - pitch)
