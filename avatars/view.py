"""From rig units to pixels: where the head sits in the picture, and how it turns."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from avatars.pose import Pose
from avatars.rig import Rig

Array = NDArray[np.float64]

CAMERA_DISTANCE, FACE_DEPTH = 3200.0, 120.0
SILHOUETTE = 0.45
"""A skull is rounder than its front: its outline shrinks this much less than a flat picture would."""
BREATH_HEAD, BREATH_TORSO, BREATH_WIDENS = 4.0, 3.0, 0.005
BODY_REACH, BODY_SHARE = 24.0, 0.45


@dataclass(frozen=True, slots=True)
class View:
    """A picture of `width` x `height` pixels; `scale` pixels a rig unit, the rig's origin at (x, y)."""

    width: int
    height: int
    scale: float
    x: float
    y: float


def frame(width: int, height: int, framing: str) -> View:
    """`bust` leaves the lower third of the picture to captions; `head` fills it with the head alone."""
    if framing == "head":
        scale = min(width, height) / 730
        return View(width, height, scale, width / 2, height / 2 + 8 * scale)
    scale = min(width / 760, height / 1350)
    return View(width, height, scale, width / 2, height * 0.408)


class Stance:
    """One turn of the head and lift of the chest, applied to any number of points."""

    def __init__(self, view: View, rig: Rig, pose: Pose) -> None:
        self._view = view
        self._pivot, self._axis = rig.pivot
        self._yaw, self._pitch, self._roll = (
            math.radians(pose.get(name, 0.0)) for name in ("headYaw", "headPitch", "headRoll")
        )
        self._breath, self._shift = pose.get("breath", 0.0), pose.get("bodyX", 0.0) * BODY_REACH
        self.foreshortening = math.cos(self._yaw)

    def head(self, points: Array) -> Array:
        """(n, 4) points [x, y, z, hold] that turn with the head, as (n, 2) pixels."""
        sin_y, cos_y, sin_p, cos_p = (
            math.sin(self._yaw),
            math.cos(self._yaw),
            math.sin(self._pitch),
            math.cos(self._pitch),
        )
        x = points[:, 0] * (1 + points[:, 3] * SILHOUETTE * (1 / cos_y - 1))
        z = points[:, 2] + self._axis
        turned, depth = x * cos_y + z * sin_y, z * cos_y - x * sin_y
        near = 1 + (depth - FACE_DEPTH) / CAMERA_DISTANCE
        turned, y = turned * near, (points[:, 1] * cos_p - depth * sin_p) * near - self._pivot
        sin_r, cos_r = math.sin(self._roll), math.cos(self._roll)
        return self._pixels(
            turned * cos_r - y * sin_r + self._shift,
            turned * sin_r + y * cos_r + self._pivot - self._breath * BREATH_HEAD,
        )

    def torso(self, points: Array) -> Array:
        """(n, 4) points that stay with the body, as (n, 2) pixels."""
        return self._pixels(
            points[:, 0] * (1 + self._breath * BREATH_WIDENS) + self._shift * BODY_SHARE,
            points[:, 1] - self._breath * BREATH_TORSO,
        )

    def between(self, points: Array, follow: Array) -> Array:
        """(n, 2) pixels of points of which `follow` (n,) goes with the head and the rest with the body."""
        share = follow[:, None]
        if not share.any():
            return self.torso(points)
        return self.head(points) if share.min() == 1 else self.head(points) * share + self.torso(points) * (1 - share)

    def _pixels(self, x: Array, y: Array) -> Array:
        view = self._view
        return np.stack([view.x + x * view.scale, view.y + y * view.scale], axis=1)
