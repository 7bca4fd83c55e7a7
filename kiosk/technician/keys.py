"""Keys of the terminal one by one, without waiting for Enter; put back as they were at the end."""

from __future__ import annotations

import os
import select
import sys
import termios
import tty
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

NAMES: Final = {
    b"\x1b[A": "up",
    b"\x1b[B": "down",
    b"\x1b[C": "right",
    b"\x1b[D": "left",
    b"\x1b[5~": "page up",
    b"\x1b[6~": "page down",
    b"\r": "enter",
    b"\n": "enter",
    b"\x7f": "backspace",
}
Pressed = Callable[[], str]
"""The key that was pressed since the last time, empty for none."""


@contextmanager
def single() -> Iterator[Pressed]:
    """Keys as they are pressed; Ctrl-C still interrupts."""
    handle = sys.stdin.fileno()
    before = termios.tcgetattr(handle)
    tty.setcbreak(handle)
    try:
        yield lambda: named(os.read(handle, 16)) if select.select([handle], [], [], 0)[0] else ""
    finally:
        termios.tcsetattr(handle, termios.TCSADRAIN, before)


def named(data: bytes) -> str:
    """What a key is called."""
    return NAMES.get(data) or data[:1].decode("ascii", "ignore")
