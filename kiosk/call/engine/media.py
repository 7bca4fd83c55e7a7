"""Pieces of a call: a picture, a stretch of sound, a line of typed text, and where the kiosk's own come from."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final, Protocol

import numpy as np
from numpy.typing import NDArray

RATE: Final = 48_000
"""Samples a second of sound in a call, both ways: what Opus works with (RFC 7587)."""
BLOCK: Final = RATE // 50
"""Samples of a packet: 20 ms."""
Image = NDArray[np.uint8]
"""(height, width, 3) RGB."""
Pcm = NDArray[np.int16]
"""(samples,) mono at `RATE`."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A frame, and when it was taken (local) or came in (remote): CLOCK_MONOTONIC, s. `number` grows by one a frame."""

    number: int
    at: float
    image: Image = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Sound:
    """A stretch of sound that begins at `at`: when it was taken (local) or came in (remote), CLOCK_MONOTONIC, s."""

    at: float
    pcm: Pcm = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Text:
    """Real-time text: all of line `line` so far, sent with every character (EN 301 549, 6.2)."""

    line: int
    text: str
    done: bool = False


class VideoSource(Protocol):
    """The kiosk's camera. Read on the engine's thread, up to 100 times a second, only while the gate is open."""

    def newest(self) -> Picture | None:
        """The newest frame, any size, at once; the same one again if there is no newer, None if there is none."""
        ...


class AudioSource(Protocol):
    """The kiosk's microphone, free of echo. Read on the engine's thread, 200 times a second, while the gate is open."""

    def take(self, samples: int) -> Sound | None:
        """The oldest `samples` of what is kept, at once; None while there are fewer. Holds 200 ms at most."""
        ...
