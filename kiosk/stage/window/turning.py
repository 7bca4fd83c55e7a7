"""A panel that is mounted on its side: the picture is turned before it is shown, and touches are turned back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import cv2
import numpy as np
from numpy.typing import NDArray

Degrees = Literal[0, 90, 180, 270]
Corners = tuple[tuple[int, int], tuple[int, int], tuple[int, int], tuple[int, int]]
_CV = {90: cv2.ROTATE_90_CLOCKWISE, 180: cv2.ROTATE_180, 270: cv2.ROTATE_90_COUNTERCLOCKWISE}


@dataclass(frozen=True, slots=True)
class Turning:
    """Clockwise; sizes are (width, height) px, of the `window` as the system has it and of the `picture` upright."""

    degrees: Degrees = 0

    def swapped(self, size: tuple[int, int]) -> tuple[int, int]:
        """A window's size for a picture's, or a picture's for a window's."""
        return size if self.degrees in {0, 180} else (size[1], size[0])

    def pixels(self, picture: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """The picture (height, width, n) as the window takes it."""
        return picture if not self.degrees else np.asarray(cv2.rotate(picture, _CV[self.degrees]), np.uint8)

    def upright(self, shown: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """The picture again, from what stands in the window."""
        return Turning(_BACK[self.degrees]).pixels(shown)

    def point(self, x: float, y: float, window: tuple[int, int]) -> tuple[float, float]:
        """Where on the picture a touch of the window is."""
        width, height = window
        across, down = width - 1 - x, height - 1 - y
        return {0: (x, y), 90: (y, across), 180: (across, down), 270: (down, x)}[self.degrees]

    def corners(self, window: tuple[int, int]) -> Corners:
        """Where in the window the picture's corners are: left top, right top, right bottom, left bottom."""
        width, height = window
        around = ((0, 0), (width, 0), (width, height), (0, height))
        first = self.degrees // 90
        a, b, c, d = (*around[first:], *around[:first])
        return a, b, c, d


_BACK: dict[Degrees, Degrees] = {0: 0, 90: 270, 180: 180, 270: 90}
