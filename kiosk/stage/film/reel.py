"""The film's tools: drawing a recorded frame again, encoding pictures, laying the sound, joining the segments."""

from __future__ import annotations

import wave
from collections.abc import Hashable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache
from heapq import merge
from pathlib import Path
from types import TracebackType
from typing import Any, Final, TypeAlias

import av
import cv2
import numpy as np
from av import AudioStream, Packet, VideoStream
from av.container import OutputContainer
from numpy.typing import NDArray

import avatars
from kiosk.errors import InputError
from kiosk.floor import StoreMap
from kiosk.stage.composing.compose import Composer
from kiosk.stage.composing.screen import stamp
from kiosk.stage.film.beside import NOTHING, Beside, Insets
from kiosk.stage.film.record import Frame, read
from kiosk.stage.film.render import AUDIO_BITS, AUDIO_RATE, CRF

AnyPacket: TypeAlias = "Packet[Any]"
Yuv = NDArray[np.uint8]
"""(height * 3 / 2, width): planar 4:2:0, BT.601."""


SETTLE: Final = 30
"""Frames in which every change of the screen is over."""


class Redrawing:
    """Draws recorded frames at another size with the stage's own painter; a frame like the one before costs nothing."""

    def __init__(self, recording: Path, size: tuple[int, int], beside: Beside = NOTHING) -> None:
        taken = read(recording)
        header = taken.header
        floor = StoreMap.model_validate_json(header.floor) if header.floor else None
        self._frames = taken.frames
        self._size, self._floor = size, floor
        self._insets = Insets(beside, size)
        self._composer = Composer(*size, floor)
        self._renderer = self._open(header.avatar) if header.avatar else None
        self._key: Hashable = None
        self._picture: Yuv | None = None
        self._drawn = 0

    @staticmethod
    @lru_cache(maxsize=1)
    def of(recording: Path, size: tuple[int, int], beside: Beside = NOTHING) -> Redrawing:
        """One a process: opening takes a second."""
        return Redrawing(recording, size, beside)

    def _open(self, avatar: str) -> avatars.Renderer:
        box = self._composer.layout(self._frames[0].view).avatar
        pack = avatars.load(avatar, self._frames[0].view.shop.outfit)
        return avatars.open_renderer(pack, box.w, box.h)

    def picture(self, index: int) -> Yuv:
        """The recorded frame `index` as planar YUV."""
        return self._redrawn(self._frames[index])

    def begin(self, index: int) -> None:
        """Go on from another place: from a little before it, as no change that was over by then may be drawn."""
        self._composer, self._key = Composer(*self._size, self._floor), None
        for frame in self._frames[max(0, index - SETTLE) : index]:
            self._redrawn(frame)
        self._drawn = 0

    def _redrawn(self, frame: Frame) -> Yuv:
        frame = replace(frame, view=self._insets.seen(frame.view, frame.t))
        key, picture = self._looks(frame), self._picture
        if picture is None or key != self._key:
            face = self._renderer.draw(frame.pose) if self._renderer else None
            self._composer.draw(frame.view, face, frame.t)
            self._picture = picture = self._converted(frame.t)
            self._key = key
            self._drawn += 1
        return picture

    def _converted(self, t: float) -> Yuv:
        """What was drawn, with what lies over it in the film only."""
        pixels = self._composer.pixels()
        if self._insets.page(t) is not None:
            pixels = pixels.copy()
            self._insets.lay(pixels, t)
        return np.asarray(cv2.cvtColor(pixels, cv2.COLOR_RGBA2YUV_I420), np.uint8)

    def _looks(self, frame: Frame) -> Hashable:
        """All that the picture depends on."""
        due = stamp(frame.view, frame.t)
        return (
            tuple(sorted(frame.pose.items())),
            frame.view,
            due,
            self._insets.page(frame.t),
            self._composer.resting or frame.t,
        )

    def take_drawn(self) -> int:
        """Pictures really drawn since the last call."""
        drawn, self._drawn = self._drawn, 0
        return drawn


class Encoder:
    """Encodes pictures into a file of its own, H.264."""

    def __init__(self, path: Path, size: tuple[int, int], fps: Fraction) -> None:
        self._container = av.open(str(path), "w")
        self._stream = self._container.add_stream("libx264", rate=fps, options={"preset": "fast", "crf": CRF})
        self._stream.width, self._stream.height = size
        self._stream.pix_fmt = "yuv420p"
        context = self._stream.codec_context
        context.thread_count = 1
        context.time_base = 1 / fps
        context.colorspace = context.color_primaries = context.color_trc = 6  # BT.601, which OpenCV converts to
        self._count = 0

    def add(self, picture: Yuv) -> None:
        """One more frame."""
        frame = av.VideoFrame.from_ndarray(picture, format="yuv420p")
        frame.pts = self._count
        self._count += 1
        self._container.mux(self._stream.encode(frame))

    def __enter__(self) -> Encoder:
        """Itself."""
        return self

    def __exit__(self, kind: type[BaseException] | None, fault: BaseException | None, at: TracebackType | None) -> None:
        """Finish the file."""
        self._container.mux(self._stream.encode(None))
        self._container.close()


@dataclass(frozen=True, slots=True)
class Sound:
    """PCM: (channels, samples) int16."""

    rate: int
    samples: NDArray[np.int16]


def read_sound(path: Path) -> Sound:
    """A 16-bit WAV file.

    Raises:
        InputError: `film.sound`.
    """
    try:
        with wave.open(str(path), "rb") as file:
            if file.getsampwidth() != 2:
                raise InputError("film.sound", f"{path} has no 16-bit samples.", "Convert it to 16-bit PCM.")
            data = np.frombuffer(file.readframes(file.getnframes()), "<i2")
            return Sound(file.getframerate(), data.reshape(-1, file.getnchannels()).T)
    except (OSError, EOFError, wave.Error) as fault:
        raise InputError("film.sound", f"{path} is no WAV file: {fault}.", "Name a 16-bit WAV file.") from fault


def laid(sound: Sound, offset_s: float, seconds: float) -> Sound:
    """The sound of exactly the film: begun `offset_s` after it (silence before), or earlier (cut)."""
    total, skip = round(seconds * sound.rate), round(offset_s * sound.rate)
    result = np.zeros((sound.samples.shape[0], total), np.int16)
    part = sound.samples[:, max(0, -skip) :][:, : max(0, total - max(0, skip))]
    result[:, max(0, skip) : max(0, skip) + part.shape[1]] = part
    return Sound(sound.rate, result)


def join(segments: list[Path], counts: list[int], out: Path, sound: Sound | None, fps: int) -> None:
    """One MP4 of the segments' packets and the sound; `counts` are the segments' frames."""
    with av.open(str(out), "w", options={"movflags": "+faststart"}) as film:
        with av.open(str(segments[0])) as first:
            video = film.add_stream_from_template(first.streams.video[0])
        pictures = _pictures(segments, counts, video, fps)
        heard = _encoded(sound, _sound_stream(film, sound)) if sound else iter(())
        for packet in merge(pictures, heard, key=_when):
            film.mux_one(packet)


def _when(packet: AnyPacket) -> float:
    return float((packet.dts if packet.dts is not None else packet.pts or 0) * packet.time_base)


def _pictures(segments: list[Path], counts: list[int], stream: VideoStream, fps: int) -> Iterator[AnyPacket]:
    """All segments' packets on the film's clock."""
    begun = 0
    for path, count in zip(segments, counts, strict=True):
        with av.open(str(path)) as segment:
            for packet in segment.demux(video=0):
                if packet.size:
                    yield _moved(packet, stream, Fraction(begun, fps))
        begun += count


def _moved(packet: AnyPacket, stream: VideoStream, by: Fraction) -> AnyPacket:
    ticks = round(by / (packet.time_base or 1))
    pts = packet.pts or 0
    packet.dts = (pts if packet.dts is None else packet.dts) + ticks
    packet.pts = pts + ticks
    packet.stream = stream
    return packet


def _sound_stream(film: OutputContainer, sound: Sound) -> AudioStream:
    stream = film.add_stream("aac", rate=AUDIO_RATE, layout="mono" if sound.samples.shape[0] == 1 else "stereo")
    stream.bit_rate = AUDIO_BITS
    return stream


def _encoded(sound: Sound, stream: AudioStream) -> Iterator[AnyPacket]:
    """AAC packets, a second of sound at a time."""
    mono = sound.samples.shape[0] == 1
    layout = "mono" if mono else "stereo"
    resampler = av.AudioResampler(format="fltp", layout=layout, rate=AUDIO_RATE)
    for start in range(0, sound.samples.shape[1], sound.rate):
        block = np.ascontiguousarray(sound.samples[:2, start : start + sound.rate])
        frame = av.AudioFrame.from_ndarray(block, format="s16p", layout=layout)
        frame.sample_rate, frame.pts, frame.time_base = sound.rate, start, Fraction(1, sound.rate)
        for resampled in resampler.resample(frame):
            yield from stream.encode(resampled)
    for resampled in resampler.resample(None):
        yield from stream.encode(resampled)
    yield from stream.encode(None)
