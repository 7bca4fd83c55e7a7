"""A camera on the network: RTSP, or MJPEG over HTTP, through OpenCV's FFmpeg."""

from __future__ import annotations

import os
import socket
from typing import Final
from urllib.parse import urlsplit

import cv2
import numpy as np

from hardware.address import without_password
from hardware.camera.camera import Image, quiet_opencv
from hardware.camera.live import LiveCamera
from hardware.errors import HardwareError

PORTS: Final = {"rtsp": 554, "rtsps": 322, "http": 80, "https": 443}
CONNECT_S = 2.0
OPEN_MS, READ_MS = 3500, 1500
OPTIONS: Final = "rtsp_transport;tcp|fflags;nobuffer|flags;low_delay"
"""TCP, as lost packets tear pictures; and no buffer, as old pictures are of no use."""


class StreamCapture:
    """An address with its user and password in it; neither is ever in an error, nor in `name`."""

    def __init__(self, url: str) -> None:
        self._url, self.name = url, without_password(url)
        self._stream = cv2.VideoCapture()

    def prepare(self) -> None:
        """See whether anybody listens there. Raises `HardwareError` `camera.stream-missing`."""
        parts = urlsplit(self._url)
        try:
            port = parts.port or PORTS[parts.scheme]
            socket.create_connection((parts.hostname or "", port), CONNECT_S).close()
        except (OSError, ValueError, UnicodeError) as fault:
            raise HardwareError(
                "camera.stream-missing",
                f"There is no camera at {self.name}.",
                "Check its power, its network cable and the address in sight.camera.",
            ) from fault

    def start(self) -> None:
        """Ask for its pictures. Raises `HardwareError` `camera.stream-refused`."""
        quiet_opencv()
        os.environ.setdefault("OPENCV_FFMPEG_CAPTURE_OPTIONS", OPTIONS)
        limits = [cv2.CAP_PROP_OPEN_TIMEOUT_MSEC, OPEN_MS, cv2.CAP_PROP_READ_TIMEOUT_MSEC, READ_MS]
        if not self._stream.open(self._url, cv2.CAP_FFMPEG, limits):
            raise HardwareError(
                "camera.stream-refused",
                f"The camera at {self.name} answers, but lets no pictures be read.",
                "Check path, user and password of the address in sight.camera, as the camera's own page tells them.",
            )

    def read(self) -> Image | None:
        """The next picture; None if none came in 1.5 s, or the stream has broken off."""
        taken, image = self._stream.read()
        return np.asarray(image, np.uint8) if taken and image is not None else None

    def release(self) -> None:
        """Hang up."""
        self._stream.release()

    def silent(self) -> HardwareError:
        """The stream has broken off."""
        return HardwareError(
            "camera.stream-silent",
            f"The camera at {self.name} gives no pictures.",
            "Check its power and the network between; it is opened again by itself.",
        )


def _scheme(url: str) -> str:
    try:
        return urlsplit(url).scheme
    except ValueError:  # of a bracket in the host that is not closed
        return ""


def open_stream(url: str, fps: float = 15.0) -> LiveCamera:
    """The camera at an address; errors come from `opened` and `read`. Raises `HardwareError` `camera.stream-scheme`."""
    if _scheme(url) not in PORTS:
        address = without_password(url)
        raise HardwareError(
            "camera.stream-scheme",
            f"{address} is no address of a camera.",
            "Begin it with rtsp:// or http://, as in rtsp://user:password@192.168.1.20/stream1.",
        )
    capture = StreamCapture(url)
    return LiveCamera(capture, capture.name, fps)
