"""The kiosk's camera and microphone, read behind the gate: never in a burst, never while it is shut."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Final

import cv2
import numpy as np

from kiosk.call.engine.gate import Gate
from kiosk.call.engine.media import BLOCK, AudioSource, Image, Pcm, Picture, VideoSource
from kiosk.call.engine.pace import Limit, SoundPace

LOOK_S: Final = 0.01
"""Between two looks for a new frame of the camera."""
LISTEN_S: Final = 0.005
"""Between two looks for new sound."""
SHUT_S: Final = 0.02
REPEAT_S: Final = 0.25
"""A camera that stands still: the last frame again, so that whoever asked for a key frame gets one."""
_SILENCE: Final[Pcm] = np.zeros(BLOCK, np.int16)


class CameraFeed:
    """Frames of a source as they come, `fps` a second at most."""

    def __init__(self, source: VideoSource, gate: Gate, fps: int, clock: Callable[[], float]) -> None:
        self._source, self._gate, self._clock, self._limit = source, gate, clock, Limit(fps)
        self._number, self._sent_at = -1, 0.0

    async def next(self) -> tuple[Picture, float]:
        """The next frame and when it was taken, or now if it is sent again; waits while the gate is shut."""
        picture = self._new()
        while picture is None:
            await asyncio.sleep(LOOK_S if self._gate.lets("video") else SHUT_S)
            picture = self._new()
        now = self._clock()
        at = picture.at if picture.number != self._number else now
        self._number, self._sent_at = picture.number, now
        return picture, at

    def _new(self) -> Picture | None:
        if not self._gate.lets("video"):
            return None
        picture, now = self._source.newest(), self._clock()
        if picture is None or (picture.number == self._number and now - self._sent_at < REPEAT_S):
            return None
        return picture if self._limit.passes(now) else None


class MicrophoneFeed:
    """Sound of a source in stretches of 20 ms, each as soon as it is there; where there is none, silence."""

    def __init__(self, source: AudioSource, gate: Gate, clock: Callable[[], float]) -> None:
        self._source, self._gate, self._clock, self._pace = source, gate, clock, SoundPace()

    async def next(self) -> tuple[int, Pcm]:
        """The number of the next stretch, counted in 20 ms, and its samples; waits while the gate is shut."""
        while True:
            if self._gate.lets("audio"):
                now = self._clock()
                pcm = self._pcm(now)
                if pcm is not None:
                    return self._pace.stamp(now, silent=pcm is _SILENCE), pcm
            await asyncio.sleep(LISTEN_S if self._gate.lets("audio") else SHUT_S)

    def _pcm(self, now: float) -> Pcm | None:
        sound = self._source.take(BLOCK) if self._pace.ready(now) else None
        if sound is not None:
            return sound.pcm
        return _SILENCE if self._pace.overdue(now) else None


def fitted(image: Image, size: tuple[int, int]) -> Image:
    """An RGB picture made to fit `size` whole, in its own shape, with even sides; never larger than it is."""
    height, width = image.shape[:2]
    share = min(size[0] / width, size[1] / height, 1.0)
    to = int(width * share) // 2 * 2, int(height * share) // 2 * 2
    if to == (width, height):
        return image
    return np.asarray(cv2.resize(image, to, interpolation=cv2.INTER_AREA), np.uint8)
