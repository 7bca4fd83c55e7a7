"""The head over all its turns at once, a picture at a time, so that a hole shows."""

from __future__ import annotations

import cv2
import numpy as np

import avatars
from avatars.pixels import PITCHES, SMALL, YAWS, Image, turned, uncovered


class HoleGrid:
    """The head over all its turns drawn on nothing."""

    def __init__(self, pack: avatars.Pack, width: int, height: int) -> None:
        across, down = width // len(YAWS), height // len(PITCHES)
        shrink = max(min(across / SMALL[0], down / SMALL[1]), 0.05)
        self.cell = (across, down)
        self._shown = round(SMALL[0] * shrink), round(SMALL[1] * shrink)
        self._renderer = avatars.open_renderer(pack, *SMALL, transparent=True)
        self._poses = [(yaw, pitch) for pitch in reversed(PITCHES) for yaw in YAWS]
        self.count = len(self._poses)

    def draw(self, number: int) -> tuple[Image, int]:
        """The picture of one turn, and the pixels of its holes."""
        yaw, pitch = self._poses[number]
        frame = self._renderer.draw(turned(yaw, pitch, jaw=1.0))
        small = cv2.resize(frame, self._shown, interpolation=cv2.INTER_AREA)
        return np.asarray(small, np.uint8), uncovered(frame)

    def place(self, number: int) -> tuple[int, int]:
        """Left and top of one picture, px."""
        return number % len(YAWS) * self.cell[0], number // len(YAWS) * self.cell[1]
