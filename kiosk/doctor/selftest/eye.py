"""The job that looks: searches what the camera of the configuration sees for the test picture, and keeps none of it."""

from __future__ import annotations

import math
import time
from pathlib import Path
from typing import Any

from hardware.camera.camera import Frame
from hardware.camera.picture import judge, measure, small, verdict_of
from kiosk.doctor.selftest import code
from kiosk.doctor.site import Site
from kiosk.doctor.worker import Channel
from kiosk.sight.source import open_camera


def look(site: Site, channel: Channel, run_dir: str, text: str, seconds: float) -> dict[str, Any]:
    """Tells `ready`, hears a word to begin, looks for `text`; what was seen of it."""
    camera = open_camera(site.settings.sight, Path(run_dir), lambda: None)
    try:
        channel.tell(ready={"camera": camera.detail})
        channel.hear()
        began = time.monotonic()
        frames, other, last = 0, "", None
        while time.monotonic() < began + seconds and not camera.ended:
            frame = camera.read(0.2)
            if frame is None:
                continue
            frames, last = frames + 1, frame
            sight = code.find(frame.image)
            if sight is not None and sight.text == text:
                return _found(sight, frames, time.monotonic() - began)
            other = other if sight is None else sight.text
    finally:
        camera.close()
    return {"seen": None, "frames": frames, "other": other, "picture": _verdict(last)}


def _verdict(last: Frame | None) -> str:
    if last is None:
        return "no picture"
    return verdict_of(last.image, judge(measure(small(last.image)), math.inf, frozen=False))


def _found(sight: code.Sight, frames: int, seconds: float) -> dict[str, Any]:
    return {
        "seen": sight.seen,
        "turned_deg": round(sight.turned_deg),
        "size_px": round(sight.size_px),
        "frames": frames,
        "seconds": round(seconds, 1),
    }
