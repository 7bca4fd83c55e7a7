"""The face drawn by the main processor, as finely as it can in time; another size is opened beside, without a pause."""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass

import avatars
from avatars.pose import BODILY
from kiosk.stage.composing.compose import Face
from kiosk.stage.composing.resolution import LEVELS, Resolution
from kiosk.stage.face.performer import Pose

LARGEST = 4096
"""Pixels a side that the renderer draws."""
Size = tuple[int, int]


@dataclass(frozen=True, slots=True)
class _Opened:
    renderer: avatars.Renderer
    place: Size
    size: Size


class CpuFace:
    """One avatar for a place of some size (width, height), px; `frame_ms` is the time from one frame to the next."""

    def __init__(self, pack: avatars.Pack, place: Size, frame_ms: float) -> None:
        self._pack = pack
        self._resolution = Resolution.begin(frame_ms, place[0] * place[1])
        self._level = self._resolution.level
        self._opened = self._open(place, _scaled(place, self._level), {})
        self.last = self._opened.renderer.draw({})
        """What was drawn last, for a frame in which there is no time for another."""
        self._opening: Future[_Opened] | None = None
        self._opener = ThreadPoolExecutor(1, "face")
        self._frames = 0
        self._head: dict[str, float] = {}

    @property
    def place(self) -> Size:
        """The place that it is drawn for."""
        return self._opened.place

    @property
    def size(self) -> Size:
        """Width and height that are drawn, px."""
        return self._opened.size

    def drawn(self, pose: Pose, place: Size) -> Face:
        """(height, width, 4) RGBA of the size that is ready; one for `place` will be soon."""
        self._ready(pose, place)
        self._frames += 1
        if self._frames % LEVELS[self._level].head_every == 0 or not self._head:
            self._head = {name: value for name, value in pose.items() if name in BODILY}
        self.last = self._opened.renderer.draw({**pose, **self._head})
        return self.last

    def timed(self, t: float, frame_ms: float) -> None:
        """A frame at `t` s took so long, all in all."""
        self._resolution.after(t, frame_ms, self._level)

    def close(self) -> None:
        """Open nothing more."""
        self._opener.shutdown(cancel_futures=True)

    def _ready(self, pose: Pose, place: Size) -> None:
        """Take what has been opened, and have opened what is wanted now."""
        if self._opening and self._opening.done():
            self._opened, self._opening = self._opening.result(), None
        wanted = (place, _scaled(place, self._resolution.level))
        if wanted == (self._opened.place, self._opened.size):
            self._level = self._resolution.level
        elif self._opening is None:
            self._opening = self._opener.submit(self._open, *wanted, dict(pose))

    def _open(self, place: Size, size: Size, pose: Pose) -> _Opened:
        """A renderer that has drawn its costly first frame."""
        renderer = avatars.open_renderer(self._pack, *size)
        renderer.draw(pose)
        return _Opened(renderer, place, size)


def _scaled(place: Size, level: int) -> Size:
    shrink = min(LEVELS[level].scale, LARGEST / max(place))
    return max(8, round(place[0] * shrink)), max(8, round(place[1] * shrink))
