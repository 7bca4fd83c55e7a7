"""What a motor model is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

Register = tuple[int, int]
"""Address and length in bytes."""


@dataclass(frozen=True, slots=True)
class Motor:
    """One model.

    `lowest` to `highest` are its positions; `model` the number it answers with (0: it has none); `sync_read`: it
    answers a question to many; `firmware` the oldest that will do; `speed_unit` how many positions a second one unit of
    its speed register is, and `load_unit` the share of its greatest load in one of its load register; `hottest_c`,
    `volts` (lowest, highest) and `heaviest` (share of its greatest load that it can hold) are what it stands.
    """

    name: str
    protocols: frozenset[str]
    lowest: int
    highest: int
    model: int = 0
    speed_unit: float = 1.0
    load_unit: float = 0.001
    big_endian: bool = False
    sync_read: bool = True
    firmware: int = 0
    registers: Mapping[str, Register] = field(default_factory=dict)
    hottest_c: float | None = None
    volts: tuple[float, float] | None = None
    heaviest: float = 1.0
