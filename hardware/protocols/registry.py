"""The protocols by the name that a profile gives; a package may bring one as an entry point of `balie.protocols`."""

from __future__ import annotations

from importlib.metadata import entry_points
from typing import Final

from hardware.protocols.codec import Dialect
from hardware.protocols.mcu_host import DIALECT

GROUP: Final = "balie.protocols"
SHIPPED: Final = {"mcu": DIALECT}


def find(name: str) -> Dialect:
    """The protocol of that name; `ValueError` names those that there are."""
    if name in SHIPPED:
        return SHIPPED[name]
    brought = {point.name: point for point in entry_points(group=GROUP)}
    if name not in brought:
        raise ValueError(f"{name!r} is no protocol; there are {', '.join([*SHIPPED, *brought])}")
    dialect: Dialect = brought[name].load()
    return dialect
