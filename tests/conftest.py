"""What every test leaves behind as it found it."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import pytest


@pytest.fixture(autouse=True, scope="module")
def _sound_system() -> Iterator[None]:
    """A microphone opens SDL's sound, and pygame's mixer then will not: in the kiosk they never share a process."""
    yield
    if "pygame._sdl2.sdl2" in sys.modules:
        import pygame

        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("SDL_VIDEODRIVER", "dummy")
            patch.setenv("SDL_AUDIODRIVER", "dummy")
            pygame.init()
            pygame.quit()
