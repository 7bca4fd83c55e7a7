"""A camera on the ribbon cable (CSI) of a Raspberry Pi, through its own program.

`rpicam-vid` (`libcamera-vid` before 2024) writes raw YUV420 frames to a pipe: each is width × height bytes of Y, then a
quarter as many of U, then of V. That needs no Python package of the system's, as picamera2 would.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import select
import shutil
import signal
import subprocess
import time
from collections.abc import Callable
from functools import partial
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from hardware.camera.camera import Image
from hardware.camera.live import LiveCamera
from hardware.errors import HardwareError

PROGRAMS: Final = ("rpicam-vid", "libcamera-vid")
TURN_S = 0.5
END_S = 1.0
TOLD = 2000
PR_SET_PDEATHSIG: Final = 1
UNLIKE, UNLIKE_ROWS, TORN = 10.0, 0.15, 3
"""Levels, the share of rows, and so many pictures in a row: see `is_torn`. Rows of true pictures reach 0.07."""


def program(which: Callable[[str], str | None] = shutil.which) -> str:
    """The path of the program that reads the cable; empty if it is not installed."""
    return next((path for name in PROGRAMS if (path := which(name))), "")


class CsiCapture:
    """Frames of the program's standard output; `width` is a multiple of 64, so that its rows are not padded."""

    def __init__(self, camera: int, width: int, height: int, fps: float) -> None:
        self._shape = (height, width)
        self._program = ""
        self._options = ["--camera", str(camera), "--width", str(width), "--height", str(height)]
        self._options += ["--framerate", f"{fps:g}", "--codec", "yuv420", "--timeout", "0", "--nopreview"]
        self._options += ["--verbose", "0", "--flush", "--output", "-"]
        self._process: subprocess.Popen[bytes] | None = None
        self._buffer = bytearray()
        self._said = b""
        self._torn = 0

    def prepare(self) -> None:
        """Find the program. Raises `HardwareError` `camera.csi-program`."""
        self._program = program()
        if not self._program:
            raise HardwareError(
                "camera.csi-program",
                "The camera on the ribbon cable cannot be read: rpicam-vid is not installed.",
                "On Raspberry Pi OS: sudo apt install rpicam-apps-lite. Elsewhere use a USB camera.",
            )

    def start(self) -> None:
        """Run it. Raises `HardwareError` `camera.csi-start`."""
        try:
            self._process = subprocess.Popen(
                [self._program, *self._options],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                preexec_fn=_ends_with_thread(),  # noqa: PLW1509 - it calls the kernel and nothing else
            )
        except OSError as fault:
            raise HardwareError(
                "camera.csi-start",
                f"{self._program} cannot be run: {fault.strerror}.",
                "Install it again: sudo apt install --reinstall rpicam-apps-lite.",
            ) from fault

    def read(self) -> Image | None:
        """The next picture; None if half a second brought none that is whole.

        Raises `HardwareError`: `camera.csi-ended`, and `camera.csi-torn` if it is no picture time and again.
        """
        height, width = self._shape
        size = width * height * 3 // 2
        until = time.monotonic() + TURN_S
        while len(self._buffer) < size:
            if not self._take(size - len(self._buffer)) or time.monotonic() > until:
                return None  # what has come of it is kept for the next turn
        planes = np.frombuffer(bytes(self._buffer), np.uint8).reshape(height * 3 // 2, width)
        self._buffer.clear()
        if is_torn(planes):
            self._leave_out()
            return None
        self._torn = 0
        return np.asarray(cv2.cvtColor(planes, cv2.COLOR_YUV2BGR_I420), np.uint8)

    def _leave_out(self) -> None:
        """One torn picture is left out; where a part was lost all that follow are: the program begins anew."""
        self._torn += 1
        if self._torn >= TORN:
            raise HardwareError(
                "camera.csi-torn",
                "What comes from the ribbon cable's camera is no picture: parts were lost, or it is noise.",
                "It is opened again by itself. If that does not help, seat the cable anew and try `rpicam-hello`.",
            )

    def release(self) -> None:
        """End the program; what it still writes is not read."""
        process = self._process
        if process is None:
            return
        process.terminate()
        try:
            process.wait(END_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        for pipe in (process.stdout, process.stderr):
            if pipe is not None:
                pipe.close()
        self._process = None

    def silent(self) -> HardwareError:
        """The sensor does not answer."""
        return HardwareError(
            "camera.csi-silent",
            "The camera on the ribbon cable gives no pictures.",
            "Switch the machine off, and seat the cable anew at both ends.",
        )

    def _take(self, most: int) -> bool:
        """Some bytes of a frame; what the program complains of is kept for the error."""
        process = self._process
        if process is None or process.stdout is None or process.stderr is None:
            return False
        out, err = process.stdout.fileno(), process.stderr.fileno()
        ready, _, _ = select.select([out, err], [], [], TURN_S)
        if err in ready:
            self._said = (self._said + os.read(err, TOLD))[-TOLD:]
        if out in ready:
            data = os.read(out, most)
            if not data:
                raise self._over(process)
            self._buffer += data
        return out in ready or (err in ready and process.poll() is None)

    def _over(self, process: subprocess.Popen[bytes]) -> HardwareError:
        """It has ended by itself: without a camera it does so at once, and says why."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(END_S)
        rest = os.read(process.stderr.fileno(), TOLD) if process.stderr is not None else b""
        said = (self._said + rest).decode(errors="replace").strip().splitlines()
        why = said[-1].strip() if said else f"status {process.returncode}"
        return HardwareError(
            "camera.csi-ended",
            f"The program that reads the ribbon cable's camera has ended: {why}.",
            "Seat the cable anew, end other programs that use the camera, and try `rpicam-hello --list-cameras`.",
        )


def is_torn(planes: NDArray[np.uint8]) -> bool:
    """Whether the third of a YUV420 frame that holds the colours, rows × width, holds brightness, or noise.

    There each row of bytes is two neighbouring rows of a colour, much alike; the two halves of a picture's row are not.
    """
    rows, half = planes[planes.shape[0] * 2 // 3 :: 4].astype(np.int16), planes.shape[1] // 2
    unlike = np.abs(rows[:, :half] - rows[:, half:]).mean(axis=1) > UNLIKE
    return bool(unlike.mean() > UNLIKE_ROWS)


def _ends_with_thread() -> Callable[[], object]:
    """No program takes pictures in when the thread that reads them is gone, however it ended: prctl(2)."""
    return partial(ctypes.CDLL(None).prctl, PR_SET_PDEATHSIG, signal.SIGKILL)


def open_csi(camera: int = 0, width: int = 640, height: int = 480, fps: float = 15.0) -> LiveCamera:
    """Camera number `camera` on the ribbon cables; errors come from `opened` and `read`."""
    return LiveCamera(CsiCapture(camera, width, height, fps), f"ribbon cable camera {camera}", fps)
