"""Simpler ways to notice a shopper, beside ours on the same frames: something large moved in, or a large face stays."""

from __future__ import annotations

import math
from typing import Final, Protocol

import cv2
import numpy as np
from numpy.typing import NDArray

HOLD_S: Final = 1.0
GATE: Final = (160, 120)
LARGE: Final = 0.15
"""The share of the picture that somebody fills at about 2 m."""
SETTLES_S: Final = 0.5
NEAR_SHARE: Final = 0.085
"""The width of a cascade's box beside the picture's, of a face at 1.6 m."""
LOOKS_S: Final = 0.25
AGAIN_S: Final = 5.0


class Watcher(Protocol):
    """Whether somebody is there, frame by frame."""

    def sees(self, t: float, image: NDArray[np.uint8]) -> bool | None:
        """Of a BGR frame at time `t`, s; None if it was not looked at."""
        ...


class Greeter:
    """Greets when a watcher has seen somebody for a second, and again after five seconds without."""

    def __init__(self, watcher: Watcher) -> None:
        self._watcher = watcher
        self._since: float | None = None
        self._seen_at = -math.inf
        self.greeted: list[float] = []

    def step(self, t: float, image: NDArray[np.uint8]) -> None:
        """Take in a frame."""
        seen = self._watcher.sees(t, image)
        if seen is None:
            return
        self._since = (t if self._since is None else self._since) if seen else None
        if self._since is not None and t - self._since >= HOLD_S:
            if t - self._seen_at > AGAIN_S:
                self.greeted.append(t)
            self._seen_at = t


class Mog2:
    """OpenCV's background subtraction: enough of the picture is not as it was."""

    def __init__(self) -> None:
        self._model = cv2.createBackgroundSubtractorMOG2(history=300, varThreshold=25, detectShadows=False)
        self._began: float | None = None

    def sees(self, t: float, image: NDArray[np.uint8]) -> bool | None:
        """See `Watcher`; the first half second teaches it the shop."""
        self._began = t if self._began is None else self._began
        small = cv2.resize(image, GATE, interpolation=cv2.INTER_AREA)
        moved = cv2.medianBlur(self._model.apply(small), 3)
        return bool(t - self._began > SETTLES_S and cv2.countNonZero(moved) > LARGE * moved.size)


class HaarNear:
    """OpenCV 4's cascade for frontal faces: one is as large as at 1.6 m. Four looks a second, at half the width."""

    def __init__(self) -> None:
        from kiosk.bench.peer_faces import Haar

        self._cascade = Haar(cv2)
        self._looked_at = -math.inf

    def sees(self, t: float, image: NDArray[np.uint8]) -> bool | None:
        """See `Watcher`."""
        if t - self._looked_at < LOOKS_S:
            return None
        self._looked_at = t
        half = np.asarray(cv2.resize(image, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA), np.uint8)
        return bool(self._cascade.widest(half) >= NEAR_SHARE * half.shape[1])


def greeters() -> dict[str, Greeter]:
    """The peers that this OpenCV has, by name."""
    peers: dict[str, Greeter] = {"MOG2 presence": Greeter(Mog2())}
    if hasattr(cv2, "CascadeClassifier"):
        peers["Haar presence"] = Greeter(HaarNear())
    return peers
