"""`kiosk bench PART`: the figures of a part, measured on this machine, beside their goals."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from importlib import import_module
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from kiosk import machine
from kiosk.bench.row import Row, Skipped, meets
from kiosk.errors import InputError

PARTS = ("voice", "hearing", "sight", "answers", "body")


def bench(
    part: Annotated[str, typer.Argument(help=f"One of: {', '.join(PARTS)}.", show_default=False)],
    full: Annotated[bool, typer.Option("--full", help="Everything, however long it takes.")] = False,
    data: Annotated[Path | None, typer.Option(help="Folder of public test data.")] = None,
    json_: Annotated[bool, typer.Option("--json", help="One JSON document on standard output.")] = False,
) -> None:
    """Measure a part on this machine. Without --full it ends within four minutes."""
    if part not in PARTS:
        raise InputError("bench.part", f"There is no bench {part!r}.", f"Choose one of: {', '.join(PARTS)}.")
    if data is not None and not data.is_dir():
        raise InputError("bench.data", f"There is no folder {data}.", "Give the folder of the test data.")
    Console(stderr=True).print(f"measuring {part} on {machine.name()} …")
    found: list[Row | Skipped] = import_module(f"kiosk.bench.{part}").rows(data, full=full)
    rows = [row for row in found if isinstance(row, Row)]
    skipped = [row for row in found if isinstance(row, Skipped)]
    if json_:
        document = {
            "machine": machine.name(),
            "rows": [asdict(r) for r in rows],
            "skipped": [asdict(r) for r in skipped],
        }
        typer.echo(json.dumps(document, ensure_ascii=False))
        return
    Console().print(_table(rows))
    for row in skipped:
        typer.echo(f"skipped: {row.name}: {row.reason}")


def _table(rows: Sequence[Row]) -> Table:
    table = Table("what", "seen", "goal", "peer")
    for row in rows:
        colour = "" if row.goal is None else "green" if meets(row) else "red"
        goal = "" if row.goal is None else f"{'≤' if row.better == 'lower' else '≥'} {row.goal:g}"
        peer = "" if row.peer is None else f"{row.peer.name}: {row.peer.value:g}"
        table.add_row(
            row.name, f"[{colour}]{row.value:g} {row.unit}[/]" if colour else f"{row.value:g} {row.unit}", goal, peer
        )
    return table
