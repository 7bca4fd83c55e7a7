"""What the detector makes of faces, measured on frames of the simulated shop: what it misses, and how far it is off.

The simulated walks that are too many to be drawn see through these errors, as they were found: for a face of that width
and turn one of the frames in which such a face was drawn is taken, of the same person.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np

from kiosk.sight.faces import Face, FaceDetector
from kiosk.sight.geometry import FACE_M, Lens, Sighting, eyes_row, is_facing
from kiosk.simulation.film import VIEW, aisle_of
from kiosk.simulation.optics import Optics, backlit
from kiosk.simulation.people import Person
from kiosk.simulation.scene import FACE_WIDE_M, Truth, draw_scene
from kiosk.simulation.walks import FACES, surroundings

LENS: Final = Lens(VIEW.width, VIEW.height, VIEW.hfov_deg, VIEW.height_m)
WIDTHS_PX: Final = (5.0, 7.0, 9.0, 11.0, 13.5, 17.0, 22.0, 32.0, 50.0, 90.0)
TURNS_DEG: Final = (0.0, 15.0, 30.0, 45.0, 60.0, 80.0, 115.0)
SLOTS: Final = (-0.55, 0.0, 0.55)
"""Where the three people of a frame stand, as shares of half its width."""
LEAST_SEEN: Final = 0.6
"""A face of which less is in the picture and unhidden is taken to be missed."""
SIZE: Final = FACE_M / FACE_WIDE_M
"""The detector's box, by its side, beside a face's width."""
SAME: Final = 0.7
"""A box belongs to a face if it is no farther off, in face widths."""


@dataclass(frozen=True, slots=True)
class Found:
    """A face in a frame: width in px, turn in degrees without its side, and what was made of it if it was found.

    `size` is the logarithm of the box beside the true one; `across`, `down` and `eyes` are in box sizes.
    """

    avatar: str
    width_px: float
    turn_deg: float
    found: bool
    size: float = 0.0
    across: float = 0.0
    down: float = 0.0
    eyes: float = 0.0
    facing: bool = False


@dataclass(frozen=True, slots=True)
class Sample:
    """What was found of the faces in some frames, and how many boxes were on none."""

    faces: Sequence[Found]
    spurious: int
    frames: int


def sample(model: Path, seed: int, frames: int) -> Sample:
    """Frames with three people of all widths and turns, in all lights."""
    rng, detector = np.random.default_rng([99, seed]), FaceDetector(model)
    aisle, faces, spurious = aisle_of(VIEW), list[Found](), 0
    for _ in range(frames):
        _, light, jpeg = surroundings(rng)
        optics = Optics(VIEW, light, seed=int(rng.integers(100)), jpeg=jpeg)
        picture = backlit(aisle, VIEW, light.backlight).copy()
        people = [_somebody(rng, number, slot) for number, slot in enumerate(SLOTS)]
        truths = draw_scene(picture, VIEW, people, shutter_s=optics.shutter_s)
        boxes = detector.find(optics.expose(0.0, picture))
        spurious += sum(not any(is_of(box, truth) for truth in truths) for box in boxes)
        faces += [_found(people[truth.number], truth, boxes) for truth in truths if truth.occluded < 0.1]
    return Sample(faces, spurious, frames)


def _somebody(rng: np.random.Generator, number: int, slot: float) -> Person:
    """One of any width and turn, who walks or stands, at the height where the face is in the picture."""
    width = math.exp(rng.uniform(math.log(WIDTHS_PX[0]), math.log(120)))
    z = VIEW.focal_px * FACE_WIDE_M / width
    x = (slot + rng.uniform(-0.15, 0.15)) * z * VIEW.width / 2 / VIEW.focal_px
    turn = float(rng.choice([-1, 1]) * rng.uniform(*_bin(TURNS_DEG, int(rng.integers(6)))))
    walks = rng.uniform() < 0.5
    vx, vz = (float(rng.uniform(-1, 1)), float(rng.uniform(-1.5, 0.0))) if walks else (0.0, 0.0)
    eye = 1.35 + float(rng.uniform(-0.25, 0.35)) * min(1.0, z / 1.5)
    return Person(number, x, z, turn, eye, FACES[int(rng.integers(len(FACES)))], vx_mps=vx, vz_mps=vz)


def _bin(edges: Sequence[float], index: int) -> tuple[float, float]:
    return edges[index], edges[index + 1]


def is_of(box: Face, truth: Truth) -> bool:
    """Whether a box is on a face, at about its size."""
    column, row = middle(truth)
    off = math.hypot(box.x + box.width / 2 - column, box.y + box.height / 2 - row)
    return off < SAME * truth.width_px and 0.4 < math.sqrt(box.width * box.height) / (SIZE * truth.width_px) < 2.5


def middle(truth: Truth) -> tuple[float, float]:
    """Column and row of the middle of a face, px."""
    bearing = math.radians(truth.bearing_deg)
    x, z = truth.distance_m * math.sin(bearing), truth.distance_m * math.cos(bearing)
    column, row = VIEW.pixel(x, truth.eye_m, z)
    return column, row + 0.13 * truth.width_px


def _found(person: Person, truth: Truth, boxes: Sequence[Face]) -> Found:
    turn = abs((truth.yaw_deg + 180.0) % 360.0 - 180.0)
    mine = [box for box in boxes if is_of(box, truth)]
    if not mine:
        return Found(person.avatar, truth.width_px, turn, found=False)
    box = max(mine, key=lambda one: one.score)
    side = SIZE * truth.width_px
    column, row = middle(truth)
    return Found(
        person.avatar,
        truth.width_px,
        turn,
        found=True,
        size=math.log(math.sqrt(box.width * box.height) / side),
        across=(box.x + box.width / 2 - column) / side * math.copysign(1.0, truth.yaw_deg),
        down=(box.y + box.height / 2 - row) / side,
        eyes=(eyes_row(box) - VIEW.pixel(0.0, truth.eye_m, person.z_m)[1]) / side,
        facing=is_facing(box),
    )


class Errors:
    """The measured errors, by person, width and turn. Without any, every face that is turned so is found as it is."""

    def __init__(self, samples: Iterable[Sample] = ()) -> None:
        samples = list(samples)
        self._pools: dict[tuple[str, int, int], list[Found]] = defaultdict(list)
        for one in samples:
            for face in one.faces:
                self._pools[_key(face.avatar, face.width_px, face.turn_deg)].append(face)
        self.spurious = sum(one.spurious for one in samples) / max(1, sum(one.frames for one in samples))
        """Boxes on no face, a frame."""

    def see(self, person: Person, rng: np.random.Generator) -> Sighting | None:
        """What the detector makes of somebody whose face is in the picture and not hidden; None if it misses it."""
        width = LENS.focal_px * FACE_WIDE_M * person.face / person.z_m
        turn = abs((person.yaw_deg + 180.0) % 360.0 - 180.0)
        column, row = VIEW.pixel(person.x_m, person.eye_m + person.bob_m, person.z_m)
        side = SIZE * width
        if turn >= TURNS_DEG[-1]:
            return None
        pool = self._pools.get(_key(person.avatar, width, turn), ())
        if not pool:
            found = Found(person.avatar, width, turn, found=not self._pools and turn < 75, facing=turn < 32)
        else:
            found = pool[int(rng.integers(len(pool)))]
        if not found.found:
            return None
        size = side * math.exp(found.size)
        across = found.across * math.copysign(1.0, person.yaw_deg)
        box_row, eyes = row + 0.13 * width + found.down * side, row + found.eyes * side
        return sighting(column + across * side, box_row, eyes, size, facing=found.facing)


def sighting(column: float, row: float, eyes: float, size: float, *, facing: bool) -> Sighting:
    """A face's place from its box in the picture, px."""
    z = LENS.focal_px * FACE_M / size
    return Sighting(
        x_m=(column - LENS.width / 2) * z / LENS.focal_px,
        z_m=z,
        eye_m=LENS.height_m - z * (eyes - LENS.height / 2) / LENS.focal_px,
        column=column,
        row=row,
        size=size,
        facing=facing,
    )


def _key(avatar: str, width_px: float, turn_deg: float) -> tuple[str, int, int]:
    return avatar, int(np.searchsorted(WIDTHS_PX, width_px)), int(np.searchsorted(TURNS_DEG, turn_deg))
