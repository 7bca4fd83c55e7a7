"""A loudspeaker that SDL knows, through pygame's mixer."""

from __future__ import annotations

import ctypes
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import cycle

import numpy as np

from hardware.errors import HardwareError
from hardware.sound import Sound
from hardware.sound_devices import library
from hardware.speaker import ScheduledSpeaker

BUFFER = 512
"""Samples that SDL mixes at a time: sound starts and stops on this grid."""
SILENT_DRIVERS = frozenset({"dummy", "disk"})


class MixerSpeaker(ScheduledSpeaker):
    """A device of SDL through pygame's mixer, which mixes in C: a busy interpreter cannot make the sound stutter.

    SDL's mixer cannot start a sound at a time, so the wait is silence before the sound; it is off by at most half a
    buffer (12 ms at 22 050 Hz), plus what the device itself adds. The mixer reads the samples from where they lie: a
    change of loudness is written over those that are not mixed yet, so that it is exact to the sample.

    Raises:
        HardwareError: `speaker.none` if SDL finds no device.
    """

    def __init__(self, sample_rate: int, device: str | None = None) -> None:
        os.environ.setdefault("PYGAME_HIDE_SUPPORT_PROMPT", "1")
        import pygame

        try:
            with _libraries_muted():
                pygame.mixer.init(sample_rate, -16, 1, BUFFER, devicename=device, allowedchanges=0)
        except pygame.error as fault:
            raise HardwareError(
                "speaker.none",
                f"There is no loudspeaker ({fault}).",
                "Connect one, or set voice.speaker to `clock` to go on without sound.",
            ) from fault
        driver = pygame.mixer.get_driver()
        super().__init__(device or driver, sample_rate)
        self.simulated = driver in SILENT_DRIVERS
        self.audible = not self.simulated
        self._pygame, self._mixed = pygame, BufferCount()
        self._channels = cycle((pygame.mixer.Channel(0), pygame.mixer.Channel(1)))
        self._latency_s = 1.5 * BUFFER / sample_rate
        self._memory = np.zeros(0, np.int16)
        self._wait = self._begun = 0

    def _start(self, sound: Sound) -> None:
        """On the channel that is free: the other one may still fade."""
        wait_s = sound.starts - time.monotonic() - self._latency_s
        self._wait = max(0, round(wait_s * self.sample_rate))
        padded = np.concatenate([np.zeros(self._wait, np.int16), sound.rendered(0, sound.ends)])
        try:
            chunk = self._pygame.mixer.Sound(buffer=padded.tobytes())
            self._memory = np.asarray(chunk)
            self._begun = self._mixed.value()
            next(self._channels).play(chunk)
        except self._pygame.error as fault:
            raise HardwareError(
                "speaker.play",
                f"The loudspeaker refused ({fault}).",
                "Check its plug and volume; `kiosk doctor --self-test` tries it.",
            ) from fault

    def _soonest(self, sound: Sound) -> float:
        """At the next buffer."""
        return sound.time((self._mixed.value() - self._begun) * BUFFER - self._wait)

    def _changed(self, sound: Sound, at: float) -> None:
        begin = sound.index(at)
        rest = sound.rendered(begin, sound.pcm.size)
        self._memory[self._wait + begin :] = rest

    def _release(self) -> None:
        self._mixed.close()
        self._pygame.mixer.quit()


class BufferCount:
    """How many buffers the mixer has mixed since this was made.

    After each one SDL's mixer calls a function in its own thread. One in Python would wait for the interpreter, and the
    sound with it: `SDL_SemPost` is one in C that counts, and takes no notice of the arguments after its first.
    """

    def __init__(self) -> None:
        self._sdl, self._mixer = library("libSDL2-2"), library("libSDL2_mixer-2")
        self._sdl.SDL_CreateSemaphore.restype = ctypes.c_void_p
        self._count = ctypes.c_void_p(self._sdl.SDL_CreateSemaphore(0))
        self._mixer.Mix_SetPostMix(ctypes.cast(self._sdl.SDL_SemPost, ctypes.c_void_p), self._count)

    def value(self) -> int:
        """Buffers until now."""
        return int(self._sdl.SDL_SemValue(self._count))

    def close(self) -> None:
        """Count no more. The semaphore stays, a few bytes: what was counted may be asked afterwards."""
        self._mixer.Mix_SetPostMix(None, None)


@contextmanager
def _libraries_muted() -> Iterator[None]:
    """ALSA writes lines about every device that it lacks to standard error, past Python; the error says it all."""
    kept, nothing = os.dup(2), os.open(os.devnull, os.O_WRONLY)
    os.dup2(nothing, 2)
    try:
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
        os.close(nothing)
