"""Which frames are looked at, and how closely: the duty cycle that keeps sight within a share of one core.

Idle, a small frame difference watches for motion and one whole frame a second is searched. With faces in view, whole
frames alternate with the part of the picture where the faces are, which costs a third.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from kiosk.sight.faces import Region
from kiosk.sight.tracks import Track

WIDE = 640
NARROW = 320
IDLE_EVERY_S = 1.0
MOTION_EVERY_S = 0.25
MOTION_LASTS_S = 1.5
FULL_EVERY_S = 0.45
LOOK_EVERY_S = 0.075
LEAST_FACE = 20.0  # px that a face must keep when a region is shrunk
GATE_SIZE = (160, 90)
GATE_LEVELS = 10
GATE_SHARE = 0.003
SLACK_S = 0.005  # frames do not come at exact times


@dataclass(frozen=True, slots=True)
class Look:
    """Search this region (None: all of the picture) at no more than `width` px across."""

    width: int = WIDE
    region: Region | None = None


class Attention:
    """Decides for each frame; times are seconds."""

    def __init__(self) -> None:
        self._before: NDArray[np.uint8] | None = None
        self._moved_at = -math.inf
        self._full_at = self._looked_at = -math.inf

    def look(self, t: float, image: NDArray[np.uint8], tracks: Sequence[Track]) -> Look | None:
        """How to search this frame, or None to leave it."""
        full = t - self._full_at + SLACK_S
        if tracks:
            if t - self._looked_at + SLACK_S < LOOK_EVERY_S:
                return None
            plan = region_of(tracks, image.shape[1], image.shape[0])
            return self._search(t, Look() if plan is None or full >= FULL_EVERY_S else plan)
        if self._moves(image):
            self._moved_at = t
        moving = t - self._moved_at < MOTION_LASTS_S
        if full >= (MOTION_EVERY_S if moving else IDLE_EVERY_S):
            return self._search(t, Look())
        return None

    def _search(self, t: float, look: Look) -> Look:
        self._looked_at = t
        if look.region is None:
            self._full_at = t
        return look

    def _moves(self, image: NDArray[np.uint8]) -> bool:
        """Whether enough of the picture changed since the last frame."""
        small = cv2.resize(cv2.cvtColor(image, cv2.COLOR_BGR2GRAY), GATE_SIZE, interpolation=cv2.INTER_AREA)
        before, self._before = self._before, np.asarray(small, np.uint8)
        if before is None:
            return True
        changed = cv2.countNonZero(cv2.threshold(cv2.absdiff(small, before), GATE_LEVELS, 255, cv2.THRESH_BINARY)[1])
        return changed > GATE_SHARE * small.size


def region_of(tracks: Sequence[Track], width: int, height: int) -> Look | None:
    """The part of the picture that holds all faces with room to move, shrunk as far as the smallest allows.

    None if that is no cheaper than the whole picture.
    """
    boxes = [track.sighting for track in tracks]
    left = min(box.column - 1.6 * box.size for box in boxes)
    right = max(box.column + 1.6 * box.size for box in boxes)
    top = min(box.row - 1.4 * box.size for box in boxes)
    bottom = max(box.row + 1.4 * box.size for box in boxes)
    x, y = max(0, math.floor(left)), max(0, math.floor(top))
    region = Region(x, y, min(width, math.ceil(right)) - x, min(height, math.ceil(bottom)) - y)
    if region.width < 32 or region.height < 32:
        return None
    smallest = min(box.size for box in boxes)
    target = max(NARROW, region.width * LEAST_FACE / smallest) if smallest > LEAST_FACE else region.width
    look = Look(round(min(region.width, target)), region)
    cost = look.width**2 * region.height / region.width
    return look if cost < 0.6 * min(width, WIDE) ** 2 * height / width else None
