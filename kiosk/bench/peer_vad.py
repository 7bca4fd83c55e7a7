"""WebRTC's voice detector with the collector of its well-known Python example: the peer of our voice detector."""

from __future__ import annotations

from collections import deque
from importlib.util import find_spec

import numpy as np
from numpy.typing import NDArray

RATE = 16_000
FRAME = RATE * 30 // 1000
WINDOW, SHARE = 10, 0.9
"""A voice has begun when nine of the last ten frames have one, and is over when nine have none."""


def installed() -> bool:
    """Whether the peer is here."""
    return find_spec("webrtcvad") is not None


def triggers(sound: NDArray[np.int16], mode: int = 3) -> int:
    """How many times a voice begins in a sound; mode 3 lets the least through."""
    import webrtcvad

    detector, recent, speaking, found = webrtcvad.Vad(mode), deque[bool](maxlen=WINDOW), False, 0
    for place in range(0, len(sound) - FRAME + 1, FRAME):
        recent.append(detector.is_speech(sound[place : place + FRAME].tobytes(), RATE))
        share = sum(recent) / WINDOW
        if not speaking and share >= SHARE:
            speaking, found = True, found + 1
        elif speaking and len(recent) == WINDOW and 1 - share >= SHARE:
            speaking = False
            recent.clear()
    return found
