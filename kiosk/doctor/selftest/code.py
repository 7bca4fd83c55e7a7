"""The test picture: a QR code with a word that no other screen shows now, and how it is found again.

OpenCV's reader does not tell whether it is mirrored or turned: that is found out by comparing it with the code itself.
"""

from __future__ import annotations

import math
import secrets
from dataclasses import dataclass
from typing import Any, Literal

import cv2
import numpy as np
from numpy.typing import NDArray

Image = NDArray[np.uint8]
PREFIX = "BALIE "
QUIET_MODULES = 4
"""White around the code (ISO/IEC 18004, 6.3.8)."""
SAMPLES = 4
"""Pixels across a module where it is compared."""
Seen = Literal["mirrored", "direct"]


@dataclass(frozen=True, slots=True)
class Sight:
    """A code in a picture: its text, whether it is seen as in a mirror, and how far it is turned, degrees."""

    text: str
    seen: Seen
    turned_deg: float
    size_px: float


def word() -> str:
    """A word for one test."""
    return PREFIX + secrets.token_hex(4).upper()


def modules(text: str) -> Image:
    """The code of a text, a pixel a module, without white around it: 0 is dark, 255 light."""
    code = np.asarray(cv2.QRCodeEncoder.create().encode(text), np.uint8)
    # The encoder gives a margin of its own, of another width in each version.
    dark = np.argwhere(code < 128)
    (top, left), (bottom, right) = dark.min(axis=0), dark.max(axis=0)
    return code[top : bottom + 1, left : right + 1]


def drawn(text: str, size: int) -> Image:
    """The code as a square of about `size` px, grey."""
    bare = np.pad(modules(text), QUIET_MODULES, constant_values=255)
    times = max(1, size // len(bare))
    return np.asarray(np.kron(bare, np.ones((times, times), np.uint8)), np.uint8)


def find(picture: Image) -> Sight | None:
    """The code in a BGR picture. Not every version of OpenCV reads a mirrored one, so it is looked at both ways."""
    width = picture.shape[1]
    for flipped in (False, True):
        text, found, _ = cv2.QRCodeDetector().detectAndDecode(cv2.flip(picture, 1) if flipped else picture)
        if text and found is not None:
            corners = np.asarray(found, np.float32).reshape(4, 2)
            if flipped:
                corners[:, 0] = width - 1 - corners[:, 0]
            return _placed(picture, corners, text)
    return None


def _placed(picture: Image, corners: NDArray[np.float32], text: str) -> Sight:
    """How the code lies: of the eight ways to lay its modules on the four corners, the one that fits best."""
    wanted = modules(text).astype(np.float32) - 127.5
    grey = cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY)
    ways = [np.roll(order, turn, axis=0) for order in (corners, corners[::-1]) for turn in range(4)]
    best = max(ways, key=lambda way: _likeness(grey, way, wanted))
    (x0, y0), (x1, y1), _, (x3, y3) = (tuple(map(float, corner)) for corner in best)
    clockwise = (x1 - x0) * (y3 - y0) - (y1 - y0) * (x3 - x0) > 0
    across = x1 - x0 if clockwise else x0 - x1
    turned = math.degrees(math.atan2(y1 - y0, across))
    return Sight(text, "direct" if clockwise else "mirrored", turned, math.hypot(x1 - x0, y1 - y0))


def _likeness(grey: NDArray[Any], corners: NDArray[np.float32], wanted: NDArray[np.float32]) -> float:
    """How well the modules between four corners (of the code: upper left, upper right, lower right, lower left) fit."""
    size = len(wanted)
    square = np.array([(0, 0), (size, 0), (size, size), (0, size)], np.float32) * SAMPLES
    turn = cv2.getPerspectiveTransform(np.ascontiguousarray(corners), square)
    seen = cv2.warpPerspective(grey, turn, (size * SAMPLES, size * SAMPLES))
    small = cv2.resize(seen, (size, size), interpolation=cv2.INTER_AREA).astype(np.float32)
    return float(np.sum((small - small.mean()) * wanted))
