"""The loudness a shopper can choose: steps that sound alike, from silence to the loudest the site allows."""

from __future__ import annotations

from typing import Final

LOUDEST: Final = 5
USUAL: Final = 4
"""What a voice starts with, before it is told otherwise."""
STEP_DB: Final = 4.0
"""A step is plainly heard, and five of them span a quiet shop and a busy one (16 dB)."""


def gain(level: int) -> float:
    """What samples are multiplied by at a level, 0 (silence) to `LOUDEST` (1.0)."""
    if level <= 0:
        return 0.0
    return float(10 ** ((min(level, LOUDEST) - LOUDEST) * STEP_DB / 20))
