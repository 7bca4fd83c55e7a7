"""Encoders that aiortc sends with: VP8 that keeps its bit rate steady and says how long it takes, and Opus in mono."""

from __future__ import annotations

import time
from typing import Final

import av
from aiortc.codecs.base import Encoder
from aiortc.codecs.vpx import Vp8Encoder
from av import AudioFrame
from av.audio.stream import AudioStream
from av.frame import Frame
from av.packet import Packet

from kiosk.call.aiortc.sizes import Sizes
from kiosk.call.engine.media import RATE

LEAST_BPS: Final = 150_000
FIRST_BPS: Final = 600_000
STEADY: Final = 0.2
"""A rate within this share of the one in use is let be: a change costs a key frame."""
OPUS_BPS: Final = 32_000
"""Speech in full band, mono, RFC 7587, 3.1.1."""


class SteadyVp8(Vp8Encoder):
    """VP8 at up to `most_bps`; tells `sizes` what each frame took."""

    def __init__(self, sizes: Sizes, most_bps: int) -> None:
        super().__init__()
        self._sizes, self._most = sizes, most_bps
        self._bps = min(FIRST_BPS, most_bps)
        self.frames = 0

    @property
    def target_bitrate(self) -> int:
        """Bits a second, as the other end's estimate of the line asks."""
        return self._bps

    @target_bitrate.setter
    def target_bitrate(self, bitrate: int) -> None:
        asked = max(LEAST_BPS, min(bitrate, self._most))
        if abs(asked - self._bps) > STEADY * self._bps or asked in {LEAST_BPS, self._most}:
            self._bps = asked

    def encode(self, frame: Frame, force_keyframe: bool = False) -> tuple[list[bytes], int]:
        """The payloads of a frame, and its time."""
        began = time.thread_time()
        payloads, stamp = super().encode(frame, force_keyframe)
        self._sizes.encoded(time.thread_time() - began, self._bps)
        self.frames += 1
        return payloads, stamp


class MonoOpus(Encoder):
    """Opus of one voice: 20 ms in, one packet out, nothing held back; with in-band correction of lost packets."""

    def __init__(self) -> None:
        self._codec = av.CodecContext.create("libopus", "w")
        self._codec.format, self._codec.layout = "s16", "mono"
        self._codec.sample_rate, self._codec.bit_rate = RATE, OPUS_BPS
        self._codec.options = {"application": "voip", "fec": "1", "packet_loss": "5"}

    def encode(self, frame: Frame, force_keyframe: bool = False) -> tuple[list[bytes], int]:  # noqa: ARG002
        """The payload of a frame, and its time."""
        if not isinstance(frame, AudioFrame):
            raise TypeError(f"no sound: {frame!r}")
        return [bytes(packet) for packet in self._codec.encode(frame)], frame.pts or 0

    def pack(self, packet: Packet[AudioStream]) -> tuple[list[bytes], int]:
        """A packet that is Opus already."""
        return [bytes(packet)], packet.pts or 0
