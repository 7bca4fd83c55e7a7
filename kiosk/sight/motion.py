"""A face that is followed, at one moment: where it is, and how it moves."""

from __future__ import annotations

import math
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Motion:
    """A confirmed track at one moment: place and speed on the floor (x to the right, z away), m and m/s.

    `speed_sd` is the standard deviation of `vz`; `came_m` how much nearer it is than when it was
    farthest. `at_edge`: when last seen, it was at an edge of the picture, or partly beyond.
    """

    track: int
    x_m: float
    z_m: float
    vx: float
    vz: float
    facing: float
    eye_m: float
    speed_sd: float
    came_m: float
    seen_at: float
    yaw_deg: float = 0.0
    pitch_deg: float = 0.0
    at_edge: bool = False

    @property
    def distance_m(self) -> float:
        """From the camera, along the floor."""
        return math.hypot(self.x_m, self.z_m)

    @property
    def speed(self) -> float:
        """Over the floor."""
        return math.hypot(self.vx, self.vz)

    @property
    def radial(self) -> float:
        """Speed away from the kiosk; negative towards it."""
        return (self.x_m * self.vx + self.z_m * self.vz) / max(self.distance_m, 0.2)

    @property
    def miss_m(self) -> float:
        """By how much a straight walk on would miss the kiosk."""
        if self.speed <= 0.15:
            return self.distance_m
        return abs(self.x_m * self.vz - self.z_m * self.vx) / self.speed

    @property
    def arrival_s(self) -> float:
        """Seconds until it is here, at this speed."""
        return self.distance_m / max(-self.radial, 0.05)
