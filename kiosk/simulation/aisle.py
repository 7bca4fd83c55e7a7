"""The shop that the simulated camera stands in: an aisle between shelves, drawn once."""

from __future__ import annotations

import math
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

Image = NDArray[np.uint8]
Colour = tuple[int, int, int]

HALF_WIDTH_M = 2.1
NEAR_M, FAR_M = 0.9, 9.0
CEILING_M = 2.9
SHELF_M = (0.12, 0.52, 0.9, 1.28, 1.66, 2.0)
BAY_M = 1.0
TILE_M = 0.6


@dataclass(frozen=True, slots=True)
class View:
    """A pinhole camera in the shop: picture size in px, horizontal field of view, height in m, downward tilt."""

    width: int
    height: int
    hfov_deg: float
    height_m: float
    pitch_deg: float = 0.0

    @property
    def focal_px(self) -> float:
        """Focal length in px."""
        return self.width / 2 / math.tan(math.radians(self.hfov_deg) / 2)

    def pixel(self, x_m: float, up_m: float, z_m: float) -> tuple[float, float]:
        """Column and row of a point x to the right, `up_m` above the floor, z away."""
        tilt = math.radians(self.pitch_deg)
        up, ahead = up_m - self.height_m, max(z_m, 0.3)
        depth = ahead * math.cos(tilt) - up * math.sin(tilt)
        raised = up * math.cos(tilt) + ahead * math.sin(tilt)
        return self.width / 2 + self.focal_px * x_m / depth, self.height / 2 - self.focal_px * raised / depth


def draw_aisle(view: View, seed: int = 1) -> Image:
    """The empty aisle, BGR."""
    rng = np.random.default_rng(seed)
    picture: Image = np.full((view.height, view.width, 3), (206, 211, 214), np.uint8)
    _floor(picture, view)
    _ceiling(picture, view)
    _back_wall(picture, view, rng)
    for side in (-1.0, 1.0):
        _shelves(picture, view, side, rng)
    soft = cv2.GaussianBlur(picture, (0, 0), 0.8)
    return np.asarray(soft, np.uint8)


def _quad(picture: Image, view: View, corners: list[tuple[float, float, float]], colour: Colour) -> None:
    """A flat quadrilateral in space, anti-aliased to a sixteenth of a pixel."""
    points = np.array([view.pixel(*corner) for corner in corners])
    # OpenCV's polygons take 16-bit coordinates with 4 fractional bits: far outside is as good as just outside.
    points = np.clip(points, -1500, 2040)
    cv2.fillConvexPoly(picture, np.round(points * 16).astype(np.int32), colour, cv2.LINE_AA, 4)


def _shade(colour: Colour, factor: float) -> Colour:
    blue, green, red = (max(0, min(255, round(channel * factor))) for channel in colour)
    return blue, green, red


def _floor(picture: Image, view: View) -> None:
    """Tiles, a little darker far away."""
    for row in range(round(FAR_M / TILE_M), -1, -1):
        for column in range(-4, 4):
            x, z = column * TILE_M, row * TILE_M
            tone = _shade((186, 194, 198), (1.0 if (row + column) % 2 else 0.96) * (1.02 - 0.025 * row))
            tile = [(x, 0.0, z), (x + TILE_M, 0.0, z), (x + TILE_M, 0.0, z + TILE_M), (x, 0.0, z + TILE_M)]
            _quad(picture, view, tile, tone)


def _ceiling(picture: Image, view: View) -> None:
    wide = 3.0
    _quad(
        picture,
        view,
        [(-wide, CEILING_M, 0), (wide, CEILING_M, 0), (wide, CEILING_M, FAR_M), (-wide, CEILING_M, FAR_M)],
        (222, 226, 228),
    )
    for z in (2.0, 3.8, 5.6, 7.4):
        lamp = [(-0.3, CEILING_M, z), (0.3, CEILING_M, z), (0.3, CEILING_M, z + 1.0), (-0.3, CEILING_M, z + 1.0)]
        _quad(picture, view, lamp, (252, 253, 254))


def _back_wall(picture: Image, view: View, rng: np.random.Generator) -> None:
    """A wall with refrigerators across the end of the aisle."""
    _quad(picture, view, _upright(-HALF_WIDTH_M, HALF_WIDTH_M, 0.0, CEILING_M, FAR_M), (188, 190, 184))
    _quad(picture, view, _upright(-HALF_WIDTH_M, HALF_WIDTH_M, 2.2, 2.6, FAR_M), (120, 128, 52))
    for column in range(6):
        x = -HALF_WIDTH_M + 0.05 + 0.7 * column
        _quad(picture, view, _upright(x, x + 0.6, 0.1, 2.1, FAR_M), (150, 140, 128))
        for low in SHELF_M[:-1]:
            tone = _shade(_product(rng), 0.85)
            _quad(picture, view, _upright(x + 0.05, x + 0.55, low, low + 0.26, FAR_M), tone)


def _upright(left: float, right: float, low: float, high: float, z: float) -> list[tuple[float, float, float]]:
    return [(left, low, z), (right, low, z), (right, high, z), (left, high, z)]


def _shelves(picture: Image, view: View, side: float, rng: np.random.Generator) -> None:
    """One side of the aisle, far bays first so that near ones cover them."""
    bays = int((FAR_M - NEAR_M) / BAY_M)
    for bay in range(bays, -1, -1):
        z = NEAR_M + bay * BAY_M
        light = 1.0 - 0.035 * bay
        x = side * (HALF_WIDTH_M + 0.45)
        _wall(picture, view, x, (0.0, SHELF_M[-1] + 0.2), (z, z + BAY_M), _shade((150, 156, 160), light))
        for low in reversed(SHELF_M[:-1]):
            _goods(picture, view, side, low, z, light, rng)
            edge = side * HALF_WIDTH_M
            _wall(picture, view, edge, (low - 0.05, low), (z, z + BAY_M), _shade((214, 218, 222), light))
            _wall(picture, view, edge, (low - 0.045, low - 0.01), (z + 0.2, z + 0.35), _shade((90, 200, 235), light))


def _goods(
    picture: Image, view: View, side: float, low: float, z: float, light: float, rng: np.random.Generator
) -> None:
    """A row of products on a board: their fronts to the aisle and their sides to the camera."""
    at = z + BAY_M
    while at > z + 0.05:
        depth = float(rng.uniform(0.1, 0.24))
        begin, tall = max(z, at - depth), float(rng.uniform(0.2, 0.32))
        colour = _product(rng)
        front, back = side * (HALF_WIDTH_M + 0.03), side * (HALF_WIDTH_M + 0.35)
        box = [(front, low, begin), (back, low, begin), (back, low + tall, begin), (front, low + tall, begin)]
        _quad(picture, view, box, _shade(colour, 0.7 * light))
        _wall(picture, view, front, (low, low + tall), (begin, at - 0.01), _shade(colour, light))
        label = low + tall * 0.35, low + tall * 0.7
        _wall(picture, view, front, label, (begin + 0.01, at - 0.02), _shade(_product(rng), 1.1 * light))
        at = begin


def _wall(
    picture: Image, view: View, x: float, ups: tuple[float, float], zs: tuple[float, float], colour: Colour
) -> None:
    """A rectangle along the aisle."""
    corners = [(x, ups[0], zs[0]), (x, ups[0], zs[1]), (x, ups[1], zs[1]), (x, ups[1], zs[0])]
    _quad(picture, view, corners, colour)


def _product(rng: np.random.Generator) -> Colour:
    palette: tuple[Colour, ...] = (
        (60, 76, 190), (64, 150, 214), (96, 190, 226), (92, 160, 84), (150, 120, 60), (176, 92, 70), (200, 204, 208),
        (120, 70, 120), (70, 110, 150), (150, 176, 110), (205, 190, 160), (80, 84, 92),
    )  # fmt: skip
    return palette[int(rng.integers(len(palette)))]
