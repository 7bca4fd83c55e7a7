"""The window of `kiosk watch --debug-view`: on a screen of this machine, and never on a forwarded one."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final

from kiosk.errors import InputError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

LOCAL: Final = frozenset({"", "unix"})
"""What stands before the colon of a display of this machine."""
REMOTE: Final = ("VNCDESKTOP", "XRDP_SESSION")
"""Set where a desktop is shown to somebody elsewhere."""
SHARERS: Final = frozenset(
    {"wayvnc", "x11vnc", "x0vncserver", "Xvnc", "Xtigervnc", "vncserver-x11", "krfb", "rustdesk", "anydesk"}
)
"""Programs that show a screen to somebody elsewhere, as the kernel names them; Raspberry Pi Connect runs wayvnc."""
COMM_CHARS: Final = 15
UNSEEN: Final = frozenset({"dummy", "offscreen"})
"""SDL's drivers that draw for nobody; it takes one by itself where no screen answers."""
HERE: Final = "Use the screen of the kiosk itself: DISPLAY=:0 kiosk watch --debug-view."
ENDS: Final = ("q", "escape")


def refuse_elsewhere(environment: Mapping[str, str]) -> None:
    """Refuse a screen that stands elsewhere: faces of shoppers do not leave this machine.

    Raises:
        InputError: `watch.forwarded`, or `watch.no-screen` if there is none.
    """
    display, wayland = environment.get("DISPLAY", ""), environment.get("WAYLAND_DISPLAY", "")
    host = display.rpartition(":")[0].partition("/")[0]
    forwarded = bool(display) and (host not in LOCAL or display.startswith("/"))
    if forwarded or "waypipe" in wayland or any(name in environment for name in REMOTE):
        raise InputError(
            "watch.forwarded",
            f"The screen {display or wayland} stands elsewhere, and pictures of shoppers stay on this machine.",
            HERE,
        )
    if not display and not wayland:
        raise InputError(
            "watch.no-screen",
            "There is no screen to show the debug view on.",
            HERE,
        )


def refuse_shared(root: Path = Path("/")) -> None:
    """Refuse a screen that a program of this machine shows to somebody elsewhere.

    Raises:
        InputError: `watch.shared`.
    """
    known = {name[:COMM_CHARS]: name for name in SHARERS}
    sharing = sorted({known[name] for name in _programs(root) if name in known})
    if sharing:
        raise InputError(
            "watch.shared",
            f"{sharing[0]} shows this screen to somebody elsewhere, and pictures of shoppers stay on this machine.",
            "End it for so long (for Raspberry Pi Connect: rpi-connect vnc off), then look again.",
        )


def _programs(root: Path) -> Iterator[str]:
    """What runs now, by proc(5)."""
    for told in (root / "proc").glob("[0-9]*/comm"):
        with suppress(OSError):  # it may end meanwhile
            yield told.read_text(encoding="utf-8", errors="replace").strip()


class DebugWindow:
    """A window that shows one picture after the other, BGR, until somebody closes it."""

    def __init__(self) -> None:
        refuse_elsewhere(os.environ)
        refuse_shared()
        os.environ.setdefault("PYGAME_HIDE_SUPPORT_PROMPT", "1")
        import pygame

        self._pygame = pygame
        try:
            pygame.display.init()
        except pygame.error as fault:
            pygame.display.quit()
            raise InputError("watch.no-screen", f"No window can be opened: {fault}.", "See `kiosk doctor`.") from fault
        if pygame.display.get_driver() in UNSEEN:
            pygame.display.quit()
            raise InputError("watch.no-screen", "The screen does not answer.", HERE)
        self._screen: pygame.Surface | None = None

    def show(self, picture: NDArray[np.uint8]) -> bool:
        """Show a picture; false once the window was closed."""
        pygame = self._pygame
        height, width = picture.shape[:2]
        if self._screen is None or self._screen.get_size() != (width, height):
            self._screen = pygame.display.set_mode((width, height))
            pygame.display.set_caption("Balie: what sight makes of it")
        self._screen.blit(pygame.image.frombuffer(picture.tobytes(), (width, height), "BGR"), (0, 0))
        pygame.display.flip()
        return not any(self._closes())

    def close(self) -> None:
        """Take it away."""
        self._pygame.display.quit()

    def _closes(self) -> Iterator[bool]:
        for event in self._pygame.event.get():
            key = self._pygame.key.name(event.key) if event.type == self._pygame.KEYDOWN else ""
            yield event.type == self._pygame.QUIT or key in ENDS
