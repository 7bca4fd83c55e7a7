"""The report for people: areas, what was found, what it costs and how to mend it. It can be read without colour."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from kiosk.doctor.finding import Finding, Status

SIGNS = {
    Status.OK: ("✓", "green"),
    Status.WARNING: ("!", "yellow"),
    Status.MISSING: ("-", "yellow"),
    Status.FAILED: ("✗", "bold red"),
}
LEGEND = "✓ works   ! works with a limit, or something stands in   - not there   ✗ does not work"
INDENT = 4
DRAWN = ("heard", "left")
"""Figures that are a curve of signs: what a microphone heard, and what was left of it without the echo."""


def write(console: Console, findings: Sequence[Finding]) -> None:
    """All findings, by area."""
    for area, group in groupby(findings, key=lambda finding: finding.area):
        console.print(Text(area, "bold"))
        for finding in group:
            _write_one(console, finding)
    console.print(Text(LEGEND, "dim"))


def _write_one(console: Console, finding: Finding) -> None:
    sign, colour = SIGNS[finding.status]
    console.print(Padding(_hanging(sign, colour, finding.found), (0, 0, 0, 2), expand=False))
    drawn = [(label, str(finding.figures.get(label, ""))) for label in DRAWN]
    for label, text in (*drawn, ("costs", finding.cost), ("mend", finding.remedy)):
        if text:
            console.print(Padding(_hanging(label, "dim", text), (0, 0, 0, INDENT), expand=False))


def _hanging(label: str, style: str, text: str) -> Table:
    """A label, and a text whose further lines begin under its first."""
    grid = Table.grid(padding=(0, 1))
    grid.add_column(no_wrap=True, width=1 if len(label) == 1 else 5)
    grid.add_column(overflow="fold")
    grid.add_row(Text(label, style), Text(text))
    return grid


def summary(findings: Sequence[Finding]) -> str:
    """How many of each, and the areas that failed, in a line."""
    count = {status: sum(finding.status is status for finding in findings) for status in Status}
    areas = ", ".join(dict.fromkeys(finding.area for finding in findings if finding.status is Status.FAILED))
    parts = [
        f"{count[Status.FAILED]} failed{f' ({areas})' if areas else ''}",
        f"{count[Status.WARNING]} with a limit",
        f"{count[Status.MISSING]} not there",
        f"{count[Status.OK]} fine",
    ]
    return ", ".join(parts)
