"""One figure of a bench, as `kiosk bench --json` prints it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Peer:
    """What another known way of doing it reaches, measured in the same run on the same input."""

    name: str
    value: float


@dataclass(frozen=True, slots=True)
class Row:
    """A measured figure, its goal (None if there is none), and which way is better."""

    name: str
    value: float
    unit: str
    goal: float | None = None
    better: Literal["lower", "higher"] = "lower"
    peer: Peer | None = None


def meets(row: Row) -> bool:
    """Whether a figure reaches its goal; one without a goal does."""
    if row.goal is None:
        return True
    return row.value <= row.goal if row.better == "lower" else row.value >= row.goal


@dataclass(frozen=True, slots=True)
class Skipped:
    """A figure that could not be taken here, and why."""

    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class Done:
    """How far a long step is: so many of so many; no figure."""

    count: int
    of: int


@dataclass(frozen=True, slots=True)
class Step:
    """A piece of a bench: `name` is what a person reads while `measure` is at work."""

    name: str
    measure: Callable[[], Iterable[Row | Skipped | Done]]
