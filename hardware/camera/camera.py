"""Cameras behind one seam. Pictures are BGR, uint8, height × width × 3.

A camera captures nothing before its first `read` and nothing after `close`: whoever reads can show a light that is on
for all of it. The drivers stand beside this file: `v4l2`, `csi` (the ribbon cable of a Raspberry Pi), `stream` (a
network camera), `film` (a recording); `live` is what the first three share.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

import cv2
import numpy as np
from numpy.typing import NDArray

Image = NDArray[np.uint8]


@dataclass(frozen=True, slots=True, eq=False)
class Frame:
    """A picture, the CLOCK_MONOTONIC second it was taken at, and its time in the source (a recording's own clock).

    `skipped` frames came before it that nobody read in time.
    """

    image: Image
    at: float
    t_s: float
    skipped: int = 0


class Camera(Protocol):
    """A source of frames."""

    @property
    def detail(self) -> str:
        """Which camera, in words for a log."""
        ...

    @property
    def fps(self) -> float:
        """Nominal frames a second."""
        ...

    @property
    def ended(self) -> bool:
        """Whether a recording has come to its end; never true of a device."""
        ...

    def read(self, timeout_s: float) -> Frame | None:
        """The newest frame not read before, or None after `timeout_s`. Raises `HardwareError` if the camera is lost."""
        ...

    def close(self) -> None:
        """Give the device back."""
        ...


def quiet_opencv() -> None:
    """Faults are told once, as errors of ours, and not also on standard error by OpenCV and FFmpeg."""
    os.environ.setdefault("OPENCV_FFMPEG_LOGLEVEL", "-8")
    # OpenCV 5 moved the function.
    set_level: Callable[[int], Any] = getattr(cv2, "setLogLevel", None) or cv2.utils.logging.setLogLevel
    set_level(0)
