"""Courses from 0 to 1 with no jerk at either end."""

from __future__ import annotations

import math


def smoothstep(x: float) -> float:
    """0 to 1 over 0 to 1, and constant outside of it."""
    x = min(max(x, 0.0), 1.0)
    return x * x * (3 - 2 * x)


def bump(x: float) -> float:
    """Up to 1 and down again over 0 to 1, and 0 outside of it."""
    return math.sin(math.pi * x) ** 2 if 0 < x < 1 else 0.0
