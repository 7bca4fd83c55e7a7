"""The kiosk's camera and microphone as tracks of aiortc, stamped by one clock so that they meet again."""

from __future__ import annotations

from fractions import Fraction
from typing import Final

import cv2
import numpy as np
from aiortc import MediaStreamTrack
from av import AudioFrame, VideoFrame

from kiosk.call.aiortc.sizes import Sizes
from kiosk.call.engine.feeds import CameraFeed, MicrophoneFeed, fitted
from kiosk.call.engine.media import BLOCK, RATE, Image, Pcm

VIDEO_CLOCK: Final = 90_000


class CameraTrack(MediaStreamTrack):
    """Frames as large as `sizes` says."""

    kind = "video"

    def __init__(self, feed: CameraFeed, sizes: Sizes, origin: float) -> None:
        super().__init__()
        self._feed, self._sizes, self._origin, self._stamp = feed, sizes, origin, -1

    async def recv(self) -> VideoFrame:
        """The next frame; its time always grows."""
        picture, at = await self._feed.next()
        image = fitted(picture.image, self._sizes.size)
        frame = VideoFrame.from_ndarray(np.asarray(cv2.cvtColor(image, cv2.COLOR_RGB2YUV_I420), np.uint8), "yuv420p")
        self._stamp = max(self._stamp + 1, int((at - self._origin) * VIDEO_CLOCK))
        frame.pts, frame.time_base = self._stamp, Fraction(1, VIDEO_CLOCK)
        return frame


class MicrophoneTrack(MediaStreamTrack):
    """Steady packets of 20 ms."""

    kind = "audio"

    def __init__(self, feed: MicrophoneFeed) -> None:
        super().__init__()
        self._feed = feed

    async def recv(self) -> AudioFrame:
        """The next 20 ms."""
        tick, pcm = await self._feed.next()
        frame = AudioFrame.from_ndarray(pcm[np.newaxis], "s16", "mono")
        frame.sample_rate, frame.time_base, frame.pts = RATE, Fraction(1, RATE), tick * BLOCK
        return frame


def rgb(frame: VideoFrame) -> Image:
    """(height, width, 3) RGB of a decoded frame; four times as fast by OpenCV as by av."""
    planes = frame.to_ndarray() if frame.format.name == "yuv420p" else frame.reformat(format="yuv420p").to_ndarray()
    return np.asarray(cv2.cvtColor(planes, cv2.COLOR_YUV2RGB_I420), np.uint8)


def mono(frame: AudioFrame) -> Pcm:
    """(samples,) of a decoded stretch, which aiortc always gives interleaved in stereo."""
    samples = frame.to_ndarray().reshape(-1, len(frame.layout.channels))
    return np.asarray(samples.mean(axis=1), np.int16)
