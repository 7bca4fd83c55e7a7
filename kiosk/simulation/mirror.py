"""A mirror in the simulated shop, held before the kiosk's screen, so that its camera sees what stands there."""

from __future__ import annotations

import base64
import json
import socket
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

Image = NDArray[np.uint8]
TALL_PX, WIDE_PX = 560, 420
"""The largest picture that is sent: more than a camera of 640 by 480 would see of it."""
CORNERS = np.array([(0.27, 0.10), (0.74, 0.13), (0.73, 0.90), (0.26, 0.93)], np.float32)
"""Where the mirror is in the camera's picture, as shares of its width and height: held a little askew."""
FRAME_PX = 10
WOOD = (64, 96, 138)
"""BGR."""


class MirrorHolder:
    """Somebody in the shop behind `socket_path` who holds up a mirror; raises OSError if there is no shop."""

    def __init__(self, socket_path: Path) -> None:
        self._shop = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self._shop.connect(str(socket_path))
        self._shop.sendall(b"mirror\n")

    def show(self, picture: Image) -> None:
        """What stands on the screen now, BGR."""
        height, width = picture.shape[:2]
        shrink = min(1.0, TALL_PX / height, WIDE_PX / width)
        small = cv2.resize(picture, None, fx=shrink, fy=shrink, interpolation=cv2.INTER_AREA)
        packed = base64.b64encode(cv2.imencode(".png", small)[1].tobytes()).decode()
        self._shop.sendall(json.dumps({"mirror": packed}).encode() + b"\n")

    def close(self) -> None:
        """Put the mirror away."""
        self._shop.close()


def unpacked(packed: str) -> Image:
    """What a mirror shows, as a mirror shows it: left is right."""
    raw = np.frombuffer(base64.b64decode(packed), np.uint8)
    return np.asarray(cv2.flip(np.asarray(cv2.imdecode(raw, cv2.IMREAD_COLOR)), 1), np.uint8)


def draw_mirror(picture: Image, reflection: Image) -> None:
    """Put the mirror into a camera's picture, in place."""
    height, width = picture.shape[:2]
    framed = cv2.copyMakeBorder(reflection, FRAME_PX, FRAME_PX, FRAME_PX, FRAME_PX, cv2.BORDER_CONSTANT, value=WOOD)
    tall, wide = framed.shape[:2]
    source = np.array([(0, 0), (wide, 0), (wide, tall), (0, tall)], np.float32)
    target = _fitting(wide / tall, width, height)
    turn = cv2.getPerspectiveTransform(source, target)
    seen = cv2.warpPerspective(framed, turn, (width, height), flags=cv2.INTER_AREA)
    inside = cv2.warpPerspective(np.full((tall, wide), 255, np.uint8), turn, (width, height))
    picture[inside > 127] = seen[inside > 127]


def _fitting(aspect: float, width: int, height: int) -> NDArray[np.float32]:
    """The corners in px, drawn together until what is in them keeps its shape."""
    corners = CORNERS * np.array([width, height], np.float32)
    centre = corners.mean(axis=0)
    have = float(np.ptp(corners[:, 0]) / np.ptp(corners[:, 1]))
    shrink = np.array([min(1.0, aspect / have), min(1.0, have / aspect)], np.float32)
    return np.asarray(centre + (corners - centre) * shrink, np.float32)
