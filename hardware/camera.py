"""Cameras: a V4L2 device or a recording, behind one seam.

A capture device can block for seconds in its driver, so it is read in a thread of its own that keeps the newest frame
only; whoever reads waits no longer than asked. Pictures are BGR, uint8, height × width × 3.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import cv2
import numpy as np
from numpy.typing import NDArray

from hardware.errors import HardwareError

Image = NDArray[np.uint8]

FIRST_FRAME_S = 4.0  # a USB camera needs up to 2 s for its first exposure
SILENCE_S = 2.0


@dataclass(frozen=True, slots=True, eq=False)
class Frame:
    """A picture, the CLOCK_MONOTONIC second it was taken at, and its time in the source (a recording's own clock)."""

    image: Image
    at: float
    t_s: float


class Camera(Protocol):
    """A source of frames."""

    @property
    def detail(self) -> str:
        """Which camera, in words for a log."""
        ...

    @property
    def fps(self) -> float:
        """Nominal frames a second."""
        ...

    @property
    def ended(self) -> bool:
        """Whether a recording has come to its end; never true of a device."""
        ...

    def read(self, timeout_s: float) -> Frame | None:
        """The newest frame not read before, or None after `timeout_s`. Raises `HardwareError` if the camera is lost."""
        ...

    def close(self) -> None:
        """Give the device back."""
        ...


class Capture(Protocol):
    """What is used of `cv2.VideoCapture`."""

    def isOpened(self) -> bool:  # noqa: N802, D102
        ...

    def read(self) -> tuple[bool, Any]:  # noqa: D102
        ...

    def release(self) -> None:  # noqa: D102
        ...


SUFFIXES = (".gif", ".mp4", ".mov", ".avi")
"""Recordings that are read; FFmpeg would take a text for a film of letters."""


class FileCamera:
    """A recording: GIF, MP4, MOV, AVI, by its own time stamps.

    `paced` plays it in real time from the first `read` and leaves out frames whose time has passed, as a live camera
    would; otherwise every `read` gives the next frame at once. Raises `HardwareError`: `camera.file-missing`,
    `camera.file-broken`.
    """

    def __init__(self, path: Path, *, paced: bool = True) -> None:
        self._capture = _open_file(path)
        self._paced = paced
        self.detail = path.name
        fps = float(self._capture.get(cv2.CAP_PROP_FPS))
        self.fps = fps if 1.0 <= fps <= 240.0 else 25.0
        self._start: float | None = None
        self._index = 0
        self._t_s = -1.0 / self.fps
        self._next = self._decode()
        if self._next is None:
            self.close()
            raise _broken(path)

    @property
    def ended(self) -> bool:
        """Whether the last frame was given and its time is over."""
        over = self._start is None or not self._paced or time.monotonic() >= self._start + self._t_s + 1.0 / self.fps
        return self._next is None and over

    def read(self, timeout_s: float) -> Frame | None:
        """The next frame when it is due; None if that is not within `timeout_s`, or at the end."""
        now = time.monotonic()
        if self._start is None:
            self._start = now
        if self._next is None:
            self._rest(timeout_s)
            return None
        due = self._start + self._next[0] if self._paced else now
        if due > now + timeout_s:
            time.sleep(timeout_s)
            return None
        time.sleep(max(0.0, due - now))
        return self._take()

    def close(self) -> None:
        """Close the file."""
        self._capture.release()

    def _rest(self, timeout_s: float) -> None:
        """The last frame stays for its own time."""
        if self._paced and not self.ended:
            time.sleep(timeout_s)

    def _take(self) -> Frame | None:
        """The frame that is due now; the ones before it are decoded, because codecs build on them, and left out."""
        frame, now, start = self._next, time.monotonic(), self._start or 0.0
        self._next = self._decode()
        while self._paced and self._next is not None and start + self._next[0] <= now:
            frame = self._next
            self._next = self._decode()
        return None if frame is None else Frame(frame[1], start + frame[0] if self._paced else now, frame[0])

    def _decode(self) -> tuple[float, Image] | None:
        taken, image = self._capture.read()
        if not taken or image is None:
            return None
        # Some containers give no time stamps: then the nominal rate counts the time.
        stamp = float(self._capture.get(cv2.CAP_PROP_POS_MSEC)) / 1000.0
        self._t_s = stamp if self._index == 0 or stamp > self._t_s else self._t_s + 1.0 / self.fps
        self._index += 1
        return self._t_s, np.asarray(image, np.uint8)


class DeviceCamera:
    """A live device, read in a thread.

    `open_capture` may block. `read` raises `HardwareError`: `camera.device-missing` if it cannot be opened,
    `camera.device-silent` if no frame came within 4 s of opening or 2 s of the last one.
    """

    ended = False

    def __init__(self, open_capture: Callable[[], Capture], detail: str, fps: float = 15.0) -> None:
        self.detail, self.fps = detail, fps
        self._open = open_capture
        self._news = threading.Condition()
        self._frame: Frame | None = None
        self._missing = False
        self._closed = False
        self._born = self._last = time.monotonic()
        self._seen = False
        self._thread = threading.Thread(target=self._grab, name=f"camera {detail}", daemon=True)
        self._thread.start()

    def read(self, timeout_s: float) -> Frame | None:
        """The newest frame, at most `timeout_s` from now."""
        with self._news:
            self._news.wait_for(lambda: self._frame is not None or self._missing, timeout_s)
            frame, self._frame = self._frame, None
            if frame is not None:
                return frame
            self._check()
            return None

    def close(self) -> None:
        """Ask the thread to give the device back; it is not waited for, as its driver may hang."""
        self._closed = True
        self._thread.join(0.2)

    def _check(self) -> None:
        if self._missing:
            raise HardwareError(
                "camera.device-missing",
                f"The camera {self.detail} cannot be opened.",
                "Plug it in, let the kiosk's user read it (group video), and close other programs that use it.",
            )
        if time.monotonic() - self._last > (SILENCE_S if self._seen else FIRST_FRAME_S):
            raise HardwareError(
                "camera.device-silent",
                f"The camera {self.detail} gives no pictures.",
                "Unplug it and plug it in again, at best in another USB port.",
            )

    def _grab(self) -> None:
        capture = self._open()
        if not capture.isOpened():
            capture.release()
            with self._news:
                self._missing = True
                self._news.notify_all()
            return
        while not self._closed:
            taken, image = capture.read()
            now = time.monotonic()
            if not taken or image is None:
                time.sleep(0.05)
                continue
            with self._news:
                self._frame = Frame(np.asarray(image, np.uint8), now, now - self._born)
                self._last, self._seen = now, True
                self._news.notify_all()
        capture.release()


def open_device(number: int, width: int = 640, height: int = 480, fps: float = 15.0) -> DeviceCamera:
    """The V4L2 device `/dev/video<number>`; errors come with the first `read`."""

    def capture() -> Capture:
        quiet_opencv()
        # Without MJPEG a USB 2 camera falls to a few frames a second, and a queue of frames is old news.
        wanted = [
            (cv2.CAP_PROP_FOURCC, float(cv2.VideoWriter.fourcc(*"MJPG"))),
            (cv2.CAP_PROP_FRAME_WIDTH, float(width)),
            (cv2.CAP_PROP_FRAME_HEIGHT, float(height)),
            (cv2.CAP_PROP_FPS, fps),
            (cv2.CAP_PROP_BUFFERSIZE, 1.0),
        ]
        device = cv2.VideoCapture(number, cv2.CAP_V4L2)
        for name, value in wanted:
            device.set(name, value)
        return device

    return DeviceCamera(capture, f"/dev/video{number}", fps)


def device_numbers(folder: Path = Path("/dev")) -> list[int]:
    """Numbers of the V4L2 nodes that this machine has, lowest first; some may be no cameras."""
    nodes = (node.name.removeprefix("video") for node in folder.glob("video*"))
    return sorted(int(node) for node in nodes if node.isdigit())


def _open_file(path: Path) -> cv2.VideoCapture:
    if not path.is_file():
        raise HardwareError("camera.file-missing", f"There is no file {path}.", "Check the path of the recording.")
    quiet_opencv()
    capture = cv2.VideoCapture(str(path), cv2.CAP_FFMPEG)
    if not capture.isOpened():
        raise _broken(path)
    return capture


def _broken(path: Path) -> HardwareError:
    return HardwareError(
        "camera.file-broken",
        f"{path} is no video that can be read.",
        "Use a GIF, MP4, MOV or AVI file with at least one picture.",
    )


def quiet_opencv() -> None:
    """Faults are told once, as errors of ours, and not also on standard error by OpenCV and FFmpeg."""
    os.environ.setdefault("OPENCV_FFMPEG_LOGLEVEL", "-8")
    # OpenCV 5 moved the function.
    set_level: Callable[[int], Any] = getattr(cv2, "setLogLevel", None) or cv2.utils.logging.setLogLevel
    set_level(0)
