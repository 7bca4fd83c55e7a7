"""`kiosk models`: list, get and verify the models that ears and eyes need."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, SpinnerColumn, TextColumn
from rich.table import Table

from kiosk import models
from kiosk.errors import KioskError

app = typer.Typer(no_args_is_help=True, help="The models for ears and eyes: what there is, fetch one, check them.")
Json = Annotated[bool, typer.Option("--json", help="One JSON document on standard output.")]


@app.command("list")
def list_(json_: Json = False) -> None:
    """Every model: whether it is here, its licence, size and what it is for."""
    rows = [
        model.model_dump(exclude={"member", "file", "inside"}) | {"installed": models.installed(name)}
        for name, model in models.catalogue().items()
    ]
    if json_:
        typer.echo(json.dumps({"models": rows}, ensure_ascii=False))
        return
    table = Table("Model", "Here", "Licence", "MB", "For")
    for row in rows:
        size = f"{row['bytes'] / 1e6:.1f}" if row["bytes"] else "?"
        table.add_row(row["name"], "yes" if row["installed"] else "no", row["licence"], size, row["used_for"])
    Console().print(table)


def fetch_with_bar(name: str, given: Path | None = None, *, offline: bool = False) -> Path:
    """Announce, fetch and check a model, with a progress bar on standard error."""
    model = models.find(name)
    console = Console(stderr=True)
    if not models.installed(name) and given is None and not offline:
        console.print(f"Fetching {model.title} ({model.bytes / 1e6:.1f} MB, {model.licence}), checked by sha256 …")
    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), DownloadColumn())
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task(name, total=None)
        return models.get(
            name,
            given=given,
            offline=offline,
            progress=lambda _what, done, total: bar.update(task, completed=done, total=total or None),
        )


@app.command()
def get(
    name: Annotated[str, typer.Argument(help="Name, as `kiosk models list` shows it.")],
    given: Annotated[
        Path | None, typer.Option("--from", help="A file, an unpacked model, or a folder or stick that holds it.")
    ] = None,
    offline: Annotated[bool, typer.Option("--offline", help="Fetch nothing.")] = False,
) -> None:
    """Fetch a model, or take it from a file; check it by sha256; keep it in the data folder."""
    typer.echo(f"{name}: {fetch_with_bar(name, given, offline=offline)}")


@app.command()
def verify(json_: Json = False) -> None:
    """Check every installed model against the hashes of its installation."""
    faults = {name: list(models.verify(name)) for name in models.catalogue() if models.installed(name)}
    if json_:
        typer.echo(json.dumps({"verified": sorted(faults), "faults": {k: v for k, v in faults.items() if v}}))
    for name, files in faults.items():
        if not json_:
            typer.echo(f"{name}: {'whole' if not files else 'changed or missing: ' + ', '.join(files)}")
    if any(faults.values()):
        broken = ", ".join(name for name, files in faults.items() if files)
        raise KioskError(
            "models.broken",
            f"These models are not whole: {broken}.",
            f"Run `kiosk models get {broken} --from` a good copy, or delete the folder and fetch again.",
        )
