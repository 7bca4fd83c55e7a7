"""Pictures with transparency that are cheap to place into a camera's picture, at any size and in motion."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

Image = NDArray[np.uint8]
Rgba = NDArray[np.uint8]
SMALLEST_PX: Final = 32
"""Halvings end below twice this."""


@dataclass(frozen=True, slots=True, eq=False)
class Sprite:
    """Premultiplied BGRA, each level half the one before; `column` and `row`: the first's anchor; `px_m`: its scale."""

    levels: tuple[Rgba, ...]
    column: float
    row: float
    px_m: float


@dataclass(frozen=True, slots=True)
class Smear:
    """What a shutter makes of motion: blur in px to the side and up, and the lean of a rolling shutter, px a row."""

    across_px: float = 0.0
    up_px: float = 0.0
    lean: float = 0.0


@dataclass(frozen=True, slots=True, eq=False)
class Patch:
    """Where something was drawn: the upper left corner, px, and how much is seen through it, 0 to 255."""

    x: int
    y: int
    clear: NDArray[np.uint8]


STILL: Final = Smear()


def halvings(picture: Rgba) -> tuple[Rgba, ...]:
    """The picture and its halvings, down to about 16 px."""
    levels = [np.ascontiguousarray(picture)]
    while min(levels[-1].shape[:2]) >= SMALLEST_PX:
        width, height = levels[-1].shape[1] // 2, levels[-1].shape[0] // 2
        levels.append(np.asarray(cv2.resize(levels[-1], (width, height), interpolation=cv2.INTER_AREA), np.uint8))
    return tuple(levels)


def place(
    picture: Image,
    sprite: Sprite,
    column: float,
    row: float,
    px_m: float,
    narrow: float = 1.0,
    smear: Smear = STILL,
) -> Patch | None:
    """Draw a sprite with its anchor at a (fractional) pixel, at `px_m` pixels a metre; None if it is outside."""
    scale = px_m / sprite.px_m
    level = min(len(sprite.levels) - 1, max(0, math.floor(-math.log2(scale))))
    source = sprite.levels[level]
    down, across = scale * 2**level, scale * 2**level * narrow
    left, top = column - sprite.column * scale * narrow, row - sprite.row * scale
    tall, wide = source.shape[0] * down, source.shape[1] * across
    slack_x = math.ceil(smear.across_px / 2 + abs(smear.lean) * tall) if smear is not STILL else 0
    slack_y = math.ceil(smear.up_px / 2)
    x0, y0 = max(0, math.floor(left) - slack_x), max(0, math.floor(top) - slack_y)
    x1 = min(picture.shape[1], math.ceil(left + wide) + slack_x)
    y1 = min(picture.shape[0], math.ceil(top + tall) + slack_y)
    if x0 >= x1 or y0 >= y1:
        return None
    lean = smear.lean * down
    shift = left - x0 + (across - 1) / 2 + smear.lean * (top - row)
    move = np.array([[across, lean, shift], [0.0, down, top - y0 + (down - 1) / 2]])
    drawn = cv2.warpAffine(source, move, (x1 - x0, y1 - y0), flags=cv2.INTER_LINEAR)
    kernel = max(1, round(smear.across_px)), max(1, round(smear.up_px))
    if kernel != (1, 1):
        drawn = cv2.blur(drawn, kernel, borderType=cv2.BORDER_CONSTANT)
    return _lay(picture, np.asarray(drawn, np.uint8), x0, y0)


def _lay(picture: Image, drawn: Rgba, x: int, y: int) -> Patch:
    """Lay a premultiplied picture over another, in place."""
    window = picture[y : y + drawn.shape[0], x : x + drawn.shape[1]]
    clear = cv2.bitwise_not(cv2.extractChannel(drawn, 3))
    through = cv2.multiply(window, cv2.cvtColor(clear, cv2.COLOR_GRAY2BGR), scale=1 / 255)
    cv2.add(through, cv2.cvtColor(drawn, cv2.COLOR_BGRA2BGR), dst=window)
    return Patch(x, y, np.asarray(clear, np.uint8))
