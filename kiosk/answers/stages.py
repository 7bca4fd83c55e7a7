"""Which encoders a question goes through on this machine: the first always, the second where there is room for it."""

from __future__ import annotations

import os
import platform
from dataclasses import dataclass
from typing import Literal

from kiosk.answers import encoder as encoders
from kiosk.answers.encoder import Encoder, Joint, NoEncoder, Recent
from kiosk.settings import Answers

Second = Literal["off", "unsure", "always"]
ROOM_MB, AMPLE_MB = 1_500, 3_500
"""Memory of the machine from which the second encoder has a place, and from which every question may pay for it."""
CORES = 2


@dataclass(frozen=True, slots=True)
class Stages:
    """The encoders, and whether the second looks at every question or only where the first is unsure."""

    first: Encoder
    second: Encoder | None = None
    always: bool = False

    @property
    def name(self) -> str:
        """What they are called, for people and for the cache."""
        return " + ".join(each.name for each in self.all)

    @property
    def all(self) -> tuple[Encoder, ...]:
        """The encoders in the order in which they are asked."""
        return (self.first,) if self.second is None else (self.first, self.second)

    @property
    def for_triage(self) -> tuple[Encoder, ...]:
        """What knows an emergency or a wish for a person: the first, and both together where there is room for both."""
        if self.second is None or not self.always:
            return (self.first,)
        return (self.first, Joint(self.first, self.second))


def make(settings: Answers) -> Stages:
    """The stages that a machine is meant to have, as far as their packages are there."""
    wanted = here() if settings.second_stage == "auto" else settings.second_stage
    first = encoders.make(settings.encoder)
    second = encoders.second(wanted != "off") if not isinstance(first, NoEncoder) else None
    return Stages(Recent(first), Recent(second) if second else None, always=wanted == "always")


def here() -> Second:
    """What this machine can carry; the same one gives the same at every start, however busy it is."""
    return suited(_memory_mb(), os.cpu_count() or 1, platform.machine())


def suited(memory_mb: float, cores: int, processor: str) -> Second:
    """`always` on a PC with memory and a core to spare, `unsure` on a small board, `off` where memory is short."""
    if memory_mb < ROOM_MB:
        return "off"
    ample = memory_mb >= AMPLE_MB and cores >= CORES and processor.lower() in {"x86_64", "amd64"}
    return "always" if ample else "unsure"


def _memory_mb() -> float:
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e6
