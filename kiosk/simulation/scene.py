"""People and things in the simulated shop, as a camera there sees them, and the truth about each of the people."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from kiosk.simulation.aisle import Image, View
from kiosk.simulation.obstacles import Obstacle, draw_obstacle
from kiosk.simulation.people import NEAREST_M, Person, draw_person
from kiosk.simulation.sprite import STILL, Patch, Smear

FACE_WIDE_M: Final = 0.144
FACE_ABOVE_M, FACE_BELOW_M = 0.076, 0.113
"""A face from the eyes up to the hair and down to the chin."""
FACING_DEG: Final = 32.0
READOUT_S: Final = 1 / 60
"""The lowest row of a picture is taken so much later than the highest."""


@dataclass(frozen=True, slots=True)
class Truth:
    """What is so, whatever a detector makes of it: distance along the floor, m; bearing and turn of the face, degrees.

    `width_px` is the face's width in the picture, `occluded` the share of it that something hides or that is outside.
    """

    number: int
    distance_m: float
    bearing_deg: float
    yaw_deg: float
    eye_m: float
    width_px: float
    occluded: float
    stops: bool

    @property
    def facing(self) -> bool:
        """Whether the face is turned to the camera."""
        return abs((self.yaw_deg + 180.0) % 360.0 - 180.0) < FACING_DEG


def draw_scene(
    picture: Image, view: View, people: Sequence[Person], things: Sequence[Obstacle] = (), shutter_s: float = 0.0
) -> list[Truth]:
    """Put people and things into a picture, far ones first, as blurred as a shutter of that time makes them."""
    faces: list[_Face] = []
    every: list[Person | Obstacle] = [*people, *things]
    for one in sorted(every, key=lambda each: -each.z_m):
        if one.z_m < NEAREST_M:
            continue
        patches: list[Patch] = []
        if isinstance(one, Obstacle):
            drawn = draw_obstacle(picture, view, one)
            patches = [drawn] if drawn is not None else []
        else:
            patches = draw_person(picture, view, one, _smear(view, one, shutter_s))
        for face in faces:
            for patch in patches:
                face.hide(patch)
        if isinstance(one, Person):
            faces.append(_Face(one, view))
    return [face.truth() for face in faces]


def _smear(view: View, person: Person, shutter_s: float) -> Smear:
    """The blur of a walk while the shutter is open, and the lean of what moves sideways."""
    if shutter_s <= 0 or (person.vx_mps == 0 and person.vz_mps == 0):
        return STILL
    px_m = view.focal_px / person.z_m
    # What comes nearer moves away from the middle of the picture.
    across = (person.vx_mps - person.vz_mps * person.x_m / person.z_m) * px_m
    up = person.vz_mps * (person.eye_m - view.height_m) / person.z_m * px_m
    return Smear(abs(across) * shutter_s, abs(up) * shutter_s, across * READOUT_S / view.height)


class _Face:
    """How much of a face is seen through what was drawn after it."""

    def __init__(self, person: Person, view: View) -> None:
        self._person = person
        self._px_m = view.focal_px / person.z_m * person.face
        column, row = view.pixel(person.x_m, person.eye_m + person.bob_m, person.z_m)
        half = FACE_WIDE_M / 2 * self._px_m
        self._x, self._y = round(column - half), round(row - FACE_ABOVE_M * self._px_m)
        wide, tall = max(1, round(2 * half)), max(1, round((FACE_ABOVE_M + FACE_BELOW_M) * self._px_m))
        self._seen: NDArray[np.float32] = np.ones((tall, wide), np.float32)
        rows, columns = np.arange(tall) + self._y, np.arange(wide) + self._x
        self._seen[(rows < 0) | (rows >= view.height), :] = 0.0
        self._seen[:, (columns < 0) | (columns >= view.width)] = 0.0

    def hide(self, patch: Patch) -> None:
        """Something nearer was drawn."""
        tall, wide = self._seen.shape
        x0, y0 = max(self._x, patch.x), max(self._y, patch.y)
        x1 = min(self._x + wide, patch.x + patch.clear.shape[1])
        y1 = min(self._y + tall, patch.y + patch.clear.shape[0])
        if x0 < x1 and y0 < y1:
            over = patch.clear[y0 - patch.y : y1 - patch.y, x0 - patch.x : x1 - patch.x]
            self._seen[y0 - self._y : y1 - self._y, x0 - self._x : x1 - self._x] *= over / np.float32(255)

    def truth(self) -> Truth:
        """All about it, once everything is drawn."""
        one = self._person
        return Truth(
            number=one.number,
            distance_m=math.hypot(one.x_m, one.z_m),
            bearing_deg=math.degrees(math.atan2(one.x_m, one.z_m)),
            yaw_deg=one.yaw_deg,
            eye_m=one.eye_m + one.bob_m,
            width_px=FACE_WIDE_M * self._px_m,
            occluded=1.0 - float(self._seen.mean()),
            stops=one.stops,
        )
