"""`kiosk models`: what there is and what each language uses, get, verify, remove, and take to another machine."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, SpinnerColumn, TextColumn, TransferSpeedColumn
from rich.table import Table

from kiosk import models
from kiosk.errors import InputError, KioskError
from kiosk.models.sources import Origins, held, on_a_stick, sources, sticks

if TYPE_CHECKING:
    from kiosk.models.languages import Account

app = typer.Typer(no_args_is_help=True, help="The models for ears and eyes: what there is, fetch one, check them.")
Json = Annotated[bool, typer.Option("--json", help="One JSON document on standard output.")]
Names = Annotated[list[str] | None, typer.Argument(help="Names, as `kiosk models list` shows them.")]
FIRST_USE = "as it was when it was installed; no sha256 was known before"


@app.command("list")
def list_(json_: Json = False) -> None:
    """Every model, and what each language is understood, spoken and answered with here, and what would give more."""
    from kiosk.configuration import layers
    from kiosk.models.languages import accounts

    rows = [_row(model) for model in models.catalogue().values()]
    languages = accounts(layers.load())
    if json_:
        typer.echo(json.dumps({"models": rows, "languages": [asdict(one) for one in languages]}, ensure_ascii=False))
        return
    console = Console()
    console.print(_model_table(rows))
    console.print("\nLanguages (* on offer), on this machine", highlight=False)
    for one in languages:
        console.print(_in_words(one), highlight=False, markup=False, soft_wrap=True)


def _in_words(one: Account) -> str:
    """What a language is served with, in a few lines."""
    sizes = [f"{size:.0f} MB {what}" for size, what in ((one.disk_mb, "on disk"), (one.memory_mb, "in memory")) if size]
    why = ", ".join([one.why, *sizes])
    source = f"{one.entries} entries" if one.entries else "the entries of other languages"
    lines = [
        f"  {one.lang}{'*' if one.offered else ' '}  understood by {one.hears} ({why})",
        f"       spoken by {one.speaks}; answered from {source}, by {one.answers}",
        f"       for more: {one.get}" if one.get else "",
    ]
    return "\n".join(filter(None, lines))


def _row(model: models.Model) -> dict[str, Any]:
    here = models.installed(model.name)
    known = bool(model.sha256 or model.tree)
    fields = model.model_dump(exclude={"member", "inside"})
    return fields | {"installed": here, "sha256_known": known, "asset": model.asset}


def _model_table(rows: list[dict[str, Any]]) -> Table:
    table = Table("Model", "Here", "MB", "Licence", "Checked by", "For", title="Models", title_justify="left")
    for row in rows:
        size = f"{row['bytes'] / 1e6:.1f}" if row["bytes"] else "?"
        check = "sha256" if row["sha256_known"] else "first use"
        table.add_row(row["name"], "yes" if row["installed"] else "no", size, row["licence"], check, row["used_for"])
    table.caption = "first use: no sha256 is published; what is installed first is recorded, and checked from then on"
    table.caption_justify = "left"
    return table


def fetch_with_bar(name: str, given: Path | None = None, *, offline: bool = False) -> Path:
    """Announce, fetch and check a model, with a progress bar on standard error."""
    from kiosk.configuration import layers

    model, origins = models.find(name), Origins.of(layers.load().models)
    console = Console(stderr=True)
    if not models.installed(name) and given is None and not (offline or origins.offline):
        for line in _announcement(model, origins):
            console.print(line, highlight=False, markup=False, soft_wrap=True)
    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TransferSpeedColumn())
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task(name, total=None)
        return models.get(
            name,
            given=given,
            offline=offline,
            progress=lambda _what, done, total: bar.update(task, completed=done, total=total or None),
            origins=origins,
            passed=lambda said: console.print(f"Passed over: {said}.", highlight=False, markup=False, soft_wrap=True),
        )


def _announcement(model: models.Model, origins: Origins) -> list[str]:
    """What will be fetched, from where, and how it will be known to be right."""
    size = f"{model.bytes / 1e6:.1f} MB" if model.bytes else "size unknown"
    where = ", else ".join(source.name for source in sources(model, origins))
    checked = "checked by sha256" if model.sha256 else "no sha256 is published: recorded now, checked from then on"
    return [f"Fetching {model.title} ({size}, {model.licence}) from {where}; {checked}."]


@app.command()
def get(
    names: Names = None,
    lang: Annotated[list[str] | None, typer.Option(help="All that a language needs; may be given again.")] = None,
    every: Annotated[bool, typer.Option("--all", help="All models.")] = False,
    given: Annotated[
        Path | None, typer.Option("--from", help="A file, an unpacked model, or a folder or stick that holds it.")
    ] = None,
    stick: Annotated[bool, typer.Option("--stick", help="Look on every stick that is mounted.")] = False,
    offline: Annotated[bool, typer.Option("--offline", help="Fetch nothing.")] = False,
    dry: Annotated[bool, typer.Option("--dry-run", help="Say what would be done, and do nothing.")] = False,
    json_: Json = False,
) -> None:
    """Fetch models, or take them from a file, folder or stick; check each by sha256; keep them in the data folder.

    Examples: `kiosk models get --lang nl`; `kiosk models get --stick` (or `--from FOLDER`) for all that it has. An
    interrupted fetch goes on where it stopped.
    """
    if given is not None and stick:
        raise InputError("models.two-sources", "--from and --stick exclude each other.", "Give one of them.")
    places = sticks() if stick else [given] if given is not None and given.is_dir() else []
    chosen = _wanted(names, lang, every=every, places=places)
    if dry:
        _tell_plan(chosen, given, stick=stick, offline=offline)
        return
    found = []
    for name in chosen:
        search = stick and not models.installed(name)
        source = on_a_stick(models.find(name), places) if search else given
        place = fetch_with_bar(name, source, offline=offline)
        found.append({"name": name, "path": str(place), "sha256_known": models.proven(name)})
        if not json_:
            typer.echo(f"{name}: {place}")
    if json_:
        typer.echo(json.dumps({"models": found}, ensure_ascii=False))


def _wanted(names: list[str] | None, langs: list[str] | None, *, every: bool, places: list[Path]) -> list[str]:
    """What is to be got; from a folder or stick all that it holds, unless something is named."""
    if places and (every or not (names or langs)):
        return held(list(models.catalogue().values()), places)
    chosen = _chosen(names, langs, every=every)
    return [name for name in chosen if name in (names or []) or not (places and models.installed(name))]


def _chosen(names: list[str] | None, langs: list[str] | None, *, every: bool) -> list[str]:
    """The names that were meant, each once; unknown ones are refused before anything is done."""
    chosen = list(models.catalogue()) if every else list(names or [])
    for lang in langs or []:
        chosen += models.needed(lang)
    if not chosen:
        known = ", ".join(models.catalogue())
        raise InputError("models.no-name", "No model was named.", f"Name some of: {known}; or use --lang or --all.")
    return [models.find(name).name for name in dict.fromkeys(chosen)]


def _tell_plan(names: list[str], given: Path | None, *, stick: bool, offline: bool) -> None:
    from kiosk.configuration import layers

    origins = Origins.of(layers.load().models)
    for name in names:
        if models.installed(name) and given is None:
            typer.echo(f"{name}: is here, nothing would be done")
        elif given is not None or stick:
            typer.echo(f"{name}: would be taken from {given or ', '.join(str(place) for place in sticks())}")
        elif offline or origins.offline:
            typer.echo(f"{name}: is not here, and fetching is switched off")
        else:
            typer.echo(f"{name}: {_announcement(models.find(name), origins)[0]}")


@app.command()
def verify(names: Names = None, json_: Json = False) -> None:
    """Check installed models against the hashes of their installation, and say what these are worth.

    Exit status 1 if a file is missing or was changed.
    """
    chosen = _chosen(names, None, every=False) if names else [n for n in models.catalogue() if models.installed(n)]
    faults = {name: list(models.verify(name)) for name in chosen}
    worth = {name: "sha256" if models.proven(name) else "first-use" for name in chosen}
    if json_:
        broken = {name: files for name, files in faults.items() if files}
        typer.echo(json.dumps({"verified": sorted(faults), "checked_by": worth, "faults": broken}))
    for name, files in faults.items():
        if not json_:
            why = "sha256 as known beforehand" if worth[name] == "sha256" else FIRST_USE
            typer.echo(f"{name}: {f'whole, {why}' if not files else 'changed or missing: ' + ', '.join(files)}")
    if any(faults.values()):
        broken_names = ", ".join(name for name, files in faults.items() if files)
        raise KioskError(
            "models.broken",
            f"These models are not whole: {broken_names}.",
            f"`kiosk models remove {broken_names.replace(',', '')}`, then get them again.",
        )


@app.command()
def export(
    folder: Annotated[Path, typer.Argument(help="A stick or folder, such as /media/pi/STICK.")],
    names: Names = None,
    json_: Json = False,
) -> None:
    """Copy installed models (all, or those that are named) to a stick or folder, for a machine without a network.

    There: `kiosk models get --stick`, or `kiosk models get --from FOLDER`.
    """
    from kiosk.models.export import export as copy

    chosen = _chosen(names, None, every=False) if names else [n for n in models.catalogue() if models.installed(n)]
    if not chosen:
        raise KioskError("models.none", "No model is installed here.", "Get one first: `kiosk models get NAME`.")
    Console(stderr=True).print(f"copying {', '.join(chosen)} to {folder} …", highlight=False)
    places = copy(folder, chosen)
    if json_:
        typer.echo(json.dumps({"exported": [str(place) for place in places]}))
        return
    for place in places:
        typer.echo(str(place))


@app.command()
def remove(
    names: Annotated[list[str], typer.Argument(help="Names, as `kiosk models list` shows them.")],
    dry: Annotated[bool, typer.Option("--dry-run", help="Say what would be done, and do nothing.")] = False,
    json_: Json = False,
) -> None:
    """Drop models from this machine; each can be fetched again."""
    places = {name: str(models.path(name)) for name in _chosen(names, None, every=False)}
    for name, place in places.items():
        if not dry:
            models.remove(name)
        if not json_:
            typer.echo(f"{name}: {'would be removed' if dry else 'removed'} from {place}")
    if json_:
        typer.echo(json.dumps({"removed": [] if dry else list(places)}))
