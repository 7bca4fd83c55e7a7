"""The sound devices that SDL finds, and how one that takes sound in is closed."""

from __future__ import annotations

import ctypes
import os
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pygame._sdl2.audio import AudioDevice


def device_names(*, capture: bool) -> tuple[str, ...]:
    """Names of the devices that take sound in, or of those that give it out; empty when there is no sound system."""
    os.environ.setdefault("PYGAME_HIDE_SUPPORT_PROMPT", "1")
    import pygame
    from pygame._sdl2.audio import get_audio_device_names
    from pygame._sdl2.sdl2 import INIT_AUDIO, init_subsystem

    try:
        init_subsystem(INIT_AUDIO)
        return tuple(get_audio_device_names(capture))
    except pygame.error:
        return ()


def close(device: AudioDevice) -> None:
    """Close a device with a callback in Python, at any moment.

    SDL waits until the callback has returned. pygame's own `close` holds the interpreter's lock meanwhile, which the
    callback may be waiting for: then both wait for ever. A call through ctypes holds no lock.
    """
    library("libSDL2-2").SDL_CloseAudioDevice(ctypes.c_uint32(device.deviceid))
    device.close()  # forgets the number, which SDL gives to the next device that is opened


@cache
def library(name: str) -> ctypes.CDLL:
    """One of the libraries that pygame has loaded (`libSDL2-2`, `libSDL2_mixer-2`), wherever it is from."""
    mapped = Path("/proc/self/maps").read_text(encoding="utf-8").split()
    return ctypes.CDLL(next(part for part in mapped if f"/{name}" in part))
