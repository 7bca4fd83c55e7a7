"""The window, or a picture off screen where there is none, and what people do to it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pygame

from kiosk.settings import Stage

OFF_SCREEN = "dummy"
UNSEEN = frozenset({"dummy", "offscreen", "evdev"})
"""SDL falls back to these by itself; nobody sees a window there."""
LONGEST_QUESTION = 200
DRM = Path("/sys/class/drm")


@dataclass(frozen=True, slots=True)
class Touched:
    """A finger or the mouse at (x, y) px."""

    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Typed:
    """Letters from the keyboard."""

    text: str


@dataclass(frozen=True, slots=True)
class Pressed:
    """A key that is no letter."""

    key: int


Input = Touched | Typed | Pressed


def has_screen() -> bool:
    """Whether a window could be seen: a desktop, or a connected panel that the kernel drives."""
    if os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"):
        return True
    return any(_text(status) == "connected" for status in DRM.glob("*/status"))


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="ascii").strip()
    except OSError:
        return ""


class Display:
    """The one window of the process. `fault` says why a window that was wanted is not there."""

    def __init__(self, settings: Stage) -> None:
        self.fault = ""
        wanted = settings.display == "window" or (settings.display == "auto" and has_screen())
        self._window = self._open(settings) if wanted else None
        self.simulated = self._window is None
        if self._window is None:
            self._window = self._off_screen(settings)
        pygame.display.set_caption("Balie")
        pygame.mouse.set_visible(not settings.fullscreen)
        pygame.key.set_repeat(400, 40)
        pygame.key.start_text_input()

    @property
    def driver(self) -> str:
        """SDL's name of what shows the picture."""
        return pygame.display.get_driver()

    @property
    def size(self) -> tuple[int, int]:
        """Width and height, px."""
        return pygame.display.get_window_size()

    def _open(self, settings: Stage) -> pygame.Surface | None:
        flags = pygame.FULLSCREEN if settings.fullscreen else pygame.RESIZABLE
        try:
            pygame.display.init()
            if pygame.display.get_driver() in UNSEEN:
                raise pygame.error("there is no desktop and no panel")
            return pygame.display.set_mode(self._fitting(settings), flags)
        except pygame.error as error:
            self.fault = str(error)
            pygame.display.quit()
            return None

    def _fitting(self, settings: Stage) -> tuple[int, int]:
        """The desktop if the window fills it, else the size of the settings, made to fit."""
        across, down = pygame.display.get_desktop_sizes()[0]
        if settings.fullscreen:
            return across, down
        shrink = min(1.0, 0.92 * across / settings.width, 0.92 * down / settings.height)
        return round(settings.width * shrink), round(settings.height * shrink)

    def _off_screen(self, settings: Stage) -> pygame.Surface:
        os.environ["SDL_VIDEODRIVER"] = OFF_SCREEN
        pygame.display.init()
        return pygame.display.set_mode(
            (round(settings.width * settings.scale), round(settings.height * settings.scale))
        )

    def present(self, picture: pygame.Surface) -> None:
        """Show a picture of the window's size."""
        window = pygame.display.get_surface()
        if window is not None:
            window.blit(picture, (0, 0))
        pygame.display.flip()

    def inputs(self) -> Iterator[Input]:
        """What was done since the last call. SDL reports a finger as a mouse button too: one is enough."""
        for event in pygame.event.get():
            if event.type == pygame.MOUSEBUTTONDOWN and event.button == 1:
                yield Touched(*event.pos)
            elif event.type == pygame.TEXTINPUT:
                yield Typed(event.text)
            elif event.type == pygame.KEYDOWN and event.key == pygame.K_F11:
                pygame.display.toggle_fullscreen()
            elif event.type == pygame.KEYDOWN:
                yield Pressed(event.key)

    def close(self) -> None:
        """Give the screen back."""
        pygame.display.quit()


@dataclass(frozen=True, slots=True)
class Field:
    """The question that is being typed."""

    text: str = ""

    def after(self, action: Typed | Pressed) -> tuple[Field, str]:
        """The field after a key, and the question if the key was Enter ("" otherwise)."""
        if isinstance(action, Typed):
            return Field((self.text + action.text).replace("\n", " ").lstrip()[:LONGEST_QUESTION]), ""
        if action.key in {pygame.K_RETURN, pygame.K_KP_ENTER}:
            return Field(), self.text.strip()
        if action.key == pygame.K_BACKSPACE:
            return Field(self.text[:-1]), ""
        return (Field(), "") if action.key == pygame.K_ESCAPE else (self, "")
