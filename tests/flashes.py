"""Whether anything flashes more than three times in a second: WCAG 2.3.1, general and red flashes, on frames.

A flash is a pair of opposing changes of relative luminance of a tenth or more, of which the darker is below 0.8; or of
saturated red. It counts where more than a quarter of a 10-degree field of view flashes at once: 90 mm across at half a
metre from the panel.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeAlias

import cv2
import numpy as np
from numpy.typing import NDArray

Pixels: TypeAlias = NDArray[np.uint8]
"""(height, width, 3 or more): sRGB first."""
Values: TypeAlias = NDArray[np.float32]
CELL = 36.0
"""Units a side of the squares whose mean is looked at; a unit is a 3.94th of a millimetre."""
FIELD = 10
"""Cells across a 10-degree field of view."""
AREA = 0.25
MOST_FLASHES = 3
LIGHT_STEP, DARK = 0.1, 0.8
RED_STEP, SATURATED = 20.0, 0.8
_LINEAR = np.array(
    [v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in np.arange(256) / 255], np.float32
)


@dataclass(frozen=True, slots=True)
class Flash:
    """Too much of the screen around (x, y) px flashed in the second before `t`."""

    t: float
    x: int
    y: int
    red: bool


def flashes(frames: Iterable[tuple[float, Pixels]], unit: float) -> list[Flash]:
    """Every moment at which something flashed too often, of frames (seconds, picture) in order; `unit` in px."""
    found: list[Flash] = []
    watched: tuple[_Changes, _Changes] | None = None
    for t, picture in frames:
        mean = _cells(picture, CELL * unit)
        light, red = _lightness(mean), _redness(mean)
        watched = watched or (_Changes(LIGHT_STEP, *light), _Changes(RED_STEP, *red))
        for changes, (value, counts), is_red in zip(watched, (light, red), (False, True), strict=True):
            place = changes.after(t, value, counts)
            if place is not None:
                found.append(Flash(t, round(place[0] * CELL * unit), round(place[1] * CELL * unit), is_red))
    return found


class _Changes:
    """Opposing changes of a value, cell by cell, of the last second; it begins with the first frame's."""

    def __init__(self, step: float, value: Values, counts: NDArray[np.bool_]) -> None:
        self._step = step
        self._low, self._high = value.copy(), value.copy()
        self._low_counts, self._high_counts = counts.copy(), counts.copy()
        self._rising = np.zeros(value.shape, np.int8)
        self._changed: deque[tuple[float, NDArray[np.bool_]]] = deque()

    def after(self, t: float, value: Values, counts: NDArray[np.bool_]) -> tuple[float, float] | None:
        """The middle (column, row) of a field of view that has flashed too often; a change `counts` at either end."""
        self._changed.append((t, self._turns(value, counts)))
        while t - self._changed[0][0] >= 1.0:
            self._changed.popleft()
        often = np.sum([changed for _, changed in self._changed], axis=0) > 2 * MOST_FLASHES + 1
        share = cv2.boxFilter(often.astype(np.float32), -1, (FIELD, FIELD), borderType=cv2.BORDER_CONSTANT)
        row, column = np.unravel_index(int(share.argmax()), share.shape)
        return (float(column), float(row)) if share[row, column] > AREA else None

    def _turns(self, value: Values, counts: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """Where the value has gone the other way by a step since its last extreme; the extremes move along."""
        lower, higher = value < self._low, value > self._high
        self._low, self._low_counts = np.where(lower, value, self._low), np.where(lower, counts, self._low_counts)
        self._high, self._high_counts = np.where(higher, value, self._high), np.where(higher, counts, self._high_counts)
        up = (value - self._low >= self._step) & (self._rising != 1) & (self._low_counts | counts)
        down = (self._high - value >= self._step) & (self._rising != -1) & (self._high_counts | counts)
        turned = up | down
        self._rising = np.where(up, 1, np.where(down, -1, self._rising)).astype(np.int8)
        self._low, self._high = np.where(turned, value, self._low), np.where(turned, value, self._high)
        self._low_counts = np.where(turned, counts, self._low_counts)
        self._high_counts = np.where(turned, counts, self._high_counts)
        return np.asarray(turned, bool)


def _cells(picture: Pixels, size: float) -> Values:
    """Mean linear RGB of squares, (rows, columns, 3)."""
    height, width = picture.shape[:2]
    cells = max(1, round(width / size)), max(1, round(height / size))
    return np.asarray(cv2.resize(_LINEAR[picture[..., :3]], cells, interpolation=cv2.INTER_AREA), np.float32)


def _lightness(mean: Values) -> tuple[Values, NDArray[np.bool_]]:
    """Relative luminance of each cell, and whether it is dark enough to count as the darker end of a flash."""
    luminance = np.asarray(mean @ np.array([0.2126, 0.7152, 0.0722], np.float32), np.float32)
    return luminance, luminance < DARK


def _redness(mean: Values) -> tuple[Values, NDArray[np.bool_]]:
    """How red each cell is by the standard's measure, and whether that red is saturated."""
    red, rest = mean[..., 0], mean[..., 1] + mean[..., 2]
    return 320 * np.maximum(red - rest, 0), red >= SATURATED * np.maximum(red + rest, 1e-6)
