"""Sight as a part: reads a camera, sends presence. Frames never leave this process and are never written."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import TYPE_CHECKING

from kiosk.errors import KioskError
from kiosk.events import CameraClosed, CameraOpened, Event, PartFailed, PartReady, SourceEnded
from kiosk.ports import Link, LinkClosed
from kiosk.settings import Settings

if TYPE_CHECKING:
    from hardware.camera import Camera, Frame
    from kiosk.sight.pipeline import Pipeline

RETRY_S = 2.0
READ_S = 0.1
NAME = "sight"


def run(link: Link, settings: Settings) -> None:
    """Serve until the core goes."""
    watch = Watch(link, settings)
    try:
        while True:
            watch.turn()
    except LinkClosed:
        watch.close()


class Watch:
    """The part's loop, one turn at a time; the model and the camera are opened when they can be, and again if lost."""

    def __init__(self, link: Link, settings: Settings) -> None:
        self._link, self._settings = link, settings
        self._pipeline: Pipeline | None = None
        self._camera: Camera | None = None
        self._retry_at = 0.0
        self._told = ""
        self._ready = self._watching = False
        self._over = False

    def turn(self) -> None:
        """Wait for one frame, or for the next attempt, and send what follows from it."""
        if self._camera is not None:
            self._link.receive(0)
            self._read(self._camera)
            return
        self._link.receive(READ_S)
        if self._pipeline is not None:
            self._send(self._pipeline.idle(time.monotonic()))
        if self._over:
            self._end()
        elif time.monotonic() >= self._retry_at:
            self._open()

    def close(self) -> None:
        """Give the camera back."""
        if self._camera is not None:
            self._camera.close()
        self._camera = None

    def _lose(self) -> None:
        """Give the camera back, and let the light go out."""
        self.close()
        if self._watching:
            self._watching = False
            self._link.send(CameraClosed())

    def _open(self) -> None:
        from hardware.errors import HardwareError
        from kiosk import models, store_codes
        from kiosk.sight.codes import CodeReader
        from kiosk.sight.pipeline import Pipeline
        from kiosk.sight.source import open_camera

        try:
            if self._pipeline is None:
                codes = CodeReader(store_codes.load(self._settings.store.dir))
                self._pipeline = Pipeline(models.path("yunet"), self._settings.sight, codes=codes)
            self._camera = open_camera(self._settings.sight, self._link.run_dir, self._alive)
        except (HardwareError, KioskError) as fault:
            self._fail(fault)

    def _alive(self) -> None:
        self._link.receive(0)

    def _read(self, camera: Camera) -> None:
        from hardware.errors import HardwareError

        try:
            frame = camera.read(READ_S)
        except HardwareError as fault:
            self._fail(fault)
            return
        if frame is not None:
            self._see(frame)
        elif self._pipeline is not None:
            self._send(self._pipeline.idle(time.monotonic()))
        if camera.ended:
            self._lose()
            self._over = True

    def _see(self, frame: Frame) -> None:
        if not self._watching:
            self._watching = True
            self._link.send(CameraOpened())
        if not self._ready and self._camera is not None:
            self._ready, self._told = True, ""
            simulated = self._settings.sight.camera == "shop"
            self._link.send(PartReady(NAME, f"{self._camera.detail}, YuNet", simulated))
        if self._pipeline is not None:
            self._send(self._pipeline.step(frame.at, frame.image))

    def _end(self) -> None:
        """A recording is over: once nobody is engaged any more, that is told, once."""
        if self._ready and self._pipeline is not None and not self._pipeline.presence.engaged:
            self._ready = False
            self._link.send(SourceEnded(NAME))

    def _fail(self, fault: Exception) -> None:
        """Tell a fault once, and try again later."""
        self._lose()
        self._ready = False
        self._retry_at = time.monotonic() + RETRY_S
        code = str(getattr(fault, "code", "sight.failed"))
        if code != self._told:
            self._told = code
            self._link.send(PartFailed(NAME, code, str(fault)))

    def _send(self, events: Sequence[Event]) -> None:
        for event in events:
            self._link.send(event)
