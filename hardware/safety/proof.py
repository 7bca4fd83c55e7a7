"""What a proof comes to, in words and figures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Proof:
    """Something that was tried on a live device. `figures` are what was measured, the unit at the end of each name."""

    name: str
    passed: bool
    found: str
    remedy: str = ""
    figures: Mapping[str, float] = field(default_factory=dict)
