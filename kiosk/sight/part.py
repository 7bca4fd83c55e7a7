"""Sight as a part: reads a camera, sends presence. Frames are never written, and leave this process in a call alone.

That takes the command `CallMode`, which is given with the shopper's consent (`kiosk.sight.sharing`).
"""

from __future__ import annotations

import logging
import time
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final, NoReturn

from kiosk.commands import CallMode
from kiosk.errors import KioskError
from kiosk.events import CameraClosed, CameraOpened, Event, PartFailed, PartReady, SourceEnded
from kiosk.ports import Link, LinkClosed
from kiosk.settings import Settings
from kiosk.sight.off import switched_off

if TYPE_CHECKING:
    from hardware.camera.camera import Camera, Frame
    from hardware.camera.picture_watch import PictureWatch
    from hardware.errors import HardwareError
    from kiosk.sight.pipeline import Pipeline
    from kiosk.sight.sharing import Sharing

RETRY_S = 2.0
THAW_S = 10.0
"""A picture that stands still or is torn although its camera was opened anew: how soon that is tried again."""
READ_S = 0.1
IDLE_S = 0.5
NAME = "sight"
NOTED: Final = {
    "good": "the pictures of %s are fine",
    "dark": "the picture of %s is dark: faces are found late or not at all",
    "sluggish": "%s gives fewer than 8 pictures a second: shoppers are greeted late",
}
log = logging.getLogger(__name__)


def run(link: Link, settings: Settings) -> None:
    """Serve until the core goes."""
    watch = Watch(link, settings)
    try:
        if settings.sight.camera == "none":
            _do_without(link)
        while True:
            watch.turn()
    except LinkClosed:
        watch.close()


def _do_without(link: Link) -> NoReturn:
    """Tell once that no camera is wanted, and be there, without model and libraries."""
    off = switched_off()
    link.send(PartFailed(NAME, off.code, str(off)))
    while True:
        link.receive(IDLE_S)


class Watch:
    """The part's loop, one turn at a time; the model and the camera are opened when they can be, and again if lost."""

    def __init__(self, link: Link, settings: Settings) -> None:
        self._link, self._settings = link, settings
        self._pipeline: Pipeline | None = None
        self._camera: Camera | None = None
        self._retry_at = 0.0
        self._pictures: PictureWatch | None = None
        self._told: set[str] = set()
        self._opened_at = 0.0
        self._ready = self._watching = False
        self._over = False
        self._sharing: Sharing | None = None

    def turn(self) -> None:
        """Wait for one frame, or for the next attempt, and send what follows from it."""
        if self._camera is not None:
            self._obey(0.0)
            self._read(self._camera)
            return
        self._obey(READ_S)
        self._darken()
        if self._pipeline is not None:
            self._send(self._pipeline.idle(time.monotonic()))
        if self._over:
            self._end()
        elif time.monotonic() >= self._retry_at:
            self._open()

    def _obey(self, wait_s: float) -> None:
        """Of what the core says sight heeds one thing: whether a colleague may see the shopper."""
        message = self._link.receive(wait_s)
        if isinstance(message, CallMode):
            from kiosk.sight.sharing import Sharing

            self._sharing = self._sharing or Sharing(self._link.run_dir)
            self._sharing.obey(message)

    def close(self) -> None:
        """Give the camera back."""
        if self._sharing is not None:
            self._sharing.close()
        if self._camera is not None:
            self._camera.close()
        self._camera = None

    def _lose(self) -> None:
        """Give the camera back, and let the light go out after the last picture."""
        self.close()
        self._darken()

    def _darken(self) -> None:
        """Let the light go out, unless a driver that hangs may take a picture yet."""
        from hardware.camera.live import held

        if self._watching and not held():
            self._watching = False
            self._link.send(CameraClosed())

    def _open(self) -> None:
        from hardware.camera.picture_watch import PictureWatch
        from hardware.errors import HardwareError
        from kiosk import models, store_codes
        from kiosk.sight.codes import CodeReader
        from kiosk.sight.pipeline import Pipeline
        from kiosk.sight.source import open_camera

        try:
            if self._pipeline is None:
                codes = CodeReader(store_codes.load(self._settings.store.dir))
                self._pipeline = Pipeline(models.path("yunet"), self._settings.sight, codes=codes)
            self._camera = open_camera(self._settings.sight, self._link.run_dir, self._alive, self._light)
        except (HardwareError, KioskError) as fault:
            self._fail(fault)
            return
        self._opened_at = time.monotonic()
        if self._settings.sight.camera.startswith("file:"):
            return  # a recording is as it is
        if self._pictures is None:
            self._pictures = PictureWatch()
        self._pictures.reopened()

    def _light(self) -> None:
        """Let the light go on, before the first picture."""
        if not self._watching:
            self._watching = True
            self._link.send(CameraOpened())

    def _alive(self) -> None:
        self._obey(0.0)

    def _read(self, camera: Camera) -> None:
        from hardware.errors import HardwareError

        self._light()
        try:
            frame = camera.read(READ_S)
        except HardwareError as fault:
            self._fail(fault)
            return
        if frame is not None:
            self._see(frame)
        elif self._pipeline is not None:
            self._send(self._pipeline.idle(time.monotonic()))
        if camera.ended and self._camera is camera:
            self._lose()
            self._over = True

    def _see(self, frame: Frame) -> None:
        if self._camera is None or self._pipeline is None:
            return
        if self._sharing is not None:
            self._sharing.see(frame.image)
        if self._pictures is not None and self._is_blind(self._pictures, frame, self._camera.detail):
            self._send(self._pipeline.idle(frame.at))
            return
        if not self._ready:
            self._ready = True
            self._told.clear()
            simulated = self._settings.sight.camera == "shop"
            self._link.send(PartReady(NAME, f"{self._camera.detail}, YuNet", simulated))
        self._send(self._pipeline.step(frame.at, frame.image))

    def _is_blind(self, pictures: PictureWatch, frame: Frame, name: str) -> bool:
        """Whether the pictures are of no use. The camera is watched all the same; one that hangs is opened anew."""
        from hardware.camera.picture_watch import NOTES, fault_of

        if pictures.see(frame):
            if pictures.blind:
                self._tell(fault_of(pictures.verdict, name))
            else:
                log.log(logging.WARNING if pictures.verdict in NOTES else logging.INFO, NOTED[pictures.verdict], name)
        hangs_s = time.monotonic() - self._opened_at
        if pictures.verdict in ("frozen", "torn") and (self._ready or hangs_s > THAW_S):
            self._lose()
            self._retry_at = time.monotonic() + RETRY_S
        self._ready = self._ready and not pictures.blind
        return pictures.blind

    def _end(self) -> None:
        """A recording is over: once nobody is engaged any more, that is told, once."""
        if self._ready and self._pipeline is not None and not self._pipeline.presence.engaged:
            self._ready = False
            self._link.send(SourceEnded(NAME))

    def _fail(self, fault: HardwareError | KioskError) -> None:
        """Give up the camera, and try again later."""
        self._lose()
        self._ready = False
        self._retry_at = time.monotonic() + RETRY_S
        self._tell(fault)

    def _tell(self, fault: HardwareError | KioskError) -> None:
        """Each fault once, until it works again; the dialogue takes it that nobody is seen any more."""
        if self._pipeline is not None:
            self._pipeline.forget()
        if fault.code not in self._told:
            self._told.add(fault.code)
            self._link.send(PartFailed(NAME, fault.code, str(fault)))

    def _send(self, events: Sequence[Event]) -> None:
        for event in events:
            self._link.send(event)
