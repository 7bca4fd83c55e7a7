"""What a check found, in words for whoever has to mend it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from hardware.errors import HardwareError
from kiosk.errors import KioskError

Figure = float | str | bool | None


class Status(StrEnum):
    """How it is; only `failed` makes the command end with 1."""

    OK = "ok"
    WARNING = "warning"
    """It works with a limit, or a stand-in does its work."""
    MISSING = "missing"
    """It is not there, and the kiosk goes on without it."""
    FAILED = "failed"
    """The configuration asks for it, and it does not work."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the report: what was found, what that costs in the shop, and the command or file that mends it.

    `figures` holds what was measured, with the unit at the end of each name.
    """

    area: str
    status: Status
    found: str
    cost: str = ""
    remedy: str = ""
    figures: Mapping[str, Figure] = field(default_factory=dict)

    def as_data(self) -> dict[str, Any]:
        """For JSON."""
        return {
            "area": self.area,
            "status": str(self.status),
            "found": self.found,
            "cost": self.cost,
            "remedy": self.remedy,
            "figures": dict(self.figures),
        }


def from_data(data: Mapping[str, Any]) -> Finding:
    """The inverse of `Finding.as_data`."""
    return Finding(**{**data, "status": Status(data["status"])})


def ok(area: str, found: str, **figures: Figure) -> Finding:
    """It is there and works."""
    return Finding(area, Status.OK, found, figures=figures)


def warning(area: str, found: str, cost: str, remedy: str, **figures: Figure) -> Finding:
    """It works with a limit, or something stands in for it."""
    return Finding(area, Status.WARNING, found, cost, remedy, figures)


def missing(area: str, found: str, cost: str, remedy: str, **figures: Figure) -> Finding:
    """It is not there, and may be missed."""
    return Finding(area, Status.MISSING, found, cost, remedy, figures)


def failed(area: str, found: str, cost: str, remedy: str, **figures: Figure) -> Finding:
    """The configuration asks for it, and it does not work."""
    return Finding(area, Status.FAILED, found, cost, remedy, figures)


def refused(area: str, fault: KioskError | HardwareError, cost: str) -> Finding:
    """A driver or a part said itself what is wrong."""
    return failed(area, fault.sentence, cost, fault.remedy, code=fault.code)


def healthy(findings: Iterable[Finding]) -> bool:
    """Whether nothing failed."""
    return all(finding.status is not Status.FAILED for finding in findings)
