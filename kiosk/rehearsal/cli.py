"""`kiosk rehearse`: whole conversations, written beforehand, played in virtual time."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from kiosk.errors import InputError, KioskError

if TYPE_CHECKING:
    from kiosk.rehearsal.rehearse import Verdict
    from kiosk.rehearsal.script import Rehearsal
    from kiosk.settings import Settings

TONES = {"shopper": "bold", "kiosk": "default", "event": "dim", "missed": "red", "hint": "yellow"}

Folder = Annotated[
    Path | None, typer.Argument(help="A folder of rehearsals, a store's folder, or one file.", metavar="DIR")
]
StoreDir = Annotated[
    Path | None, typer.Option(help="The store that they are played in (default: the one they lie in, else demo).")
]


def rehearse(
    folder: Folder = None,
    store: StoreDir = None,
    only: Annotated[str, typer.Option(help="Only rehearsals with this in the name of their file.")] = "",
    script: Annotated[bool, typer.Option("--script", help="Show every talk, not only those that fail.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document on standard output.")] = False,
    record: Annotated[
        Path | None, typer.Option(metavar="LEDGER", help="Make a rehearsal from a visit in a ledger; needs --out.")
    ] = None,
    out: Annotated[Path | None, typer.Option(metavar="FILE.toml", help="… and write it to this new file.")] = None,
    visit: Annotated[int | None, typer.Option(help="… of this visit: 1 is the first (else the last).", min=1)] = None,
) -> None:
    """Play whole conversations with the kiosk, and see whether what must come does come.

    `kiosk rehearse demo-store` plays all rehearsals of the demo store in a few seconds, without any device: what the
    shopper does is written in TOML files, the dialogue and the answers are the real ones, and time is counted instead
    of waited for. `kiosk rehearse demo-store --only milk --script` shows the talk. Exit 1 if one fails.

    `kiosk rehearse --record out/ledger.jsonl --out rehearsals/visit.toml` makes a rehearsal from a real visit.
    """
    from kiosk.configuration import layers
    from kiosk.rehearsal.read import find
    from kiosk.rehearsal.rehearse import folder_of

    if record is not None:
        _record(record, out, visit, layers.load(store))
        return
    if folder is None:
        raise InputError("rehearsal.missing", "No folder was given.", "Try: kiosk rehearse demo-store")
    where = _where(folder)
    settings = layers.load(store or folder_of(where.resolve()))
    files = [path for path in find(where) if only in path.name]
    if not files:
        raise InputError("rehearsal.none", f"No rehearsal in {where} has “{only}” in its name.", "Give another.")
    verdicts = _play(_load_all(files, settings.store.dir), settings)
    if as_json:
        rows = [_row(path, verdict) for path, verdict in verdicts]
        document = {"rehearsals": rows, "ok": all(verdict.ok for _, verdict in verdicts)}
        typer.echo(json.dumps(document, ensure_ascii=False, indent=2))
    else:
        _show(verdicts, script=script)
    if wrong := sum(not verdict.ok for _, verdict in verdicts):
        sentence = f"{wrong} of {len(verdicts)} rehearsals did not go as they must."
        raise KioskError("rehearsal.failed", sentence, "See what came instead, above; --only NAME plays one.")


def _where(folder: Path) -> Path:
    """The folder or file as given, or a store below the shipped `config/`."""
    from kiosk.resources import config_dir

    return folder if folder.exists() or not (config_dir() / folder).exists() else config_dir() / folder


def _load_all(files: list[Path], store: Path) -> list[tuple[Path, Rehearsal]]:
    """All rehearsals; the faults of all files are told at once."""
    from kiosk.faults import Fault, refuse, taking
    from kiosk.rehearsal.read import known, load

    faults: list[Fault] = []
    names = known(store)
    found = [(path, taking(lambda path=path: load(path, names), faults, path)) for path in files]  # type: ignore[misc]
    refuse(faults)
    return [(path, rehearsal) for path, rehearsal in found if rehearsal is not None]


def _play(rehearsals: list[tuple[Path, Rehearsal]], settings: Settings) -> list[tuple[Path, Verdict]]:
    """Play them, with a bar on standard error."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    from kiosk.rehearsal.rehearse import open_store, rehearse

    columns = (BarColumn(), MofNCompleteColumn(), TextColumn("{task.description}"))
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("reading what the store knows", total=len(rehearsals))
        store = open_store(settings)
        verdicts: list[tuple[Path, Verdict]] = []
        for path, rehearsal in rehearsals:
            bar.update(task, description=path.stem)
            verdicts.append((path, rehearse(rehearsal, store)))
            bar.advance(task)
    return verdicts


def _row(path: Path, verdict: Verdict) -> dict[str, Any]:
    return {
        "file": str(path), "title": verdict.rehearsal.title, "lang": verdict.rehearsal.lang, "ok": verdict.ok,
        "seconds": round(verdict.seconds, 2), "turns": len(verdict.talk.windows),
        "faults": [fault.data() for fault in verdict.faults],
    }  # fmt: skip


def _show(verdicts: list[tuple[Path, Verdict]], *, script: bool) -> None:
    """A line a talk, the script of those that went wrong, and the sum."""
    from rich.console import Console
    from rich.markup import escape

    from kiosk.rehearsal.show import lines

    console = Console(highlight=False, soft_wrap=True)
    for path, verdict in verdicts:
        sign = "[green]✓[/green]" if verdict.ok else "[red]✗[/red]"
        size = f"{verdict.seconds:5.0f} s {len(verdict.talk.windows):3} turns"
        console.print(f"{sign} {escape(path.stem):<34} {size}  {escape(verdict.rehearsal.title)}")
        if script or not verdict.ok:
            for tone, line in lines(verdict):
                console.print(escape(line), style=TONES[tone])
            console.print()
    talked = sum(verdict.seconds for _, verdict in verdicts)
    wrong = sum(not verdict.ok for _, verdict in verdicts)
    length = f"{talked / 60:.0f} minutes" if talked >= 90 else f"{talked:.0f} seconds"
    played = f"{len(verdicts)} rehearsal{'s' if len(verdicts) > 1 else ''}"
    console.print(f"{played}, {length} of talk, {wrong or 'none'} wrong")


def _record(ledger: Path, out: Path | None, visit: int | None, settings: Settings) -> None:
    """Write the rehearsal of a visit, without what does not come any more today."""
    from kiosk.rehearsal.recorder import record_visit
    from kiosk.rehearsal.rehearse import open_store

    if out is None:
        raise InputError("record.out", "--record needs a file to write.", "Add --out rehearsals/NAME.toml.")
    if out.exists():
        raise InputError("record.exists", f"There is a file {out} already.", "Give another name, or remove it.")
    made = record_visit(ledger, visit, open_store(settings))
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        out.write_text(made.text, encoding="utf-8")
    except OSError as fault:
        raise InputError(
            "out.unwritable", f"{out} cannot be written: {fault.strerror}.", "Give another file with --out."
        ) from fault
    typer.echo(f"{out}: visit {made.visit} of {made.visits}, {made.turns} turns")
    for each in made.dropped:
        typer.echo(f"Not today as it was then, and left out: {each}", err=True)
    typer.echo(f"The shopper's own words stand in {out}: read it, and take out what should not be kept.", err=True)
