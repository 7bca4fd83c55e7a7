"""aiortc's receiver with our buffers in it: each frame when it is whole, the newest first, nothing queued.

The names of aiortc 1.16 that this reaches into are all in here and in `aiortc_connection`; pyproject.toml bounds it.
"""

from __future__ import annotations

import asyncio
import queue
from collections import deque
from collections.abc import Callable
from typing import Any, Final

from aiortc import RTCRtpReceiver
from aiortc.rtcrtpreceiver import RemoteStreamTrack
from aiortc.rtp import AnyRtcpPacket, RtcpSrPacket, RtpPacket

from kiosk.call.aiortc.jitter import PictureBuffer, SoundBuffer
from kiosk.call.aiortc.lips import Lips
from kiosk.call.engine.gate import Kind

BEHIND: Final = 12
"""Frames that wait for the decoder before they are given up: half a second."""
_OWN: Final = "_RTCRtpReceiver__"
KEEP: Final[dict[Kind, int]] = {"video": 1, "audio": 10}
"""Decoded frames that wait to be taken: the newest picture, 200 ms of sound."""


class NewestQueue(asyncio.Queue[Any]):
    """Keeps the newest `keep`: a slow reader misses what it was too slow for, and is never late."""

    _queue: deque[Any]

    def __init__(self, keep: int) -> None:
        super().__init__()
        self._keep = keep

    def _put(self, item: object) -> None:
        if item is not None and len(self._queue) >= self._keep:
            self._queue.popleft()
        self._queue.append(item)


class Receiving:
    """Puts our buffers into a receiver that has not begun, and watches what comes through it."""

    def __init__(self, receiver: RTCRtpReceiver, kind: Kind, lips: Lips, clock: Callable[[], float]) -> None:
        self.kind, self.receiver, self._lips, self._clock = kind, receiver, lips, clock
        self.buffer = PictureBuffer(clock) if kind == "video" else SoundBuffer()
        self._inside = vars(receiver)
        self._handle_rtp, self._handle_rtcp = receiver._handle_rtp_packet, receiver._handle_rtcp_packet  # noqa: SLF001
        self._inside[f"{_OWN}jitter_buffer"] = self.buffer
        self._inside["_handle_rtp_packet"] = self._rtp
        self._inside["_handle_rtcp_packet"] = self._rtcp

    def hold(self, track: RemoteStreamTrack) -> None:
        """What is decoded waits here, the newest of it."""
        vars(track)["_queue"] = NewestQueue(KEEP[self.kind])

    def arrived(self, pts: int) -> None:
        """A frame is decoded whose time is `pts` after that of the first."""
        if self.buffer.origin is not None:
            self._lips.arrived(self.kind, self.buffer.origin + pts, self._clock())

    async def _rtp(self, packet: RtpPacket, arrival_time_ms: int) -> None:
        await self._handle_rtp(packet, arrival_time_ms)
        waiting: queue.Queue[Any] = self._inside[f"{_OWN}decoder_queue"]
        codecs, mapper = self._inside[f"{_OWN}codecs"], self._inside[f"{_OWN}timestamp_mapper"]
        if waiting.qsize() > BEHIND:
            self._give_up(waiting)
        while (frame := self.buffer.more()) is not None:
            frame.timestamp = mapper.map(frame.timestamp)
            waiting.put((next(iter(codecs.values())), frame))

    def _give_up(self, waiting: queue.Queue[Any]) -> None:
        """The decoder is too slow for what came: go on with the next key frame."""
        ended = False
        while not waiting.empty():
            ended = waiting.get_nowait() is None or ended
        if ended:
            waiting.put(None)
        self.buffer.forget()

    async def _rtcp(self, packet: AnyRtcpPacket) -> None:
        await self._handle_rtcp(packet)
        if isinstance(packet, RtcpSrPacket):
            info = packet.sender_info
            self._lips.reported(self.kind, info.ntp_timestamp, info.rtp_timestamp)
