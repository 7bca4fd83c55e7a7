"""The camera's pictures for a colleague: they leave this process while the shopper's consent lasts, and not before."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from kiosk.channels.call_picture import CAMERA, Caller, CallWriter
from kiosk.commands import CallMode

WIDTH, HEIGHT = 640, 480
"""What a call needs at most: no finer picture of a shopper leaves this process."""
RETRY_S: Final = 0.1


class Sharing:
    """Shut from the start. `obey` opens and shuts it; `see` hands a picture on while it is open, and never waits."""

    def __init__(self, run_dir: Path) -> None:
        self._run_dir = run_dir
        self._open = False
        self._writer: CallWriter | None = None
        self._retry_at = 0.0

    def obey(self, mode: CallMode) -> None:
        """The one key: a video call in which the shopper's camera may be seen."""
        self._open = mode.mode == "video" and mode.camera
        if not self._open:
            self.close()

    def see(self, image: NDArray[np.uint8]) -> None:
        """A picture of the camera, (height, width, 3) BGR."""
        writer = self._way() if self._open else None
        if writer is not None:
            writer.show(np.asarray(cv2.cvtColor(_small(image), cv2.COLOR_BGR2RGB), np.uint8))

    def close(self) -> None:
        """No picture leaves from now on, and whoever had the last one is told."""
        if self._writer is not None:
            self._writer.close()
        self._writer = None

    def _way(self) -> CallWriter | None:
        """The way out; made anew when the part at its other end came back."""
        if self._writer is not None and self._writer.left:
            self.close()
        if self._writer is None and time.monotonic() >= self._retry_at:
            self._retry_at = time.monotonic() + RETRY_S
            try:
                self._writer = CallWriter(self._run_dir, Caller(""), CAMERA)
            except OSError:  # the part is not there: seen again at the next look
                return None
        return self._writer


def _small(image: NDArray[np.uint8]) -> NDArray[np.uint8]:
    height, width = image.shape[:2]
    shrink = min(1.0, WIDTH / width, HEIGHT / height)
    if shrink == 1.0:
        return image
    return np.asarray(cv2.resize(image, (int(width * shrink), int(height * shrink)), interpolation=cv2.INTER_AREA))
