"""A loudspeaker that SDL knows, through pygame's mixer."""

from __future__ import annotations

import os
import time
from itertools import cycle

import numpy as np

from hardware.errors import HardwareError
from hardware.sound.buffer_clock import BufferClock
from hardware.sound.scheduled_sound import END_S, Samples, Sound
from hardware.sound.scheduled_speaker import ScheduledSpeaker
from hardware.sound.sound_devices import device_names, libraries_muted, nowhere, running, stopped

BUFFER = 512
"""Samples that SDL mixes at a time: sound starts and stops on this grid."""
SOON = 4
"""Buffers that are rendered and written at once."""
RING = 64
"""Buffers that a sound goes round in which comes in pieces: 1.5 s, of which only the next ones are ever filled."""
APART_S = 0.015
"""Device and clock may run apart by so much, before a piece is moved to its time with a gap or a jump."""
SILENT_DRIVERS = frozenset({"dummy", "disk"})
SERVER_MS = "60"
"""A sound server that holds less than this ready stutters beside a busy machine; who set its own keeps that."""
HUNG_S = 2.4
"""A sound server that slept takes its first buffer after a second."""


class MixerSpeaker(ScheduledSpeaker):
    """A device of SDL through pygame's mixer, which mixes in C: a busy interpreter cannot make the sound stutter.

    SDL's mixer cannot start a sound at a time, so the wait is silence before the sound, from the next buffer on; what
    the device itself adds is `latency_s`. The mixer reads the samples from where they lie: a
    change of loudness is written over those that are not mixed yet, so that it is exact to the sample.

    Raises:
        HardwareError: `speaker.none` if SDL finds no device, `speaker.missing` if none has `device` in its name.
    """

    def __init__(self, sample_rate: int, device: str | None = None) -> None:
        os.environ.setdefault("PYGAME_HIDE_SUPPORT_PROMPT", "1")
        import pygame

        found = named(device) if device else None
        if nowhere():
            raise _none("the sound server has no device")
        before = running()
        os.environ.setdefault("PULSE_LATENCY_MSEC", SERVER_MS)
        try:
            with libraries_muted():
                pygame.mixer.init(sample_rate, -16, 1, BUFFER, devicename=found, allowedchanges=0)
        except pygame.error as fault:
            raise _none(str(fault)) from fault
        driver = pygame.mixer.get_driver()
        super().__init__(found or driver, sample_rate)
        self.simulated = driver in SILENT_DRIVERS
        self.audible = not self.simulated
        self._number = max(running() - before, default=0)
        self._pygame, self._mixed = pygame, BufferClock(BUFFER / sample_rate)
        self._channels = cycle((pygame.mixer.Channel(0), pygame.mixer.Channel(1)))
        self._own_s = BUFFER / sample_rate
        self._memory = np.zeros(0, np.int16)
        self._wait = self._begun = 0
        self._filled = 0
        """Samples of the ring that are in place, counted since it went round first."""
        self._seen = (0, time.monotonic())

    @property
    def delay_s(self) -> float:
        """See `Speaker.delay_s`."""
        return 2 * self._own_s + self.latency_s

    def fault(self) -> HardwareError | None:
        """See `Speaker.fault`; SDL itself plays on to a device that has gone, and tells nobody."""
        if stopped(self._number) or nowhere():
            return _lost(f"The loudspeaker {self.name} was unplugged.")
        count, since = self._seen
        if self._mixed.count() != count:
            self._seen = (self._mixed.count(), time.monotonic())
        elif time.monotonic() - since > HUNG_S:
            return _lost(f"The loudspeaker {self.name} takes no more sound.")
        return None

    def _start(self, sound: Sound) -> None:
        """On the channel that is free: the other one may still fade."""
        begun, mixed_at = self._mixed.next()
        wait_s = sound.starts - self.latency_s - self._own_s - mixed_at
        self._wait = max(0, round(wait_s * self.sample_rate))
        padded = np.concatenate([np.zeros(self._wait, np.int16), sound.rendered(0, sound.ends)])
        try:
            chunk = self._pygame.mixer.Sound(buffer=padded.tobytes())
            self._memory = np.asarray(chunk)
            self._begun = begun
            next(self._channels).play(chunk)
        except self._pygame.error as fault:
            raise HardwareError(
                "speaker.play",
                f"The loudspeaker refused ({fault}).",
                "Check its plug and volume; `kiosk doctor --self-test` tries it.",
            ) from fault

    def _more(self, sound: Sound, *, first: bool) -> float:
        """The ring goes round by itself: the piece stands where the mixer comes by when it is to be heard."""
        if first:
            self._go_round()
        soonest = (self._mixed.count() - self._begun + 1) * BUFFER
        due = round((sound.starts - self._heard_at(0)) * self.sample_rate)
        begin = due if first or abs(due - self._filled) > APART_S * self.sample_rate else self._filled
        late = max(0, max(soonest, self._filled) - begin)
        room = soonest + (RING - SOON) * BUFFER - begin - late
        rest = sound.rendered(late, sound.ends)[: max(0, room)]
        self._write(begin + late, rest, soonest)
        return self._heard_at(begin)

    def _heard_at(self, place: int) -> float:
        """When a sample of the ring is heard, counted since it went round first."""
        return self._mixed.at(self._begun) + self._own_s + self.latency_s + place / self.sample_rate

    def _go_round(self) -> None:
        """Begin with silence that never ends."""
        self._begun, _ = self._mixed.next()
        ring = self._pygame.mixer.Sound(buffer=bytes(2 * RING * BUFFER))
        self._memory, self._filled = np.asarray(ring), 0
        next(self._channels).play(ring, loops=-1)

    def _write(self, begin: int, samples: Samples, soonest: int) -> None:
        """Put them in their place, and silence after them, up to what is mixed now."""
        places = np.arange(begin, soonest + (RING - 2) * BUFFER) % self._memory.size
        self._memory[places[samples.size :]] = 0
        self._memory[places[: samples.size]] = samples
        self._filled = begin + samples.size

    def _hush(self) -> float:
        """The ring fades to silence; it is let go with the next sound on its channel."""
        begin = (self._mixed.count() - self._begun + 1) * BUFFER
        count = max(0, min(self._filled - begin, round(END_S * self.sample_rate)))
        places = np.arange(begin, begin + count) % self._memory.size
        self._write(begin, (self._memory[places] * np.linspace(1.0, 0.0, count)).astype(np.int16), begin)
        return self._heard_at(begin)

    def _soonest(self, sound: Sound) -> float:
        """At the next buffer."""
        return sound.time((self._mixed.count() - self._begun) * BUFFER - self._wait)

    def _changed(self, sound: Sound, at: float, *, late: bool) -> bool:
        """What is mixed soon is written first; the mixer may have passed by before it was rendered."""
        begin = sound.index(at)
        near = begin + SOON * BUFFER
        for first, last in ((begin, near), (near, sound.pcm.size)):
            rest = sound.rendered(first, last)
            if first == begin and not late and self._soonest(sound) > at:
                return False
            self._memory[self._wait + first : self._wait + first + rest.size] = rest
        return True

    def _release(self) -> None:
        self._mixed.close()
        self._pygame.mixer.quit()


def named(name: str) -> str:
    """The first loudspeaker whose name has `name` in it. Raises `HardwareError` `speaker.missing`."""
    names = device_names(capture=False)
    found = [device for device in names if name.casefold() in device.casefold()]
    if not found:
        there = "; ".join(names) or "none"
        raise HardwareError(
            "speaker.missing",
            f"There is no loudspeaker named {name!r}; those here: {there}.",
            "Plug it in: it is used within seconds. `kiosk hardware scan` shows the names; auto takes any.",
        )
    return found[0]


def _none(why: str) -> HardwareError:
    return HardwareError(
        "speaker.none",
        f"There is no loudspeaker ({why}).",
        "Connect one, or set voice.speaker to `clock` to go on without sound.",
    )


def _lost(sentence: str) -> HardwareError:
    return HardwareError("speaker.lost", sentence, "Plug it in again, or another: it is used within seconds.")
