"""`kiosk hardware info`."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import typer

from kiosk.technician.options import Json, Port, ProfileName

if TYPE_CHECKING:
    from kiosk.technician.info import Info


def info(profile: ProfileName = "", port: Port = "", json_: Json = False) -> None:
    """Tell all about one body: who answers, its firmware, joints, limits, how full the line is, and how it fares.

    Nothing moves and nothing is written. Opening the port restarts many boards: their joints go limp for a moment.

    Examples: `kiosk hardware info`, `kiosk hardware info --profile mcu-head --port simulated --json`.
    """
    from kiosk.technician.chosen import choose
    from kiosk.technician.info import gather
    from kiosk.technician.session import opened

    with opened(choose(profile, port), armed=False) as session:
        found = gather(session)
    if json_:
        typer.echo(json.dumps(found.as_data(), ensure_ascii=False))
    else:
        _tell(found)


def _tell(found: Info) -> None:
    from kiosk.technician.bars import picture
    from kiosk.technician.info_table import console, joints

    told = found.as_data()
    deadman = f"{told['deadman_ms']} ms" if told["deadman_ms"] else f"none ({told['undefended']})"
    stand_in = " (simulated)" if told["simulated"] else ""
    for label, value in (
        (
            "device",
            f"{told['device']}, firmware {told['firmware'] or '?'}, {told['channels']} channels{stand_in}",
        ),
        ("profile", f"{told['profile']}  {told['file']}"),
        ("port", f"{told['port']}, {told['baud']} baud, {told['protocol']}"),
        ("line", f"{told['line_load']:.0%} full at {told['rate_hz']:g} poses a second (60 % at most)"),
        ("deadman", deadman),
        ("calibration", told["calibration"] or "none: the profile as it is"),
    ):
        typer.echo(f"{label:<12} {value}")
    screen = console()
    screen.print(joints(told["joints"]))
    screen.print(picture(found.now))
