"""`kiosk watch --debug-view`: a recording or the live camera, with what sight makes of it."""

from __future__ import annotations

import tempfile
import time
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kiosk.errors import InputError

if TYPE_CHECKING:
    from hardware.camera.camera import Camera
    from kiosk.events import Event
    from kiosk.settings import Sight
    from kiosk.sight.debug_view import DebugWindow

READ_S = 0.1


def look(video: Path | None, settings: Sight) -> list[dict[str, Any]]:
    """Show a recording in its own time, or the live camera, until its end or until the window is closed.

    Gives the events as `kiosk watch` does, with the seconds since the start for a live camera.

    Raises:
        InputError: `watch.forwarded`, `watch.no-screen`, `watch.no-camera`, or there is no such recording.
        HardwareError: the camera cannot be opened, or was lost.
    """
    from kiosk.sight.cli import open_recording, told
    from kiosk.sight.debug_view import DebugWindow

    with closing(DebugWindow()) as window, tempfile.TemporaryDirectory(prefix="balie-") as folder:
        source = open_recording(video, paced=True) if video is not None else _live(settings, Path(folder))
        with closing(source) as camera:
            return told(_shown(camera, settings, window, every_frame=video is not None))


def _live(settings: Sight, folder: Path) -> Camera:
    from kiosk.sight.source import open_camera

    if settings.camera.partition(":")[0] in {"shop", "none"}:
        raise InputError(
            "watch.no-camera", "There is no real camera to look through.", "Plug one in, or set sight.camera."
        )
    return open_camera(settings, folder, lambda: None)


def _shown(camera: Camera, settings: Sight, window: DebugWindow, *, every_frame: bool) -> list[tuple[float, Event]]:
    from kiosk import models
    from kiosk.sight.debug_picture import draw
    from kiosk.sight.pipeline import Pipeline

    pipeline = Pipeline(models.path("yunet"), settings, every_frame=every_frame)
    timed: list[tuple[float, Event]] = []
    began = time.monotonic()
    at = began
    while not camera.ended:
        frame = camera.read(READ_S)
        if frame is None:
            continue
        at = frame.at
        timed += [(at - began, event) for event in pipeline.step(at, frame.image)]
        if not window.show(draw(frame.image, pipeline)):
            break
    return timed + [(at - began, event) for event in pipeline.finish()]
