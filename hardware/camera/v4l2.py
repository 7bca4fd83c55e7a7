"""A V4L2 camera: on USB, or whatever else a driver shows as /dev/video*."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import cv2
import numpy as np

from hardware.camera.camera import Image, quiet_opencv
from hardware.camera.live import LiveCamera
from hardware.errors import HardwareError

CODECS: Final = ("bcm2835-codec", "bcm2835-isp", "pispbe", "rpivid", "rpi-hevc-dec")
RIBBON: Final = frozenset({"unicam", "rp1-cfe"})
"""What a Raspberry Pi's drivers call its codecs and image processors, and the receivers of its ribbon cables."""


class DeviceCapture:
    """`/dev/video<number>` through OpenCV. Opening it sets it up; it streams from the first picture that is read."""

    def __init__(self, number: int, width: int, height: int, fps: float) -> None:
        self._number = number
        # Without MJPEG a USB 2 camera falls to a few frames a second, and a queue of frames is old news.
        self._wanted = [
            (cv2.CAP_PROP_FOURCC, float(cv2.VideoWriter.fourcc(*"MJPG"))),
            (cv2.CAP_PROP_FRAME_WIDTH, float(width)),
            (cv2.CAP_PROP_FRAME_HEIGHT, float(height)),
            (cv2.CAP_PROP_FPS, fps),
            (cv2.CAP_PROP_BUFFERSIZE, 1.0),
        ]
        self._device = cv2.VideoCapture()

    def prepare(self) -> None:
        """Open it. Raises `HardwareError` `camera.device-missing`."""
        quiet_opencv()
        self._device.open(self._number, cv2.CAP_V4L2)
        if not self._device.isOpened():
            raise HardwareError(
                "camera.device-missing",
                f"The camera /dev/video{self._number} cannot be opened.",
                "Plug it in, let the kiosk's user read it (group video), and close other programs that use it.",
            )
        for name, value in self._wanted:
            self._device.set(name, value)

    def start(self) -> None:
        """It starts with the first picture."""

    def read(self) -> Image | None:
        """The next picture; after an unplug OpenCV waits 10 s for it."""
        taken, image = self._device.read()
        return np.asarray(image, np.uint8) if taken and image is not None else None

    def release(self) -> None:
        """Close it."""
        self._device.release()

    def silent(self) -> HardwareError:
        """It was unplugged, or hangs."""
        return HardwareError(
            "camera.device-silent",
            f"The camera /dev/video{self._number} gives no pictures.",
            "Unplug it and plug it in again, at best in another USB port.",
        )


def open_device(number: int, width: int = 640, height: int = 480, fps: float = 15.0) -> LiveCamera:
    """The V4L2 device `/dev/video<number>`; errors come from `opened` and `read`."""
    return LiveCamera(DeviceCapture(number, width, height, fps), f"/dev/video{number}", fps)


def device_numbers(folder: Path = Path("/dev")) -> list[int]:
    """Numbers of the V4L2 nodes that this machine has, lowest first; some may be no cameras."""
    nodes = (node.name.removeprefix("video") for node in folder.glob("video*"))
    return sorted(int(node) for node in nodes if node.isdigit())


def camera_numbers(root: Path = Path("/")) -> list[int]:
    """The nodes that may be cameras: a Raspberry Pi has a dozen that are its own codecs and cable receivers."""
    numbers = device_numbers(root / "dev")
    return [number for number in numbers if not of_the_board(driver_name(number, root))]


def driver_name(number: int, root: Path = Path("/")) -> str:
    """What the driver calls a node; empty if it does not say."""
    place = root / "sys" / "class" / "video4linux" / f"video{number}" / "name"
    return place.read_text(encoding="utf-8", errors="replace").strip() if place.is_file() else ""


def of_the_board(name: str) -> bool:
    """Whether a driver's name is that of a codec or a cable receiver, of which V4L2 gives no pictures."""
    return name.startswith(CODECS) or name in RIBBON
