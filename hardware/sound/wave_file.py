"""WAV recordings of any rate, channels and depth, as mono samples (Microsoft, Multimedia Programming Interface, 1991).

The standard library's reader refuses the extensible and float formats that sound cards and editors write.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from hardware.errors import HardwareError
from hardware.sound.resample import resample_float

PCM, FLOAT, EXTENSIBLE = 1, 3, 0xFFFE
REMEDY = "Give a WAV recording (PCM of 8, 16, 24 or 32 bits, or float), any rate and channels."


@dataclass(frozen=True, slots=True)
class Format:
    """How the samples of a recording are written; `bits` of one sample of one channel."""

    kind: int
    channels: int
    rate: int
    bits: int


def read_wave(path: Path, rate: int) -> NDArray[np.int16]:
    """The recording as mono 16-bit samples (n,) at `rate` Hz; channels are averaged.

    Raises:
        HardwareError: `recording.missing` or `recording.format`.
    """
    if path.is_dir():
        raise HardwareError("recording.missing", f"{path} is a folder, and no recording.", "Name a WAV file in it.")
    if not path.is_file():
        raise HardwareError("recording.missing", f"There is no recording {path}.", "Check the path.")
    layout, data = _open(path)
    mono = _decode(layout, data).reshape(-1, layout.channels).mean(axis=1)
    scaled = resample_float(mono.astype(np.float32), layout.rate, rate) * 32768.0
    rounded: NDArray[np.int16] = np.clip(np.rint(scaled), -32768, 32767).astype(np.int16)
    return rounded


def _open(path: Path) -> tuple[Format, bytes]:
    layout, data = None, None
    for name, body in _chunks(path.read_bytes(), path):
        if name == b"fmt ":
            layout = _format(body, path)
        elif name == b"data" and data is None:
            data = body
    if layout is None or not data:
        raise HardwareError("recording.format", f"{path} holds no sound.", REMEDY)
    frame = layout.channels * layout.bits // 8
    return layout, data[: len(data) // frame * frame]


def _chunks(content: bytes, path: Path) -> Iterator[tuple[bytes, bytes]]:
    """Name and body of every chunk; a length beyond the end (a stream that was piped) means: until the end."""
    if content[:4] != b"RIFF" or content[8:12] != b"WAVE":
        raise HardwareError("recording.format", f"{path} is not a WAV recording.", REMEDY)
    place = 12
    while place + 8 <= len(content):
        name, size = struct.unpack_from("<4sI", content, place)
        yield name, content[place + 8 : place + 8 + size]
        place += 8 + size + size % 2


def _format(body: bytes, path: Path) -> Format:
    if len(body) < 16:
        raise HardwareError("recording.format", f"{path} is damaged: its format is cut off.", REMEDY)
    kind, channels, rate, _, _, bits = struct.unpack_from("<HHIIHH", body)
    if kind == EXTENSIBLE and len(body) >= 26:
        (kind,) = struct.unpack_from("<H", body, 24)
    usable = (kind, bits) in {(PCM, 8), (PCM, 16), (PCM, 24), (PCM, 32), (FLOAT, 32), (FLOAT, 64)}
    if not (usable and 1 <= channels <= 64 and 1000 <= rate <= 768_000):
        what = f"format {kind}, {channels} channels, {rate} Hz, {bits} bits"
        raise HardwareError("recording.format", f"{path} has a sound format that is not read here ({what}).", REMEDY)
    return Format(kind, channels, rate, bits)


def _decode(layout: Format, data: bytes) -> NDArray[np.float64]:
    """All samples, channels interleaved, -1 to 1."""
    if layout.kind == FLOAT:
        return np.nan_to_num(np.frombuffer(data, f"<f{layout.bits // 8}").astype(np.float64))
    if layout.bits == 8:
        return (np.frombuffer(data, np.uint8).astype(np.float64) - 128) / 128
    if layout.bits == 24:
        triples = np.frombuffer(data, np.uint8).reshape(-1, 3)
        padded = np.concatenate([np.zeros((len(triples), 1), np.uint8), triples], axis=1)
        return padded.view("<i4")[:, 0] / 2.0**31
    return np.frombuffer(data, f"<i{layout.bits // 8}") / 2.0 ** (layout.bits - 1)
