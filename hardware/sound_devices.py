"""The sound devices that SDL finds."""

from __future__ import annotations

import os


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
