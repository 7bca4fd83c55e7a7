"""The window of the preview: its events, 30 pictures a second."""

from __future__ import annotations

import time
from collections.abc import Callable

import pygame

from kiosk.errors import KioskError
from kiosk.studio.preview import SIZE, Preview

FPS = 30


def show(pack_id: str, lang: str) -> None:
    """Open the window until it is closed.

    Raises:
        KioskError: `avatar.window` where there is no screen.
    """
    try:
        pygame.display.init()
        if pygame.display.get_driver() in {"dummy", "offscreen", "evdev"}:
            raise pygame.error("there is no desktop")
        screen = pygame.display.set_mode(SIZE, pygame.RESIZABLE)
    except pygame.error as error:
        remedy = "Run it on a desktop, or make a film: kiosk avatar preview ID --out film.mp4"
        raise KioskError("avatar.window", f"The window cannot be opened: {error}.", remedy) from error
    preview = Preview(pack_id, lang)
    preview.resize(screen.get_size())
    pygame.display.set_caption(f"{preview.acting.pack.id} – Balie")
    pygame.key.set_repeat(350, 40)
    clock = pygame.time.Clock()
    try:
        while not preview.ended:
            for event in pygame.event.get():
                handle(preview, event, time.monotonic())
            preview.draw(pygame.display.get_surface() or screen, time.monotonic())
            pygame.display.flip()
            clock.tick(FPS)
    finally:
        preview.close()
        pygame.display.quit()


def handle(preview: Preview, event: pygame.event.Event, now: float) -> None:
    """Pass one event on."""
    actions: dict[int, Callable[[], None]] = {
        pygame.QUIT: lambda: setattr(preview, "ended", True),
        pygame.MOUSEBUTTONUP: preview.release,
        pygame.VIDEORESIZE: lambda: preview.resize((event.w, event.h)),
        pygame.TEXTINPUT: lambda: preview.type(event.text),
        pygame.KEYDOWN: lambda: preview.key(event.key, now, shift=bool(event.dict.get("mod", 0) & pygame.KMOD_SHIFT)),
        pygame.MOUSEMOTION: lambda: preview.drag(event.pos[0]),
    }
    if event.type == pygame.MOUSEBUTTONDOWN:
        if event.button == 1:
            x, y = event.pos
            preview.press(x, y, now)
    elif event.type in actions:
        actions[event.type]()
