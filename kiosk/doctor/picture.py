"""Whether a camera's pictures are pictures: bright enough, not covered, not frozen. BGR, uint8."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import cv2
import numpy as np

from hardware.camera import Frame

Verdict = Literal["good", "black", "dark", "flat", "frozen", "slow"]

BLACK, DARK = 8.0, 32.0
"""Mean brightness, of 255. A covered lens gives 0 to 6 with a sensor's noise."""
FLAT = 5.0
"""Standard deviation of brightness, of 255: a finger or a sticker on the lens is one even colour."""
FEWEST_FPS = 8.0
"""Below this a shopper who walks by is seen too seldom to be told from one who comes."""
ENOUGH = 5


@dataclass(frozen=True, slots=True)
class Quality:
    """Size, px; frames a second; mean and spread of brightness, of 255; whether all pictures are the same one."""

    width: int
    height: int
    fps: float
    brightness: float
    spread: float
    frozen: bool

    @property
    def verdict(self) -> Verdict:
        """The worst that is wrong."""
        if self.brightness < BLACK:
            return "black"
        if self.frozen:
            return "frozen"
        if self.spread < FLAT:
            return "flat"
        if self.brightness < DARK:
            return "dark"
        return "slow" if self.fps < FEWEST_FPS else "good"


def quality(frames: Sequence[Frame]) -> Quality:
    """Of at least one frame, in order."""
    grey = [cv2.cvtColor(frame.image, cv2.COLOR_BGR2GRAY) for frame in frames]
    height, width = grey[0].shape
    seconds = frames[-1].at - frames[0].at
    return Quality(
        width,
        height,
        (len(frames) - 1) / seconds if seconds > 0 else 0.0,
        float(np.mean([one.mean() for one in grey])),
        float(np.mean([one.std() for one in grey])),
        # A sensor's noise never repeats: two equal pictures are the same one.
        len(grey) >= ENOUGH and all(np.array_equal(grey[0], other) for other in grey[1:]),
    )
