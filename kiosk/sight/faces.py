"""Faces in a picture, by YuNet (`cv2.FaceDetectorYN`, OpenCV 4.10 and later): boxes and landmarks, no identity."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from hardware.camera.camera import quiet_opencv

Point = tuple[float, float]

OVERLAP = 0.3
MOST_FACES = 50
SHORT_PX = 0.4
"""A box comes out too small by so much of the picture that is searched, which tells on far faces."""


@dataclass(frozen=True, slots=True)
class Region:
    """A part of a picture, px; `x` and `y` are its upper left corner."""

    x: int
    y: int
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Face:
    """A face's box and three of its landmarks, px of the whole picture, and the detector's score, 0 to 1.

    `right_eye` is the person's right eye: the left one in the picture.
    """

    x: float
    y: float
    width: float
    height: float
    right_eye: Point
    left_eye: Point
    nose: Point
    score: float


class FaceDetector:
    """YuNet in full precision: the int8 model misplaces the landmarks of near faces."""

    def __init__(self, model: Path, score: float = 0.6) -> None:
        quiet_opencv()  # its graph engine warns that the processor is the only target, which is the one that is wanted
        cv2.setNumThreads(1)
        self._net = cv2.FaceDetectorYN.create(str(model), "", (320, 320), score, OVERLAP, MOST_FACES)
        self._size = (320, 320)

    def find(self, image: NDArray[np.uint8], width: int = 640, region: Region | None = None) -> list[Face]:
        """Faces of a BGR picture, or of a part of it, looked at no wider than `width` px."""
        if region is not None:
            image = image[region.y : region.y + region.height, region.x : region.x + region.width]
        scale = min(1.0, width / image.shape[1])
        if scale < 1.0:
            size = width, max(1, round(image.shape[0] * scale))
            image = np.asarray(cv2.resize(image, size, interpolation=cv2.INTER_AREA), np.uint8)
        rows = self._detect(image)
        origin = (region.x, region.y) if region else (0, 0)
        return [_face(row, scale, origin) for row in rows]

    def _detect(self, image: NDArray[np.uint8]) -> Sequence[Sequence[float]]:
        size = (image.shape[1], image.shape[0])
        if size != self._size:
            self._net.setInputSize(size)
            self._size = size
        found: Any = self._net.detect(np.ascontiguousarray(image))[1]  # None if there are no faces
        return [] if found is None else [[float(value) for value in row] for row in found]


def _face(row: Sequence[float], scale: float, origin: tuple[int, int]) -> Face:
    """A face from YuNet's 15 numbers: box, five landmarks (right eye, left eye, nose, mouth corners), score."""

    def point(index: int) -> Point:
        return row[index] / scale + origin[0], row[index + 1] / scale + origin[1]

    x, y = point(0)
    grown = SHORT_PX / scale
    wide, high = row[2] / scale + grown, row[3] / scale + grown
    return Face(x - grown / 2, y - grown / 2, wide, high, point(4), point(6), point(8), row[14])
