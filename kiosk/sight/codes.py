"""QR codes held before the camera, by OpenCV's detector: their text, and no more of it than a question needs."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from kiosk.codes import REST, Forms, form_of
from kiosk.events import CodeShown

EVERY_S: Final = 0.4
GONE_S: Final = 4.0
"""A code that was away for so long is told of again."""
LONGEST: Final = 200
MOST_CODES: Final = 3
WIDEST: Final = 1280
CLOSER: Final = 3
"""A code that is found but too small to be read is looked at so many times larger: 2.4 px a module then suffice, where
the whole picture takes 4."""
MARGIN_PX: Final = 10

FOREIGN: Final = "\ufffd"
"""Instead of a code's text that cannot be read: so it is none of the store's, and the shopper is told so."""

Gray = NDArray[np.uint8]
Corners = NDArray[np.float32]  # (4, 2), px


class CodeReader:
    """Looks for codes while an engagement runs, and tells each once. `forms` are those of the store."""

    def __init__(self, forms: Forms) -> None:
        self._forms = forms
        self._detector = cv2.QRCodeDetectorAruco()
        self._near = cv2.QRCodeDetector()
        self._seen_at: dict[str, float] = {}
        self._looked_at = -math.inf
        self._began = True

    def look(self, t: float, image: NDArray[np.uint8], *, engaged: bool) -> list[CodeShown]:
        """Codes that a BGR picture of time `t`, seconds, shows anew.

        A code that is none of the store's and hangs there when an engagement begins is of the shop, and left out.
        """
        if not engaged:
            self._seen_at.clear()
            self._looked_at, self._began = -math.inf, True
            return []
        if t - self._looked_at < EVERY_S:
            return []
        self._looked_at = t
        shown = list(self._new(t, self.read(image)))
        hanging, self._began = self._began, False
        return [CodeShown(text) for text in shown if text or not hanging]

    def read(self, image: NDArray[np.uint8]) -> list[str]:
        """Texts of the codes in a BGR picture, cleaned of control characters and cut to `LONGEST` characters."""
        gray = _gray(image)
        try:
            found, corners = self._detector.detectMulti(gray)
        except cv2.error:  # of what looked like a code
            return []
        if not found or corners is None:
            return []
        texts = (self._text(gray, np.asarray(each, np.float32)) for each in corners[:MOST_CODES])
        return [clean for text in texts if (clean := cleaned(text))]

    def _text(self, gray: Gray, corners: Corners) -> str:
        """What it says. OpenCV reads no Chinese mode, and hands Japanese on in bytes that are none of Python's."""
        try:
            text = str(self._detector.decode(gray, corners.reshape(1, 4, 2))[0])
            return text or str(self._near.detectAndDecode(_closer(gray, corners))[0])
        except (cv2.error, UnicodeDecodeError):
            return FOREIGN

    def _new(self, t: float, texts: Sequence[str]) -> Iterator[str]:
        """What is to be handed on of the codes that were not there just now."""
        self._seen_at = {text: at for text, at in self._seen_at.items() if t - at < GONE_S}
        for text in texts:
            if text not in self._seen_at:
                yield handed_on(text, self._forms)
            self._seen_at[text] = t


def cleaned(text: str) -> str:
    """A code's text on one line, bounded, without what cannot be printed."""
    return "".join(each for each in text if each.isprintable())[:LONGEST].strip()


def handed_on(text: str, forms: Forms) -> str:
    """What of a code's text leaves this process.

    All of it if the store's question for such a code needs the rest, its beginning alone if not (the number of a card),
    and nothing of a code that is none of the store's.
    """
    form = form_of(text, forms)
    return text if form and any(REST in question for question in forms[form].values()) else form


def _gray(image: NDArray[np.uint8]) -> Gray:
    scale = min(1.0, WIDEST / image.shape[1])
    if scale < 1.0:
        image = np.asarray(cv2.resize(image, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), np.uint8)
    return np.asarray(cv2.cvtColor(image, cv2.COLOR_BGR2GRAY), np.uint8)


def _closer(gray: Gray, corners: Corners) -> Gray:
    left, top = (max(0, math.floor(value - MARGIN_PX)) for value in corners.min(axis=0))
    right, bottom = (math.ceil(value + MARGIN_PX) for value in corners.max(axis=0))
    part = gray[top:bottom, left:right]
    return np.asarray(cv2.resize(part, None, fx=CLOSER, fy=CLOSER, interpolation=cv2.INTER_CUBIC), np.uint8)
