"""Health: which parts can be used. The dialogue degrades by it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import Enum
from typing import Final

from kiosk.events import PartFailed, PartReady


class Part(Enum):
    """A part of the kiosk."""

    STARTING = "starting"
    READY = "ready"
    MISSING = "missing"


Cue = type[PartReady | PartFailed]
RESTARTS: Final = frozenset({"part.died", "part.renewed"})
"""With these codes a part is begun anew at once."""
WAITED_FOR: Final = frozenset({"answers"})
"""These are back so soon that a question had better wait for them."""

TABLE: Final[Mapping[tuple[Part, Cue], Part]] = {
    (Part.STARTING, PartReady): Part.READY,
    (Part.STARTING, PartFailed): Part.MISSING,
    (Part.READY, PartFailed): Part.MISSING,
    (Part.MISSING, PartReady): Part.READY,
}


@dataclass(frozen=True, slots=True)
class Health:
    """The parts by name, and those of them that stand in for a device that is not there."""

    parts: Mapping[str, Part] = field(default_factory=dict)
    simulated: frozenset[str] = frozenset()

    def of(self, part: str) -> Part:
        """A part that this kiosk does not have is missing."""
        return self.parts.get(part, Part.MISSING)

    def ready(self, part: str) -> bool:
        """Whether a part can be used now."""
        return self.of(part) is Part.READY

    def missing(self, part: str) -> bool:
        """Whether a part cannot be counted on; one that still starts is not missing."""
        return self.of(part) is Part.MISSING


def begin(parts: Iterable[str]) -> Health:
    """Every part is on its way."""
    return Health(dict.fromkeys(parts, Part.STARTING))


def after(health: Health, event: PartReady | PartFailed) -> Health:
    """Health after a part came or went."""
    before = health.parts.get(event.part, Part.STARTING)
    soon = isinstance(event, PartFailed) and event.code in RESTARTS and event.part in WAITED_FOR
    now = Part.STARTING if soon else TABLE.get((before, type(event)), before)
    parts = {**health.parts, event.part: now}
    standing_in = isinstance(event, PartReady) and event.simulated
    simulated = health.simulated | {event.part} if standing_in else health.simulated - {event.part}
    return replace(health, parts=parts, simulated=simulated)
