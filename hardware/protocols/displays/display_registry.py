"""The protocols of displays, by the name that a profile gives; a package may bring one under `balie.displays`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib.metadata import EntryPoint, entry_points
from typing import Final

from hardware.protocols.displays.cd5220 import Cd5220
from hardware.protocols.displays.display_codec import DisplayCodec, Screen
from hardware.protocols.displays.escpos import EscPos
from hardware.protocols.displays.nextion import Nextion


@dataclass(frozen=True, slots=True)
class DisplayDialect:
    """A protocol of displays: whether the device answers, whether it has named fields, and the host's end of it."""

    name: str
    answers: bool
    fields: bool
    codec: Callable[[Screen], DisplayCodec]


GROUP: Final = "balie.displays"
SHIPPED: Final = {
    "cd5220": DisplayDialect("cd5220", answers=False, fields=False, codec=Cd5220),
    "escpos": DisplayDialect("escpos", answers=False, fields=False, codec=EscPos),
    "nextion": DisplayDialect("nextion", answers=True, fields=True, codec=Nextion),
}


def names() -> list[str]:
    """All that there are."""
    return [*SHIPPED, *_brought()]


def find(name: str) -> DisplayDialect:
    """The protocol of that name; `ValueError` names those that there are."""
    if name in SHIPPED:
        return SHIPPED[name]
    if name not in _brought():
        raise ValueError(f"{name!r} is no protocol of a display; there are {', '.join(names())}")
    dialect: DisplayDialect = _brought()[name].load()
    return dialect


@cache
def _brought() -> dict[str, EntryPoint]:
    """Those of other packages, by name; packages come and go between two starts."""
    return {point.name: point for point in entry_points(group=GROUP)}
