"""The test picture: a QR code with a word that no other screen shows now, and how it is found again.

OpenCV's reader does not read a mirrored code, so each picture is looked at both ways.
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


def drawn(text: str, size: int) -> Image:
    """The code as a square of about `size` px, grey."""
    modules = np.asarray(cv2.QRCodeEncoder.create().encode(text), np.uint8)
    # The encoder gives a margin of its own, of another width in each version.
    dark = np.argwhere(modules < 128)
    (top, left), (bottom, right) = dark.min(axis=0), dark.max(axis=0)
    bare = np.pad(modules[top : bottom + 1, left : right + 1], QUIET_MODULES, constant_values=255)
    times = max(1, size // len(bare))
    return np.asarray(np.kron(bare, np.ones((times, times), np.uint8)), np.uint8)


def find(picture: Image) -> Sight | None:
    """The code in a BGR picture."""
    ways: tuple[tuple[Seen, Any], ...] = (("mirrored", cv2.flip(picture, 1)), ("direct", picture))
    for seen, looked_at in ways:
        text, corners, _ = cv2.QRCodeDetector().detectAndDecode(looked_at)
        if text and corners is not None:
            left, right = np.asarray(corners, np.float64).reshape(-1, 2)[:2]
            across, down = right - left
            return Sight(text, seen, math.degrees(math.atan2(down, across)), math.hypot(across, down))
    return None
