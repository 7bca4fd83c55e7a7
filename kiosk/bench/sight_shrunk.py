"""How small a real face may be: those of the public clips, shrunk, and found again or not."""

from __future__ import annotations

import math
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from hardware.camera.film import FileCamera
from kiosk.bench.row import Row, Skipped
from kiosk.sight.faces import Face, FaceDetector

CLIPS: Final = (
    "single_face.mp4",
    "noface_face.mov",
    "head-pose-face-detection-female-and-male.gif",
    "head-pose-face-detection-female.gif",
    "one-by-one-person-detection.mp4",
)
EVERY: Final = {"one-by-one-person-detection.mp4": 40}
"""Of a long clip so few frames are taken; of the others every fourth."""
WIDTHS: Final = ((16, 0.95), (12, 0.90))
SURE, LEAST_PX = 0.8, 30
CANVAS: Final = (480, 640)


def rows(model: Path, data: Path | None) -> Iterator[Row | Skipped]:
    """Recall by width, of faces that are found for sure as large as they are."""
    files = [data / "sight" / name for name in CLIPS if (data / "sight" / name).is_file()] if data else []
    if not files:
        yield Skipped("real faces, shrunk", "no folder with clips was given; use --data DIR with sight/ in it")
        return
    detector = FaceDetector(model)
    faces = [found for file in files for found in _faces(detector, file)]
    for width, goal in WIDTHS:
        again = [_found_again(detector, picture, face, width) for picture, face in faces]
        name = f"recall of real faces shrunk to {width} px, of {len(again)}"
        yield Row(name, sum(again) / max(1, len(again)), "", goal, "higher")


def _faces(detector: FaceDetector, file: Path) -> Iterator[tuple[NDArray[np.uint8], Face]]:
    camera, every, number = FileCamera(file, paced=False), EVERY.get(file.name, 4), 0
    try:
        while (frame := camera.read(0.0)) is not None:
            number += 1
            if number % every == 0:
                found = detector.find(frame.image)
                yield from ((frame.image, one) for one in found if one.score > SURE and one.width >= LEAST_PX)
    finally:
        camera.close()


def _found_again(detector: FaceDetector, picture: NDArray[np.uint8], face: Face, width: int) -> bool:
    """Whether it is found in the picture made that much smaller."""
    scale = width / face.width
    small = cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)[: CANVAS[0], : CANVAS[1]]
    canvas: NDArray[np.uint8] = np.full((*CANVAS, 3), 120, np.uint8)
    canvas[: small.shape[0], : small.shape[1]] = small
    column, row = (face.x + face.width / 2) * scale, (face.y + face.height / 2) * scale
    return any(
        math.hypot(one.x + one.width / 2 - column, one.y + one.height / 2 - row) < 0.6 * width
        for one in detector.find(canvas)
    )
