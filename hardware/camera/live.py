"""A camera that takes pictures as they come, read in a thread of its own.

A capture device can block for seconds in its driver, or for ever after an unplug: the thread waits for it, keeps the
newest frame only, and whoever reads waits no longer than asked. A thread that still hangs when its camera is closed is
left behind, and the same camera is not opened again before it is free: so there is never more than one for each.
"""

from __future__ import annotations

import threading
import time
from typing import Final, Protocol

import cv2

from hardware.camera.camera import Frame, Image
from hardware.errors import HardwareError

OPEN_S = 6.0
FIRST_FRAME_S = 4.0  # a USB camera needs up to 2 s for its first exposure
SILENCE_S = 2.0
CLOSE_S = 0.5
PAUSE_S = 0.05  # before it is asked again for a picture that it did not give

_threads: Final[dict[str, threading.Thread]] = {}


def held() -> bool:
    """Whether a driver has not given its device back yet, also of a camera that was closed."""
    return any(thread.is_alive() for thread in _threads.values())


class Capture(Protocol):
    """A device as its driver sees it. Every method may block; all are called by one thread, in this order."""

    def prepare(self) -> None:
        """See whether it is there, without taking in a picture. Raises `HardwareError`."""
        ...

    def start(self) -> None:
        """Begin to take in pictures. Raises `HardwareError`."""
        ...

    def read(self) -> Image | None:
        """The next picture; None if none came. Raises `HardwareError` if none will ever come."""
        ...

    def release(self) -> None:
        """Give the device back; also after a `prepare` that failed."""
        ...

    def silent(self) -> HardwareError:
        """What to tell of a device that gives no pictures."""
        ...


class LiveCamera:
    """The pictures of a `Capture`. Nothing is captured before the first `read`.

    `opened` and `read` raise the `HardwareError` of the capture: also if it did not open within 6 s, if no picture came
    within 4 s of the first `read`, or 2 s of the last one. Raises `HardwareError` `camera.stuck` if the driver still
    hangs from the last time.
    """

    ended = False

    def __init__(self, capture: Capture, detail: str, fps: float = 15.0) -> None:
        self.detail, self.fps = detail, fps
        self._capture = capture
        self._news = threading.Condition()
        self._wanted = threading.Event()
        self._frame: Frame | None = None
        self._fault: HardwareError | None = None
        self._prepared = self._seen = self._closed = False
        self._born = self._last = time.monotonic()
        self._thread = self._begin()

    def opened(self, timeout_s: float) -> bool:
        """Whether the device is there; waits for that at most `timeout_s`."""
        with self._news:
            self._news.wait_for(lambda: self._prepared or self._fault, timeout_s)
            if self._fault is not None:
                raise self._fault
            if not self._prepared and time.monotonic() - self._born > OPEN_S:
                raise self._capture.silent()
            return self._prepared

    def read(self, timeout_s: float) -> Frame | None:
        """The newest frame, at most `timeout_s` from now."""
        if not self._wanted.is_set():
            self._last = time.monotonic()
            self._wanted.set()
        with self._news:
            self._news.wait_for(lambda: self._frame is not None or self._fault, timeout_s)
            frame, self._frame = self._frame, None
            if frame is None:
                self._check()
            return frame

    def close(self) -> None:
        """Have the thread give the device back; it is waited for half a second, as its driver may hang.

        A picture that a hanging driver hands over later is dropped unseen.
        """
        self._closed = True
        self._wanted.set()
        self._thread.join(CLOSE_S)

    def _begin(self) -> threading.Thread:
        before = _threads.get(self.detail)
        if before is not None and before.is_alive():
            raise HardwareError(
                "camera.stuck",
                f"The driver of the camera {self.detail} hangs.",
                "Unplug the camera and plug it in again; if that does not help, restart the machine.",
            )
        thread = threading.Thread(target=self._serve, name=f"camera {self.detail}", daemon=True)
        _threads[self.detail] = thread
        thread.start()
        return thread

    def _check(self) -> None:
        if self._fault is not None:
            raise self._fault
        if time.monotonic() - self._last > (SILENCE_S if self._seen else FIRST_FRAME_S):
            raise self._capture.silent()

    def _serve(self) -> None:
        try:
            self._capture.prepare()
            with self._news:
                self._prepared = True
                self._news.notify_all()
            self._wanted.wait()
            if not self._closed:
                self._capture.start()
            while not self._closed:
                self._grab()
        except HardwareError as fault:
            with self._news:
                self._fault = fault
                self._news.notify_all()
        finally:
            self._capture.release()

    def _grab(self) -> None:
        try:
            image = self._capture.read()
        except cv2.error:  # of a picture that came in pieces when its cable was pulled
            image = None
        now = time.monotonic()
        if image is None or not image.size:
            time.sleep(PAUSE_S)
            return
        if self._closed:
            return
        with self._news:
            skipped = 0 if self._frame is None else self._frame.skipped + 1
            self._frame = Frame(image, now, now - self._born, skipped)
            self._last, self._seen = now, True
            self._news.notify_all()
