"""The joints of a body as a table in the terminal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from rich.console import Console
from rich.table import Table

WIDE: Final = 200
HEADINGS: Final = ("joint", "channel", "follows", "range", "positions", "home", "per s", "lead ms", "measured")


def joints(rows: Sequence[Mapping[str, Any]]) -> Table:
    """A row a joint, as `kiosk.technician.info.joint_data` describes it."""
    table = Table(box=None, pad_edge=False, header_style="dim")
    for heading in HEADINGS:
        table.add_column(heading, overflow="fold")
    for row in rows:
        measured = row["calibrated"]
        table.add_row(
            row["name"],
            str(row["channel"]),
            " + ".join(_weighted(name, weight) for name, weight in row["parameters"].items()),
            "{:g} … {:g}".format(*row["range"]),
            "{} … {}".format(*row["positions"]),
            f"{row['neutral']:g}",
            f"{row['velocity']:g}",
            f"{row['lead_ms']:g}",
            f"{measured['who']}, {measured['when'][:10]}" if measured else "–",
        )
    return table


def console() -> Console:
    """Standard output; as wide as a joint needs where it is no terminal."""
    found = Console()
    return found if found.is_terminal else Console(width=WIDE)


def _weighted(name: str, weight: float) -> str:
    return name if weight == 1.0 else f"{weight:g}·{name}"
