"""Motion JPEG without a container, as cameras and Chromium's fake device have it: one picture after the other."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

FPS: Final = 20
START: Final = b"\xff\xd8\xff"
"""Of an image; in its data an ff is followed by 00."""
Image = NDArray[np.uint8]


class Reel:
    """The frames of a camera's file, decoded as they are asked for."""

    def __init__(self, file: Path) -> None:
        self._frames = [START + each for each in file.read_bytes().split(START)[1:]]

    def number(self, t: float) -> int:
        """The frame that shows, counted from 1 on, without end."""
        return int(max(0.0, t) * FPS) + 1

    def at(self, t: float) -> tuple[int, Image]:
        """Number, from 1, and picture (RGB) `t` seconds after the camera went on; it begins anew at its end."""
        number = self.number(t)
        index = (number - 1) % len(self._frames)
        found = cv2.imdecode(np.frombuffer(self._frames[index], np.uint8), cv2.IMREAD_COLOR)
        return number, np.asarray(cv2.cvtColor(np.asarray(found), cv2.COLOR_BGR2RGB), np.uint8)
