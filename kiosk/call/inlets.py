"""The shopper's picture and sound on their way into the engine: read from hearing and sight while the engine reads.

What is read here goes out, so here the lights are lit: before the first piece is handed over.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

from hardware.sound.resample import Resampler
from kiosk.call.engine.media import RATE, Picture, Sound
from kiosk.call.sources import SoundSource
from kiosk.channels.call_picture import CAMERA, CallFeed
from kiosk.channels.call_sound import MICROPHONE, MICROPHONE_RATE, SoundFeed

OUT_S: Final = 1.0
"""When nothing was read for so long nothing goes out: a microphone that was pulled shares no sound."""


class Light:
    """Whether something of the shopper goes out. `tell` is called when that changes, on before the first piece."""

    def __init__(self, tell: Callable[[bool], None]) -> None:
        self._tell, self._lock = tell, threading.Lock()
        self._lit, self._at = False, 0.0

    def flows(self, now: float) -> None:
        """A piece goes out now; on the engine's thread."""
        with self._lock:
            self._at = now
            if not self._lit:
                self._lit = True
                self._tell(True)

    def look(self, now: float, *, shut: bool) -> None:
        """Go out if nothing flows any more: the gate is shut, or nothing came."""
        with self._lock:
            if self._lit and (shut or now - self._at > OUT_S):
                self._lit = False
                self._tell(False)


class MicrophoneInlet:
    """The shopper's sound, without the kiosk's own; see `AudioSource`."""

    def __init__(self, run_dir: Path, light: Light) -> None:
        self._feed, self._light = SoundFeed(run_dir, MICROPHONE), light
        self._up, self._source = Resampler(MICROPHONE_RATE, RATE), SoundSource()

    def take(self, samples: int) -> Sound | None:
        """See `AudioSource`."""
        for stretch in self._feed.take():
            ends = stretch.at + len(stretch.pcm) / MICROPHONE_RATE
            ready = self._up.take(stretch.pcm)
            self._source.put(ready, ends - self._up.late_s - len(ready) / RATE)
        sound = self._source.take(samples)
        if sound is not None:
            self._light.flows(time.monotonic())
        return sound

    @property
    def octets(self) -> int:
        """Of sound that came in from hearing, ever."""
        return self._feed.octets

    def clear(self) -> None:
        """What waits is of no call any more."""
        self._feed.take()
        self._source.clear()

    def close(self) -> None:
        """No line to hearing any more."""
        self._feed.close()


class CameraInlet:
    """The shopper's picture; see `VideoSource`."""

    def __init__(self, run_dir: Path, light: Light) -> None:
        self._feed, self._light = CallFeed(run_dir, CAMERA), light
        self._picture: Picture | None = None
        self.pictures = 0
        """That came in from sight, ever."""

    def newest(self) -> Picture | None:
        """See `VideoSource`. A picture that is too old is none: a frozen face must not be taken for a live one."""
        seen = self._feed.picture()
        if seen is None or seen.image is None:
            self._picture = None
            return None
        if self._picture is None or self._picture.at != seen.at:
            self.pictures += 1
            self._picture = Picture(self.pictures, seen.at, seen.image)
        self._light.flows(time.monotonic())
        return self._picture

    def close(self) -> None:
        """No line to sight any more."""
        self._feed.close()
