"""The sound devices that SDL finds, whether one is still there, and how one that takes sound in is closed."""

from __future__ import annotations

import ctypes
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from pygame._sdl2.audio import AudioDevice


SDL: Final = "libSDL2-2"
DUMMY: Final = frozenset({"Dummy Output"})
"""What PulseAudio and PipeWire offer when there is no device: it swallows the sound."""
SERVERS: Final = frozenset({b"pulseaudio", b"pipewire"})
INIT_AUDIO: Final = 0x10
MOST: Final = 17
"""SDL has at most sixteen devices open, which it numbers from one."""
CLOSE_S: Final = 2.0
_ABANDONED: Final = list["AudioDevice"]()
"""Who is collected closes itself, and would hang whoever collects it."""


def device_names(*, capture: bool) -> tuple[str, ...]:
    """Names of the devices that take sound in, or of those that give it out; empty when there is no sound system.

    SDL's sound stays as it was found: pygame's mixer opens no device where it is on already.
    """
    os.environ.setdefault("PYGAME_HIDE_SUPPORT_PROMPT", "1")
    import pygame
    from pygame._sdl2.audio import get_audio_device_names

    try:
        with switched_on():
            return tuple(get_audio_device_names(capture))
    except pygame.error:
        return ()


def outputs() -> tuple[str, ...]:
    """The loudspeakers that are there."""
    return tuple(name for name in device_names(capture=False) if name not in DUMMY)


def nowhere() -> bool:
    """Whether a sound server runs that has no loudspeaker: SDL would open its dummy, or crash where there is none."""
    import pygame

    try:
        with switched_on():
            return library(SDL).SDL_GetCurrentAudioDriver() in SERVERS and not outputs()
    except pygame.error:
        return False


def switch_on() -> None:
    """SDL's sound is needed; it counts by how many. Raises `pygame.error` when there is no sound system."""
    import pygame

    with libraries_muted():
        failed = library(SDL).SDL_InitSubSystem(INIT_AUDIO)
    if failed:
        raise pygame.error(pygame.get_error())


def switch_off() -> None:
    """SDL's sound is needed by one less."""
    library(SDL).SDL_QuitSubSystem(INIT_AUDIO)


@contextmanager
def switched_on() -> Iterator[None]:
    """SDL's sound is on meanwhile. Raises `pygame.error` when there is no sound system."""
    switch_on()
    try:
        yield
    finally:
        switch_off()


@contextmanager
def libraries_muted() -> Iterator[None]:
    """ALSA writes lines about every device that it lacks to standard error, past Python; the error says it all."""
    kept, nothing = os.dup(2), os.open(os.devnull, os.O_WRONLY)
    os.dup2(nothing, 2)
    try:
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
        os.close(nothing)


def stopped(device: int) -> bool:
    """Whether a device, by SDL's number for it, is gone: SDL goes on as if it were there, with silence."""
    return device > 0 and library(SDL).SDL_GetAudioDeviceStatus(device) == 0


def running() -> frozenset[int]:
    """SDL's numbers of the devices that run in this process."""
    status = library(SDL).SDL_GetAudioDeviceStatus
    return frozenset(number for number in range(1, MOST) if status(number))


def close(device: AudioDevice) -> bool:
    """Close a device with a callback in Python, at any moment; false if that hangs, as when a sound server has gone.

    SDL waits until the callback has returned. pygame's own `close` holds the interpreter's lock meanwhile, which the
    callback may be waiting for: then both wait for ever. A call through ctypes holds no lock. A device that does not
    let go is left to itself, with the thread that waits for it: it is never closed again.
    """
    closing = threading.Thread(
        target=library(SDL).SDL_CloseAudioDevice,
        args=(ctypes.c_uint32(device.deviceid),),
        name="closing a sound device",
        daemon=True,
    )
    closing.start()
    closing.join(CLOSE_S)
    if closing.is_alive():
        _ABANDONED.append(device)
        return False
    device.close()  # forgets the number, which SDL gives to the next device that is opened
    return True


@cache
def library(name: str) -> ctypes.CDLL:
    """One of the libraries that pygame has loaded (`libSDL2-2`, `libSDL2_mixer-2`), wherever it is from."""
    mapped = Path("/proc/self/maps").read_text(encoding="utf-8").split()
    found = ctypes.CDLL(next(part for part in mapped if f"/{name}" in part))
    if name == SDL:
        found.SDL_GetCurrentAudioDriver.restype = ctypes.c_char_p
        found.SDL_CreateSemaphore.restype = ctypes.c_void_p
    return found
