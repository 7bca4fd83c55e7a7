"""What stands or rolls between a camera and people in the simulated shop: displays, shopping trolleys, a wheelchair."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Literal

import cv2
import numpy as np
from numpy.typing import NDArray

from kiosk.simulation.aisle import Image, View
from kiosk.simulation.sprite import STILL, Patch, Smear, Sprite, halvings, place

Make = Literal["display", "low display", "trolley", "wheelchair"]
Mask = NDArray[np.uint8]
PX_M: Final = 260.0
LINE: Final = 16
WIRE, TYRE, STEEL, CARD = (176, 172, 168), (44, 42, 40), (150, 146, 142), (96, 150, 196)
SEED: Final = 5


@dataclass(frozen=True, slots=True)
class Obstacle:
    """Something on the floor, its middle x right of the camera's axis and z along it, m."""

    make: Make
    x_m: float
    z_m: float


def draw_obstacle(picture: Image, view: View, thing: Obstacle, smear: Smear = STILL) -> Patch | None:
    """Put it into a picture, in place."""
    column, row = view.pixel(thing.x_m, 0.0, thing.z_m)
    return place(picture, obstacle_sprite(thing.make), column, row, view.focal_px / thing.z_m, smear=smear)


@lru_cache(maxsize=8)
def obstacle_sprite(make: Make) -> Sprite:
    """Its picture from the front, anchored at the middle of its foot."""
    makers: dict[Make, Callable[[], tuple[Image, Mask]]] = {
        "display": lambda: _display(0.8, 1.75),
        "low display": lambda: _display(0.9, 1.25),
        "trolley": _trolley,
        "wheelchair": _wheelchair,
    }
    colour, mask = makers[make]()
    alpha = cv2.GaussianBlur(mask, (0, 0), 1.0)
    solid = (cv2.GaussianBlur(colour, (0, 0), 1.0) * (alpha[:, :, None] / 255.0)).astype(np.uint8)
    picture = np.dstack([solid, alpha])
    return Sprite(halvings(picture), picture.shape[1] / 2, picture.shape[0], PX_M)


def _canvas(width_m: float, height_m: float) -> tuple[Image, Mask]:
    size = round(height_m * PX_M), round(width_m * PX_M)
    return np.zeros((*size, 3), np.uint8), np.zeros(size, np.uint8)


def _box(
    canvas: tuple[Image, Mask],
    left: float,
    top: float,
    right: float,
    bottom: float,
    colour: tuple[int, int, int],
    cover: int = 255,
) -> None:
    """A rectangle, m from the upper left corner; `cover` hides so much of what is behind it, of 255."""
    corner, end = (round(left * PX_M), round(top * PX_M)), (round(right * PX_M), round(bottom * PX_M))
    cv2.rectangle(canvas[0], corner, end, colour, -1)
    cv2.rectangle(canvas[1], corner, end, cover, -1)


def _display(width_m: float, height_m: float) -> tuple[Image, Mask]:
    """A cardboard stand with goods on its boards."""
    canvas, rng = _canvas(width_m, height_m), np.random.default_rng(SEED)
    _box(canvas, 0, 0, width_m, height_m, CARD)
    _box(canvas, 0.03, 0.03, width_m - 0.03, 0.2, (225, 230, 235))
    boards = np.arange(0.26, height_m - 0.1, 0.3)
    for board in boards:
        _box(canvas, 0.04, board, width_m - 0.04, board + 0.26, (70, 96, 120))
        for left in np.arange(0.06, width_m - 0.12, 0.11):
            tall = float(rng.uniform(0.15, 0.24))
            colour = tuple(int(value) for value in rng.integers(60, 220, 3))
            _box(canvas, left, board + 0.26 - tall, left + 0.09, board + 0.26, (colour[0], colour[1], colour[2]))
    return canvas


def _trolley() -> tuple[Image, Mask]:
    """A wire basket on wheels, with some goods in it."""
    canvas, rng = _canvas(0.6, 1.02), np.random.default_rng(SEED)
    for left in (0.1, 0.22, 0.34):
        top, colour = float(rng.uniform(0.38, 0.5)), tuple(int(value) for value in rng.integers(70, 210, 3))
        _box(canvas, left, top, left + 0.12, 0.72, (colour[0], colour[1], colour[2]))
    for left in np.arange(0.04, 0.57, 0.04):
        _box(canvas, left, 0.3, left + 0.008, 0.75, WIRE)
    for top in np.arange(0.3, 0.76, 0.05):
        _box(canvas, 0.04, top, 0.56, top + 0.008, WIRE)
    _box(canvas, 0.02, 0.02, 0.58, 0.06, (60, 60, 190))
    for left in (0.04, 0.54):
        _box(canvas, left, 0.04, left + 0.02, 0.95, STEEL)
        _box(canvas, left - 0.02, 0.93, left + 0.04, 1.02, TYRE)
    _box(canvas, 0.05, 0.86, 0.55, 0.89, STEEL)
    return canvas


def _wheelchair() -> tuple[Image, Mask]:
    """The front of one: wheels at both sides, arm rests, the knees' plaid and the foot rest."""
    canvas = _canvas(0.66, 0.74)
    _box(canvas, 0.14, 0.24, 0.52, 0.62, (92, 70, 60))
    for left in (0.02, 0.58):
        _box(canvas, left, 0.14, left + 0.06, 0.74, TYRE)
    for left in (0.08, 0.52):
        _box(canvas, left, 0.1, left + 0.06, 0.16, TYRE)
        _box(canvas, left + 0.02, 0.16, left + 0.04, 0.56, STEEL)
    _box(canvas, 0.18, 0.62, 0.48, 0.67, STEEL)
    return canvas
