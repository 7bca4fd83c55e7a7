"""A time painted into a picture: black and white blocks that survive VP8, so that a frame says how old it is."""

from __future__ import annotations

import time
from typing import Final

import numpy as np
from numpy.typing import NDArray

BITS: Final = 20
CHECK: Final = 4
BLOCK: Final = 16
LEFT: Final = 8
"""Pixels of a picture 640 wide; another width is read to scale. `call_page.js` paints and reads the same."""
WIDTH: Final = 640
SPAN_MS: Final = 1 << BITS


def now_ms() -> int:
    """The wall clock, which kiosk and browser on one machine share, modulo `SPAN_MS`."""
    return int(time.time() * 1000) % SPAN_MS


def paint(image: NDArray[np.uint8], ms: int) -> None:
    """Put a time into the upper left corner of a picture 640 wide."""
    value = (ms << CHECK) | _check(ms)
    for bit in range(BITS + CHECK):
        left = LEFT + bit * BLOCK
        image[LEFT : LEFT + BLOCK, left : left + BLOCK] = 255 * (value >> (BITS + CHECK - 1 - bit) & 1)


def age_ms(image: NDArray[np.uint8]) -> int | None:
    """How long ago what a picture shows was painted; None if its blocks cannot be read."""
    scale = image.shape[1] / WIDTH
    row = int((LEFT + BLOCK / 2) * scale)
    columns = [int((LEFT + (bit + 0.5) * BLOCK) * scale) for bit in range(BITS + CHECK)]
    bits = image[row, columns].mean(axis=1) > 127
    value = int("".join("1" if bit else "0" for bit in bits), 2)
    ms = value >> CHECK
    return (now_ms() - ms) % SPAN_MS if value & ((1 << CHECK) - 1) == _check(ms) else None


def _check(ms: int) -> int:
    return (ms * 7 + 3) % (1 << CHECK)
