"""Looks now and then whether a window could be opened where none could before: a desktop or a panel has come back.

Each look is a process of its own, `python -m kiosk.stage.window.lookout`, which opens a window that nobody sees: a
display that hangs, or ends whoever asks it, costs that process only.
"""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Mapping
from typing import Protocol

import pygame

EVERY_S = 10.0
LONGEST_S = 8
"""A look that takes longer ends itself."""
UNSEEN = frozenset({"dummy", "offscreen", "evdev"})
"""SDL falls back to these by itself; nobody sees a window there."""


class Sought(Protocol):
    """A window that could not be opened."""

    @property
    def environment(self) -> Mapping[str, str]:
        """The one in which it was looked for."""
        ...

    @property
    def wanted(self) -> bool:
        """Whether it is worth a look."""
        ...


class Lookout:
    """Looks for a window every `EVERY_S`."""

    def __init__(self, sought: Sought, now: float) -> None:
        self._sought, self._due = sought, now + EVERY_S
        self._look: subprocess.Popen[bytes] | None = None

    def sees(self, now: float) -> bool:
        """Whether a look has just found that a window can be opened. Never waits."""
        if self._look is None:
            if now >= self._due:
                self._due = now + EVERY_S
                self._look = self._begun() if self._sought.wanted else None
            return False
        status = self._look.poll()
        if status is not None:
            self._look = None
        return status == 0

    def close(self) -> None:
        """End a look that is on."""
        if self._look is not None:
            self._look.kill()
            self._look.wait()
            self._look = None

    def _begun(self) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [sys.executable, "-P", "-m", __name__],
            env=self._sought.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )


def main() -> int:
    """One look: 0 if a window can be opened that people would see."""
    signal.alarm(LONGEST_S)
    try:
        pygame.display.init()
        if pygame.display.get_driver() in UNSEEN:
            return 1
        pygame.Window("", (64, 64), hidden=True).destroy()
    except pygame.error:
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
