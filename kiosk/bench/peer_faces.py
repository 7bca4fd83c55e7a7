"""The classic face detector beside ours: a cascade, as OpenCV's tutorials and most kiosks use it."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

SMALLEST_PX = 12
LARGEST_PX = 300
WHY_NONE = "this OpenCV has no Haar cascade (5 has none), and scikit-image, which has another, is not installed"
SCALE = 1.2


class Detector(Protocol):
    """Finds upright frontal faces."""

    name: str

    def find(self, picture: NDArray[np.uint8]) -> int:
        """How many faces there are in a BGR picture."""
        ...


def make() -> Detector | None:
    """The cascade that installs beside this OpenCV; None where none does (OpenCV 5 has no Haar cascade any more)."""
    import cv2

    if hasattr(cv2, "CascadeClassifier"):
        return Haar(cv2)
    return LocalBinaryPatterns() if find_spec("skimage") is not None else None


class Haar:
    """OpenCV 4's Viola–Jones cascade."""

    name = "OpenCV's Haar cascade"

    def __init__(self, cv2: Any) -> None:  # noqa: ANN401 - OpenCV 4's module: 5, which the types are of, lacks these
        self._cv2 = cv2
        self._cascade = cv2.CascadeClassifier(cv2.data.haarcascades + "haarcascade_frontalface_default.xml")

    def find(self, picture: NDArray[np.uint8]) -> int:
        """See `Detector`."""
        return len(self._boxes(picture))

    def widest(self, picture: NDArray[np.uint8]) -> float:
        """The width of the largest face, px; 0 if there is none."""
        return max((float(box[2]) for box in self._boxes(picture)), default=0.0)

    def _boxes(self, picture: NDArray[np.uint8]) -> Any:  # noqa: ANN401 - an array, or a tuple if there are none
        grey = self._cv2.cvtColor(picture, self._cv2.COLOR_BGR2GRAY)
        return self._cascade.detectMultiScale(grey, SCALE, 3, minSize=(SMALLEST_PX, SMALLEST_PX))


class LocalBinaryPatterns:
    """scikit-image's cascade, with the trained file that OpenCV shipped for it."""

    name = "LBP cascade of scikit-image (this OpenCV has no Haar cascade)"

    def __init__(self) -> None:
        data: Any = import_module("skimage.data")  # partly typed: neither with nor without its types would pass
        feature: Any = import_module("skimage.feature")
        self._cascade = feature.Cascade(data.lbp_frontal_face_cascade_filename())

    def find(self, picture: NDArray[np.uint8]) -> int:
        """See `Detector`."""
        least, most = (SMALLEST_PX, SMALLEST_PX), (LARGEST_PX, LARGEST_PX)
        rgb = np.ascontiguousarray(picture[:, :, ::-1])
        return len(self._cascade.detect_multi_scale(rgb, SCALE, 1, min_size=least, max_size=most))
