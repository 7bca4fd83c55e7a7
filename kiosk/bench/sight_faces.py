"""How many drawn faces are found, by their width, in all lights; and how far off their distance is."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from kiosk.bench import peer_faces
from kiosk.bench.row import Peer, Row, Skipped
from kiosk.bench.sight_errors import LENS, is_of
from kiosk.sight.faces import FaceDetector
from kiosk.simulation.film import VIEW, aisle_of
from kiosk.simulation.optics import Light, Optics, backlit
from kiosk.simulation.people import Person
from kiosk.simulation.scene import FACE_WIDE_M, Truth, draw_scene
from kiosk.simulation.walks import FACES, surroundings

WIDTHS: Final = ((24, 0.95), (16, 0.95), (12, 0.90))
"""Width of a face in px, and the goal."""
NEAR_M, FAR_M = 0.8, 4.0
PEER_SHARE: Final = 8
"""The peer, which is slow, looks at every eighth frame."""


@dataclass(frozen=True, slots=True)
class Look:
    """A frame with one face, and whether ours, and perhaps the peer, found as much in it."""

    found: bool
    too_many: int
    theirs: int | None


def rows(model: Path, count: int) -> Iterator[Row | Skipped]:
    """Of `count` frames for each width."""
    detector, cascade, rng = FaceDetector(model), peer_faces.make(), np.random.default_rng(2)
    every: list[Look] = []
    for (width, goal), own in product(WIDTHS, (True, False)):
        light = Light() if own else None
        looks = [_look(detector, cascade if one % PEER_SHARE == 0 else None, rng, width, light) for one in range(count)]
        every += looks
        name = f"recall of drawn faces of {width} px{'' if own else ' in poor light, glare and compression'}"
        yield Row(name, _recall(looks), "", goal if own else None, "higher", _peer(cascade, looks))
    found, too_many = sum(look.found for look in every), sum(look.too_many for look in every)
    yield Row(
        "precision on drawn faces", found / max(1, found + too_many), "", 0.98, "higher", _precise(cascade, every)
    )
    for own in (True, False):
        errors = list(_distance_errors(detector, rng, 4 * count, Light() if own else None))
        name = f"distance error on drawn shoppers{'' if own else ' in poor light, glare and compression'}, p90"
        yield Row(name, 100 * float(np.percentile(np.abs(errors), 90)), "%", 6.0 if own else None)
    if cascade is None:
        yield Skipped("a cascade as peer", peer_faces.WHY_NONE)


def _look(
    detector: FaceDetector,
    cascade: peer_faces.Detector | None,
    rng: np.random.Generator,
    width: int,
    light: Light | None,
) -> Look:
    """Somebody who looks here, with a face of that width, walking up, in a light; without one in any."""
    z = VIEW.focal_px * FACE_WIDE_M / width
    person = Person(
        1,
        float(rng.uniform(-0.45, 0.45)) * z,
        z,
        float(rng.uniform(-20, 20)),
        float(rng.normal(1.55, 0.12)),
        FACES[int(rng.integers(len(FACES)))],
        vz_mps=-float(rng.uniform(0, 1.4)),
    )
    picture, truth = _frame(rng, person, light)
    boxes = detector.find(picture)
    mine = sum(is_of(box, truth) for box in boxes)
    return Look(mine > 0, len(boxes) - min(1, mine), cascade.find(picture) if cascade is not None else None)


def _frame(rng: np.random.Generator, person: Person, light: Light | None = None) -> tuple[NDArray[np.uint8], Truth]:
    _, some, jpeg = surroundings(rng)
    light, jpeg = (some, jpeg) if light is None else (light, False)
    optics = Optics(VIEW, light, seed=int(rng.integers(100)), jpeg=jpeg)
    picture = backlit(aisle_of(VIEW), VIEW, light.backlight).copy()
    (truth,) = draw_scene(picture, VIEW, [person], shutter_s=optics.shutter_s)
    return optics.expose(0.0, picture), truth


def _distance_errors(
    detector: FaceDetector, rng: np.random.Generator, count: int, light: Light | None
) -> Iterator[float]:
    """Shares, over all distances at which it matters, with the head turned a little or not."""
    for z in np.linspace(NEAR_M, FAR_M, count):
        face = FACES[int(rng.integers(len(FACES)))]
        turn, bearing = float(rng.choice([-18, -9, 0, 9, 18])), math.radians(rng.uniform(-20, 20))
        person = Person(1, math.tan(bearing) * float(z), float(z), turn, 1.5, face)
        picture, truth = _frame(rng, person, light)
        found = [LENS.locate(box) for box in detector.find(picture) if is_of(box, truth)]
        yield from (sighting.z_m / float(z) - 1 for sighting in found[:1])


def _recall(looks: Sequence[Look]) -> float:
    return sum(look.found for look in looks) / max(1, len(looks))


def _peer(cascade: peer_faces.Detector | None, looks: Sequence[Look]) -> Peer | None:
    theirs = [look.theirs for look in looks if look.theirs is not None]
    return Peer(cascade.name, sum(found > 0 for found in theirs) / len(theirs)) if cascade is not None else None


def _precise(cascade: peer_faces.Detector | None, looks: Sequence[Look]) -> Peer | None:
    theirs = [look.theirs for look in looks if look.theirs is not None]
    right = sum(min(1, found) for found in theirs)
    return Peer(cascade.name, right / max(1, sum(theirs))) if cascade is not None else None
