"""`kiosk drill`: faults on purpose, and what shoppers notice of them."""

from __future__ import annotations

import json
import shutil
import signal
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from kiosk import machine
from kiosk.drill.plan import FAMILIES, Fault, choose, order
from kiosk.errors import KioskError
from kiosk.run_cli import writable

if TYPE_CHECKING:
    from kiosk.drill.judge import Judged, Told
    from kiosk.drill.run import Record
    from kiosk.drill.world import World
    from kiosk.simulation.crowd import Crowd, Visit

HOUR_SHOPPERS = 60
"""Shoppers in an hour of a busy day: as many are a simulated hour."""


def drill(
    shoppers: Annotated[int, typer.Option(min=1, help="How many shoppers come, at least; 60 are a busy hour.")] = 60,
    faults: Annotated[str, typer.Option(help=f"Families of faults, with commas between: {', '.join(FAMILIES)}.")] = "",
    seed: Annotated[int, typer.Option(help="Seed of the crowd and of the order of faults.")] = 1,
    store: Annotated[Path | None, typer.Option(help="Folder of the store; the drill works on a copy.")] = None,
    out: Annotated[Path, typer.Option(help="Folder for drill.html, report.json, ledger and logs.")] = Path("drill"),
    full: Annotated[bool, typer.Option("--full", help="Kill and freeze each part at each moment, not once.")] = False,
    list_: Annotated[bool, typer.Option("--list", help="Show the faults, and do nothing.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would be done in which order.")] = False,
    json_: Annotated[bool, typer.Option("--json", help="One JSON document on standard output.")] = False,
) -> None:
    """Run a real kiosk with simulated shoppers, break it on purpose, and report what the shoppers noticed.

    Every part is the real one; devices are the simulated ones. Ends with exit status 1 when a bar is missed.

    Example: `kiosk drill --faults kill,disk --shoppers 20`
    """
    families = [name.strip() for name in faults.split(",") if name.strip()]
    planned = order(choose(families, full=full), seed)
    if list_ or dry_run:
        _show(choose(families, full=full) if list_ else planned, shoppers, json_=json_)
        return
    console = Console(stderr=True)
    writable(out)
    record, judged, document = _run(planned, shoppers, seed, store, out, console)
    if json_:
        typer.echo(json.dumps(document, ensure_ascii=False))
    else:
        _print(record, judged)
    console.print(f"Look at: {out / 'drill.html'}, {out / 'report.json'}")
    if not document["passed"]:
        raise KioskError("drill.missed", "The drill missed a bar.", f"Look at {out / 'drill.html'}.")


def _show(faults: Sequence[Fault], shoppers: int, *, json_: bool) -> None:
    rows = [{"fault": fault.name, "what": fault.what} for fault in faults]
    if json_:
        typer.echo(json.dumps({"shoppers": shoppers, "faults": rows}, ensure_ascii=False))
        return
    for row in rows:
        typer.echo(f"{row['fault']:26} {row['what']}")


def _run(
    planned: list[Fault], shoppers: int, seed: int, store: Path | None, out: Path, console: Console
) -> tuple[Record, Judged, dict[str, Any]]:
    from kiosk.drill.judge import judge
    from kiosk.drill.prepare import prepare
    from kiosk.drill.report import About, write
    from kiosk.drill.world import ACCELERATED, open_world

    signal.signal(signal.SIGTERM, signal.default_int_handler)  # ends as Ctrl-C does: nothing stays behind
    console.print("gathering a crowd, starting a kiosk …")
    folder, crowd, chosen = prepare(store, shoppers, seed)
    place = Path(tempfile.mkdtemp(prefix="balie-drill-"))
    try:
        world = open_world(place, folder, crowd, {})
        try:
            record = _hurt(world, planned, shoppers, chosen, console)
        finally:
            world.close()
        _hand_over(place, crowd, out)
        judged = judge(record)
        about = About(machine.name(), seed, round(world.start_s, 2), world.disk.how, ACCELERATED)
        return record, judged, write(record, judged, about, out)
    finally:
        shutil.rmtree(place, ignore_errors=True)


def _hurt(
    world: World, planned: list[Fault], shoppers: int, chosen: Mapping[str, list[Visit]], console: Console
) -> Record:
    from kiosk.drill.run import run

    columns = (TextColumn("{task.fields[there]:>3} shoppers"), BarColumn(), TextColumn("{task.description}"))
    with Progress(*columns, TimeElapsedColumn(), console=console, transient=True) as bar:
        task = bar.add_task("", total=len(planned) or 1, there=0)

        def show(there: int, done: int, what: str) -> None:
            bar.update(task, completed=done, description=what, there=there)

        return run(world, planned, shoppers, chosen, show)


def _hand_over(place: Path, crowd: Crowd, out: Path) -> None:
    """What a technician may want to look into; the shoppers' own log is in the folder of the run that was killed."""
    for file in (*place.glob("ledger.sqlite*"), *place.glob("kiosk.log"), *place.glob("tmp/balie-*/shop.jsonl")):
        shutil.copy2(file, out / file.name)
    (out / "crowd.json").write_text(crowd.model_dump_json(indent=1), encoding="utf-8")


def _print(record: Record, judged: Judged) -> None:
    from kiosk.drill.report import title

    console = Console()
    console.print(f"{title(record, judged)}; {HOUR_SHOPPERS} shoppers are a simulated hour")
    table = Table("what was done", "what shoppers noticed", "kiosk noticed", "back after", "turns lost")
    for told in judged.faults:
        table.add_row(*_cells(told))
    console.print(table)
    console.print(_figures(judged))


def _figures(judged: Judged) -> Table:
    from kiosk.bench.row import meets

    table = Table("", "against the bars", "seen", "goal")
    for row in judged.rows:
        sign = "" if row.goal is None else "[green]✓[/]" if meets(row) else "[red]✗[/]"
        goal = "" if row.goal is None else f"{'≤' if row.better == 'lower' else '≥'} {row.goal:g} {row.unit}"
        table.add_row(sign, row.name, f"{row.value:g} {row.unit}", goal)
    return table


def _cells(told: Told) -> tuple[str, ...]:
    from kiosk.drill.report import NOTHING, seconds

    if told.skipped:
        return told.what, f"skipped: {told.skipped}", "", "", ""
    noticed = "; ".join(told.shopper) or NOTHING
    return told.what, noticed, seconds(told.noticed_s), seconds(told.recovery_s), f"{told.lost} of {told.turns}"
