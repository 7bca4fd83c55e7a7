"""What a loudspeaker played, at any moment: the far-end signal, read from the mirror of `hardware.sound.played`."""

from __future__ import annotations

import json
import socket
import time
from collections import deque
from pathlib import Path
from typing import Any

import numpy as np

from hardware.sound.played import CHUNK, RATE, Samples
from hardware.sound.scheduled_sound import Sound

KEEP_S = 10.0
RETRY_S = 0.25
JOINT_S = 0.001
"""Pieces of a sound are no further apart."""


class PlayedLog:
    """The last seconds of what a loudspeaker played, and what it is about to play, from the messages of a mirror."""

    def __init__(self) -> None:
        self._pending = bytearray()
        self._sounds: deque[Sound] = deque()

    def take(self, data: bytes) -> None:
        """More of the messages, cut anywhere."""
        self._pending += data
        while (end := self._pending.find(b"\n")) >= 0:
            told = json.loads(self._pending[:end])
            size = 2 * int(told.get("sound", 0) or told.get("more", 0))
            if len(self._pending) < end + 1 + size:
                return
            pcm = np.frombuffer(bytes(self._pending[end + 1 : end + 1 + size]), "<i2").astype(np.int16)
            del self._pending[: end + 1 + size]
            self._happen(told, pcm)

    def window(self, at: float, count: int) -> Samples:
        """The `count` samples at 16 kHz from `at` on; nothing is known of more than `KEEP_S` ago."""
        self._forget(at - KEEP_S)
        mix = np.zeros(count, np.int32)
        for sound in self._sounds:
            first = round((at - sound.starts) * RATE)
            begin, end = max(0, first), min(sound.ends, first + count)
            if begin < end:
                mix[begin - first : end - first] += sound.rendered(begin, end)
        return np.clip(mix, -32768, 32767).astype(np.int16)

    def sounded(self, begin: float, end: float) -> bool:
        """Whether anything sounded between these times."""
        return any(sound.starts < end and begin < sound.time(sound.ends) for sound in self._sounds)

    def began(self, at: float) -> float:
        """When the sound that is the newest at a time began, s; pieces that join are one. 0 if nothing is known."""
        began = joins = 0.0
        for sound in self._sounds:
            if sound.starts <= at:
                began = began if abs(sound.starts - joins) < JOINT_S else sound.starts
                joins = sound.time(sound.ends)
        return began

    def lose(self, at: float) -> None:
        """Who told of it has gone, and what sounded with it."""
        self._pending.clear()
        if self._sounds:
            self._sounds[-1].end(at)

    def _forget(self, before: float) -> None:
        """Who takes no window, such as an ear that is closed, still learns what is played."""
        while self._sounds and self._sounds[0].time(self._sounds[0].ends) < before:
            self._sounds.popleft()

    def _happen(self, told: dict[str, Any], pcm: Samples) -> None:
        newest = self._sounds[-1] if self._sounds else Sound(pcm, 0.0, RATE, 0.0)
        match told:
            case {"sound": _, "at": at, "gain": gain}:
                newest.end(at)
                self._forget(at - KEEP_S)
                self._sounds.append(Sound(pcm, at, RATE, gain))
            case {"more": _}:
                newest.pcm = np.concatenate([newest.pcm, pcm])
                newest.ends = newest.pcm.size
            case {"level": gain, "at": at}:
                newest.level(gain, at)
            case {"duck": down, "at": at}:
                newest.duck(at, down=down)
            case {"end": at}:
                newest.end(at)


class Reference:
    """The far-end signal: what a mirror at `path` told. Never blocks; connects again when the mirror comes back."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._mirror: socket.socket | None = None
        self._retry_at = 0.0
        self._log = PlayedLog()

    @property
    def connected(self) -> bool:
        """Whether a mirror is there; looks at what it told first."""
        self._listen()
        return self._mirror is not None

    def window(self, at: float, count: int) -> Samples:
        """The `count` samples at 16 kHz that are played from `at` on, as far as they are known."""
        self._listen()
        return self._log.window(at, count)

    def began(self, at: float) -> float:
        """See `PlayedLog.began`."""
        self._listen()
        return self._log.began(at)

    def sounded(self, begin: float, end: float) -> bool:
        """Whether the loudspeaker played between these times."""
        self._listen()
        return self._log.sounded(begin, end)

    def close(self) -> None:
        """Listen no more."""
        if self._mirror is not None:
            self._mirror.close()
        self._mirror, self._retry_at = None, float("inf")

    def _listen(self) -> None:
        mirror = self._mirror or self._connect()
        while mirror is not None:
            try:
                data = mirror.recv(CHUNK)
            except BlockingIOError:
                return
            except OSError:
                data = b""
            if not data:
                self._lose(mirror)
                return
            self._log.take(data)

    def _lose(self, mirror: socket.socket) -> None:
        mirror.close()
        self._mirror, self._retry_at = None, time.monotonic() + RETRY_S
        self._log.lose(time.monotonic())

    def _connect(self) -> socket.socket | None:
        if time.monotonic() < self._retry_at:
            return None
        self._retry_at = time.monotonic() + RETRY_S
        mirror = socket.socket(socket.AF_UNIX)
        try:
            mirror.connect(str(self._path))
        except OSError:
            mirror.close()
            return None
        mirror.setblocking(False)
        self._mirror = mirror
        return mirror
