"""What is being looked at, as a list that ticks itself off."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import RenderableType
from rich.spinner import Spinner
from rich.table import Table
from rich.text import Text

from kiosk.doctor.finding import Finding, Status
from kiosk.doctor.report import SIGNS

WORST = (Status.FAILED, Status.MISSING, Status.WARNING, Status.OK)


class Board:
    """Renders itself: an area a line, with the sign of its worst finding once it is done."""

    def __init__(self, areas: Sequence[str]) -> None:
        self._signs: dict[str, RenderableType] = {area: Spinner("dots") for area in areas}

    def done(self, area: str, findings: Sequence[Finding]) -> None:
        """An area was looked at."""
        sign, colour = SIGNS[worst(findings)]
        self._signs[area] = Text(sign, colour)

    def __rich__(self) -> Table:
        """The list as it is now."""
        grid = Table.grid(padding=(0, 1))
        for area, sign in self._signs.items():
            grid.add_row(sign, area)
        return grid


def worst(findings: Sequence[Finding]) -> Status:
    """The status that most needs somebody."""
    statuses = {finding.status for finding in findings}
    return next((status for status in WORST if status in statuses), Status.OK)
