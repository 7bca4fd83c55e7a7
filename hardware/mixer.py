"""A loudspeaker that SDL knows, through pygame's mixer."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from hardware.errors import HardwareError
from hardware.speaker import FADE_S, ScheduledSpeaker

if TYPE_CHECKING:
    import pygame

BUFFER = 512
"""Samples that SDL mixes at a time: sound starts and stops on this grid."""
SILENT_DRIVERS = frozenset({"dummy", "disk"})
FADE_STEP_S = 0.01
"""A change of loudness goes in such steps."""


class MixerSpeaker(ScheduledSpeaker):
    """A device of SDL through pygame's mixer, which mixes in C: a busy interpreter cannot make the sound stutter.

    SDL's mixer cannot start a sound at a time, so the wait is silence before the sound; it is off by at most half a
    buffer (12 ms at 22 050 Hz), plus what the device itself adds.

    Raises:
        HardwareError: `speaker.none` if SDL finds no device.
    """

    FADE_MS = 5

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
        self._pygame = pygame
        self._channel = pygame.mixer.Channel(0)
        self._latency_s = 1.5 * BUFFER / sample_rate
        self._slope: threading.Thread | None = None
        self._enough = threading.Event()

    def _start(self, pcm: NDArray[np.int16], starts: float) -> None:
        wait_s = starts - time.monotonic() - self._latency_s
        padded = np.concatenate([np.zeros(max(0, round(wait_s * self.sample_rate)), np.int16), pcm])
        try:
            self._sound = self._pygame.mixer.Sound(buffer=padded.tobytes())
            self._sound.set_volume(self._gain)
            self._channel.play(self._sound)
        except self._pygame.error as fault:
            raise HardwareError(
                "speaker.play",
                f"The loudspeaker refused ({fault}).",
                "Check its plug and volume; `kiosk doctor --self-test` tries it.",
            ) from fault

    def _regain(self, before: float, now: float) -> None:  # noqa: ARG002 - the device has its own gain and now
        """Beside the caller, who may want silence meanwhile."""
        self._level_off()
        self._enough.clear()
        self._slope = threading.Thread(target=self._slide, args=(self._sound, self._gain), name="loudness", daemon=True)
        self._slope.start()

    def _slide(self, sound: pygame.mixer.Sound, gain: float) -> None:
        """SDL takes a volume at its next buffer: several on the way make a slope of it."""
        before, steps = sound.get_volume(), max(1, round(FADE_S / FADE_STEP_S))
        for step in range(1, steps + 1):
            sound.set_volume(before + (gain - before) * step / steps)
            if self._enough.wait(FADE_STEP_S):
                return

    def _level_off(self) -> None:
        """End a slope where it is; the thread is out of the mixer then."""
        if self._slope is not None:
            self._enough.set()
            self._slope.join()
        self._slope = None

    def _silence(self, now: float) -> None:  # noqa: ARG002 - the device has its own now
        self._channel.fadeout(self.FADE_MS)
        self._level_off()

    def _release(self) -> None:
        self._level_off()
        self._pygame.mixer.quit()


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
