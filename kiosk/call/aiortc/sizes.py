"""How large the picture is sent: resolution is dropped before frame rate, down to 320×240 (EN 301 549, 6.5.2). Pure."""

from __future__ import annotations

from collections import deque
from typing import Final

STEPS: Final = (1.0, 0.75, 0.5)
"""Of width and height: 640×480, 480×360, 320×240."""
BITS: Final = 0.03
"""Bits a pixel that VP8 needs for a face that talks; fewer and it is blocks."""
BUSY: Final = 0.55
"""Of the time between two frames that encoding may take, so that frames are never left out for want of it."""
SEEN: Final = 20
"""Frames that a judgement rests on: a second."""
CALM: Final = 10
"""Seconds of plenty before the picture grows again."""


class Sizes:
    """Chooses among `STEPS` by what the line carries and by how long a frame takes to encode."""

    def __init__(self, width: int, height: int, fps: int) -> None:
        self._width, self._height, self._fps = width, height, fps
        self._step = 0
        self._took: deque[float] = deque(maxlen=SEEN)
        self._calm = 0

    @property
    def size(self) -> tuple[int, int]:
        """Width and height now: even numbers, for chroma has half as many."""
        share = STEPS[self._step]
        return int(self._width * share) // 2 * 2, int(self._height * share) // 2 * 2

    def encoded(self, seconds: float, bits_per_s: int) -> None:
        """A frame took so long, while the line carries so much; each second of frames is judged."""
        self._took.append(seconds)
        if len(self._took) == SEEN:
            self._judge(sorted(self._took)[SEEN // 2], bits_per_s)
            self._took.clear()

    def _judge(self, seconds: float, bits_per_s: int) -> None:
        if not self._carries(self._step, seconds, bits_per_s):
            self._step, self._calm = min(self._step + 1, len(STEPS) - 1), 0
        elif self._step and self._carries(self._step - 1, seconds, bits_per_s):
            self._calm += 1
            if self._calm >= CALM:
                self._step, self._calm = self._step - 1, 0
        else:
            self._calm = 0

    def _carries(self, step: int, seconds: float, bits_per_s: int) -> bool:
        """Whether there is time and room for a picture of that step; time grows with its pixels."""
        share, now = STEPS[step], STEPS[self._step]
        pixels = self._width * self._height * share**2
        in_time = seconds * (share / now) ** 2 * self._fps <= BUSY
        return in_time and pixels * self._fps * BITS <= bits_per_s
