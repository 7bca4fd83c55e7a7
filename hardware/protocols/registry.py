"""The protocols by the name that a profile gives; a package may bring one as an entry point of `balie.protocols`."""

from __future__ import annotations

from importlib.metadata import entry_points
from typing import Final

from hardware.protocols.boards import firmata, maestro, mcu_host, ohbot
from hardware.protocols.buses import dynamixel, feetech
from hardware.protocols.codec import Dialect

GROUP: Final = "balie.protocols"
_OURS: tuple[Dialect, ...] = (
    mcu_host.DIALECT,
    dynamixel.DIALECT,
    feetech.DIALECT,
    maestro.DIALECT,
    firmata.DIALECT,
    ohbot.DIALECT,
)
SHIPPED: Final = {one.name: one for one in _OURS}


def find(name: str) -> Dialect:
    """The protocol of that name; `ValueError` names those that there are."""
    if name in SHIPPED:
        return SHIPPED[name]
    brought = {point.name: point for point in entry_points(group=GROUP)}
    if name not in brought:
        raise ValueError(f"{name!r} is no protocol; there are {', '.join([*SHIPPED, *brought])}")
    dialect: Dialect = brought[name].load()
    return dialect
