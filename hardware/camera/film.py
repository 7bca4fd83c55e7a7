"""A recording as a camera."""

from __future__ import annotations

import time
from pathlib import Path

import cv2
import numpy as np

from hardware.camera.camera import Frame, Image, quiet_opencv
from hardware.errors import HardwareError

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


def _open_file(path: Path) -> cv2.VideoCapture:
    if not path.exists():
        raise HardwareError("camera.file-missing", f"There is no file {path}.", "Check the path of the recording.")
    if not path.is_file():
        raise _broken(path)
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
