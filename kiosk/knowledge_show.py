"""How `kiosk knowledge` shows changes and faults."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Final

import typer

if TYPE_CHECKING:
    from kiosk.faults import Fault
    from kiosk.knowledge.changes import Change

SHOWN: Final = 40
COLOURS: Final = {"added": "green", "changed": "yellow", "removed": "red"}


def show_changes(changes: Sequence[Change]) -> None:
    """A row an entry, and how many there are of each kind."""
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    if not changes:
        return
    table = Table("", "language", "entry", "title", "what")
    for change in changes[:SHOWN]:
        kind = f"[{COLOURS[change.kind]}]{change.kind}[/]"
        table.add_row(kind, change.lang, escape(change.id), escape(change.title), escape("; ".join(change.details)))
    console = Console()
    console.print(table)
    if len(changes) > SHOWN:
        console.print(f"… and {len(changes) - SHOWN} more")
    counts = {kind: sum(change.kind == kind for change in changes) for kind in COLOURS}
    console.print(", ".join(f"{count} {kind}" for kind, count in counts.items() if count), highlight=False)


def show_faults(faults: Iterable[Fault], unit: str, *, err: bool) -> None:
    """Faults of a table, by row and column."""
    for fault in faults:
        kind = "warning: " if fault.severity == "warning" else ""
        where = f"{unit} {fault.line}, column {fault.key}" if fault.line and fault.key else ""
        where = where or (f"{unit} {fault.line}" if fault.line else fault.file)
        hint = f" Did you mean {fault.did_you_mean}?" if fault.did_you_mean else ""
        allowed = f" Allowed: {fault.allowed}." if fault.allowed and not hint else ""
        typer.echo(f"{where}: {kind}{fault.message}.{hint}{allowed} {fault.remedy}", err=err)


def show_table_faults(faults: Sequence[Fault], unit: str, *, json_: bool) -> None:
    """All that is wrong with a table."""
    if json_:
        typer.echo(json.dumps({"faults": [fault.to_data() for fault in faults]}, ensure_ascii=False))
    else:
        show_faults(faults, unit, err=True)
