"""The window, or one that nobody sees where there is no screen, and what people do to it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pygame

from kiosk.settings import Stage
from kiosk.stage.window.gpu_output import GpuUnfitError, open_gpu
from kiosk.stage.window.lookout import UNSEEN
from kiosk.stage.window.output import GpuOutput, MemoryOutput, Output, Pixels
from kiosk.stage.window.turning import Turning

OFF_SCREEN = "dummy"
DRM = Path("/sys/class/drm")
TITLE = "Balie"
DRIVER = "SDL_VIDEODRIVER"
BY_DRIVER = "SDL_FRAMEBUFFER_ACCELERATION"
"""SDL would send pictures from memory through a graphics driver of its own choice, if not told otherwise."""
LOST_TEXTURES = (pygame.RENDER_TARGETS_RESET, pygame.RENDER_DEVICE_RESET)


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
    """The one window of the process, upright whichever way the panel is mounted.

    `fault` says why a window that was wanted is not there, `gpu_fault` why a graphics processor that was wanted is
    not used. `environment` is the one in which a window was looked
    for. `lost` is set when a driver has lost its textures: whoever draws takes it back.
    """

    def __init__(self, settings: Stage, *, gpu: bool = True) -> None:
        self._settings, self._turning = settings, Turning(settings.rotate)
        self._fullscreen = settings.fullscreen
        self.environment = dict(os.environ)
        os.environ[BY_DRIVER] = "0"
        self.fault = self.gpu_fault = ""
        self.lost = False
        window = self._open(settings) if self.wanted else None
        self.simulated = window is None
        self._window = window or self._off_screen(settings)
        self.output, self._why = self._filled(settings.renderer if gpu else "cpu", as_set=gpu)
        pygame.mouse.set_visible(not settings.fullscreen)
        pygame.key.set_repeat(400, 40)
        pygame.key.start_text_input()

    @property
    def wanted(self) -> bool:
        """Whether a window is to be opened where people see it: not on a machine that has no screen by choice."""
        return self._settings.display == "window" or (self._settings.display == "auto" and has_screen())

    @property
    def driver(self) -> str:
        """SDL's name of what shows the picture."""
        return pygame.display.get_driver()

    @property
    def size(self) -> tuple[int, int]:
        """Width and height of the upright picture, px."""
        return self._turning.swapped(self._window.size)

    @property
    def detail(self) -> str:
        """What shows the picture, how large, and what draws it, for a technician."""
        width, height = self.size
        turned = f" turned {self._turning.degrees}°" if self._turning.degrees else ""
        why = f" ({self._why})" if self._why else ""
        return f"{self.driver} {width}x{height}{turned}, {self.output.name}{why}"

    def _open(self, settings: Stage) -> pygame.Window | None:
        try:
            return self._on_screen(settings)
        except pygame.error as error:
            self.fault = str(error)
            pygame.display.quit()
            return None

    def _on_screen(self, settings: Stage) -> pygame.Window:
        pygame.display.init()
        if pygame.display.get_driver() in UNSEEN:
            raise pygame.error("there is no desktop and no panel")
        window = pygame.Window(TITLE, self._fitting(settings), resizable=not settings.fullscreen)
        if settings.fullscreen:
            window.set_fullscreen(desktop=True)
        return window

    def _fitting(self, settings: Stage) -> tuple[int, int]:
        """The desktop if the window fills it, else the size of the settings, made to fit."""
        across, down = pygame.display.get_desktop_sizes()[0]
        if settings.fullscreen:
            return across, down
        width, height = self._turning.swapped((settings.width, settings.height))
        shrink = min(1.0, 0.92 * across / width, 0.92 * down / height)
        return round(width * shrink), round(height * shrink)

    def _off_screen(self, settings: Stage) -> pygame.Window:
        os.environ[DRIVER] = OFF_SCREEN
        pygame.display.init()
        size = round(settings.width * settings.scale), round(settings.height * settings.scale)
        return pygame.Window(TITLE, self._turning.swapped(size))

    def _filled(self, renderer: str, *, as_set: bool) -> tuple[Output, str]:
        """What fills the window, and why it is no graphics processor if it is none."""
        if renderer == "cpu":
            return self._memory(), "" if as_set else "the graphics driver has ended the stage before"
        if self.simulated:
            return self._memory(), "nobody sees it"
        try:
            return open_gpu(self._window, self._turning, patient=renderer == "gpu"), ""
        except GpuUnfitError as unfit:
            self.gpu_fault = str(unfit) if renderer == "gpu" else ""
            return self._memory(), str(unfit)

    def _memory(self) -> MemoryOutput:
        """A panel without a desktop takes no pictures from memory but through a driver: the window is opened anew."""
        try:
            self._window.get_surface()
        except pygame.error:
            self._window.destroy()
            pygame.display.quit()
            del os.environ[BY_DRIVER]
            self._window = self._on_screen(self._settings)
        return MemoryOutput(self._window, self._turning)

    def give_up_gpu(self, why: str) -> None:
        """Fill the same window from memory from now on; every texture must be gone by then."""
        del self.output
        self.output, self._why = self._memory(), why

    @property
    def gpu(self) -> GpuOutput | None:
        """The graphics processor, if one fills the window."""
        return self.output if isinstance(self.output, GpuOutput) else None

    def present(self, picture: Pixels) -> None:
        """Show a picture of the window's size."""
        self.output.show(picture)

    def inputs(self) -> Iterator[Input]:
        """What was done since the last call. SDL reports a finger as a mouse button too: one is enough."""
        for event in pygame.event.get():
            if event.type == pygame.MOUSEBUTTONDOWN and event.button == 1:
                x, y = event.pos
                yield Touched(*self._turning.point(x, y, self._window.size))
            elif event.type == pygame.TEXTINPUT:
                yield Typed(event.text)
            elif event.type == pygame.KEYDOWN and event.key == pygame.K_F11:
                self._toggle_fullscreen()
            elif event.type == pygame.KEYDOWN:
                yield Pressed(event.key)
            elif event.type in LOST_TEXTURES:
                self.lost = True

    def _toggle_fullscreen(self) -> None:
        self._fullscreen = not self._fullscreen
        if self._fullscreen:
            self._window.set_fullscreen(desktop=True)
        else:
            self._window.set_windowed()

    def close(self) -> None:
        """Give the screen back; whoever opens the next one looks for it as this one did."""
        self._window.destroy()
        pygame.display.quit()
        if DRIVER in self.environment:
            os.environ[DRIVER] = self.environment[DRIVER]
        else:
            os.environ.pop(DRIVER, None)
