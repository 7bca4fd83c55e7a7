"""From where a known pair of eyes is seen: how high the camera hangs, how it is tilted, how wide it sees. Pure."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from kiosk.errors import KioskError
from kiosk.sight.geometry import FACE_M, Lens

ROUNDS: Final = 40
STEPS: Final = 60
HIGHEST_M: Final = 3.0


@dataclass(frozen=True, slots=True)
class Mark:
    """Who stood `distance_m` from the camera along the floor, eyes at `eye_m`, and what was seen: px of the picture."""

    distance_m: float
    eye_m: float
    row: float
    size: float


def fit(start: Lens, marks: Sequence[Mark], *, height_m: float | None = None, hfov_deg: float | None = None) -> Lens:
    """The camera that sees this; `start` gives the size of the picture, and the height where one mark has to do.

    Two marks tell the height, one the tilt alone. Without a field of view that is known, the size of the face gives it:
    adults' faces differ by some 5 %, and so does what comes of it. `height_m` and `hfov_deg` are taken as they are.

    Raises:
        KioskError: `calibrate.camera-impossible`: no camera sees this.
    """
    lens = start if hfov_deg is None else replace(start, hfov_deg=hfov_deg)
    for _ in range(ROUNDS):
        height = height_m if height_m is not None else _height(lens, marks)
        tilt = _mean(_tilt(lens, mark, height) for mark in marks)
        lens = replace(lens, height_m=height, pitch_deg=math.degrees(tilt))
        if hfov_deg is None:
            lens = replace(lens, hfov_deg=_field(lens, marks))
    if not (10 < lens.hfov_deg < 170 and abs(lens.pitch_deg) <= 45 and 0 < lens.height_m < 4):
        raise KioskError(
            "calibrate.camera-impossible",
            f"That would be a camera {lens.height_m:.2f} m high, tilted by {lens.pitch_deg:.0f}°, that sees "
            f"{lens.hfov_deg:.0f}°.",
            "Check the height of the eyes and the distance of the marks, measured along the floor from the lens.",
        )
    return lens


def _down(lens: Lens, mark: Mark) -> float:
    """The angle at which the eyes are seen below the camera's axis, radians."""
    return math.atan2(mark.row - lens.height / 2, lens.focal_px)


def _tilt(lens: Lens, mark: Mark, height_m: float) -> float:
    """The downward tilt of a camera of that height which sees the eyes there, radians."""
    return -math.atan2(mark.eye_m - height_m, mark.distance_m) - _down(lens, mark)


def _height(lens: Lens, marks: Sequence[Mark]) -> float:
    """The height at which the nearest and the farthest mark agree on the tilt; of one mark that of the start."""
    near, far = min(marks, key=lambda one: one.distance_m), max(marks, key=lambda one: one.distance_m)
    if near.distance_m == far.distance_m:
        return lens.height_m
    # Below this difference the two angles move apart steadily.
    reach = 0.99 * math.sqrt(near.distance_m * far.distance_m)
    low, high = max(0.05, near.eye_m - reach), min(HIGHEST_M, near.eye_m + reach)
    for _ in range(STEPS):
        middle = (low + high) / 2
        if _tilt(lens, near, middle) > _tilt(lens, far, middle):
            high = middle
        else:
            low = middle
    return (low + high) / 2


def _field(lens: Lens, marks: Sequence[Mark]) -> float:
    """The field of view in which an adult's face has the size that was seen, degrees."""
    tilt = math.radians(lens.pitch_deg)
    focal = _mean(
        mark.size / FACE_M * (mark.distance_m * math.cos(tilt) - (mark.eye_m - lens.height_m) * math.sin(tilt))
        for mark in marks
    )
    return math.degrees(2 * math.atan2(lens.width / 2, max(focal, 1.0)))


def _mean(values: Iterable[float]) -> float:
    numbers = list(values)
    return math.fsum(numbers) / len(numbers)
