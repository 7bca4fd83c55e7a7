"""What is known of one motor on a bus."""

from __future__ import annotations

from dataclasses import dataclass, field

from hardware.motor import Motor
from hardware.protocols.buses.bus_frames import Words


@dataclass(slots=True)
class Seen:
    """`heard` is its last reading, `words` what two readings in a row agreed on, `kept` the same of what it keeps."""

    motor: Motor
    asked: tuple[str, ...] = ()
    answered: bool = False
    unanswered: int = 0
    wrong: bool = False
    twice: bool = False
    doubled: int = 0
    kept: Words | None = None
    claim: tuple[int, int] | None = None
    heard: Words = field(default_factory=dict)
    words: Words = field(default_factory=dict)
    faults: frozenset[str] = frozenset()


def health(seen: Seen) -> tuple[float, float, float]:
    """Temperature in °C, voltage in V (told in 0.1 V) and share of the greatest load."""
    return float(seen.words["temperature"]), seen.words["voltage"] / 10, seen.words["load"] * seen.motor.load_unit
