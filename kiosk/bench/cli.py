"""`kiosk bench PART`: the figures of a part, measured on this machine, beside their goals and their peers."""

from __future__ import annotations

import difflib
import time
from collections.abc import Iterator, Sequence
from datetime import datetime
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

from kiosk import machine
from kiosk.bench.row import Done, Row, Skipped, Step, meets
from kiosk.errors import InputError, KioskError

if TYPE_CHECKING:
    from kiosk.bench.document import Document

PARTS = ("turn", "voice", "hearing", "sight", "answers", "body", "avatar", "call", "desk")
Part = Annotated[str, typer.Argument(help=f"One of: {', '.join(PARTS)}.", show_default=False)]
Recordings = Annotated[
    Path | None, typer.Option(help="Of `hearing`: a folder of NAME.wav with NAME.txt, or with a MANIFEST.tsv.")
]
Saved = Annotated[
    Path | None, typer.Option("--load", help="Measure nothing: show a document that --json printed earlier.")
]


def bench(
    part: Part,
    full: Annotated[bool, typer.Option("--full", help="Everything, however long it takes.")] = False,
    data: Annotated[Path | None, typer.Option(help="Folder of public test data.")] = None,
    pack: Annotated[str | None, typer.Option(help="Of `avatar`: this pack alone, by name or folder.")] = None,
    recordings: Recordings = None,
    plot: Annotated[Path | None, typer.Option(help="Draw the figures beside their goals: a .png or .svg file.")] = None,
    markdown: Annotated[bool, typer.Option("--markdown", help="Print the section for docs/performance.md.")] = False,
    into: Annotated[Path | None, typer.Option(help="Put that section into this file, between its marks.")] = None,
    saved: Saved = None,
    json_: Annotated[bool, typer.Option("--json", help="One JSON document on standard output.")] = False,
) -> None:
    """Measure a part on this machine. Without --full it takes minutes, on a busy machine more than four.

    `turn` runs the whole kiosk with a simulated shopper, `call` a video call with a headless Chromium, by
    Playwright. Peers are measured in the same run on the same input.
    Example: `kiosk bench turn --plot turn.png`, and for the docs: `kiosk bench turn --load turn.json --into FILE.md`.

    `hearing` draws how many questions are understood the louder it gets: `kiosk bench hearing --plot curve.png`; of
    your own recordings with `--recordings DIR`, whose MANIFEST.tsv has the columns file, lang, transcript and, if you
    know which answer is right, entry. With --full it takes an hour or more: many questions, 30 minutes of the kiosk's
    own voice in its own microphone, and 2 000 turns with an eye on memory.
    """
    from kiosk.bench import document as documents
    from kiosk.bench import plot as picture

    _check(part, data, pack, recordings, plot, into)
    if saved is not None:
        found, measured = documents.load(saved)
    else:
        found, measured = _measured(_steps(part, data, pack, recordings, full=full), part), datetime.now().astimezone()
    if plot is not None:
        picture.draw(part, found, measured, plot)
        Console(stderr=True).print(f"Look at: {plot}")
    if into is not None:
        _insert(part, found, measured, into)
    if json_:
        typer.echo(documents.to_json(found))
    elif markdown:
        from kiosk.bench.markdown import section

        typer.echo(section(part, found, measured))
    else:
        _show(found)


def _check(
    part: str, data: Path | None, pack: str | None, recordings: Path | None, plot: Path | None, into: Path | None
) -> None:
    """Everything that can be wrong, before minutes are spent on measuring."""
    if part not in PARTS:
        close = difflib.get_close_matches(part, PARTS, 1)
        remedy = f"Did you mean {close[0]}?" if close else f"Choose one of: {', '.join(PARTS)}."
        raise InputError("bench.part", f"There is no bench {part!r}.", remedy)
    if pack is not None and part != "avatar":
        raise InputError("bench.pack", f"The bench {part!r} measures no packs.", "Use --pack with the part avatar.")
    if data is not None and not data.is_dir():
        raise InputError("bench.data", f"There is no folder {data}.", "Give the folder of the test data.")
    if recordings is not None and part != "hearing":
        sentence = f"The bench {part!r} listens to no recordings."
        raise InputError("bench.recordings-part", sentence, "Use --recordings with the part hearing.")
    if recordings is not None and not recordings.is_dir():
        sentence = f"There is no folder {recordings}."
        raise InputError("bench.recordings", sentence, "Give the folder that holds the recordings.")
    if into is not None and not into.is_file():
        raise InputError("bench.into", f"There is no file {into}.", "Give a Markdown file with marks for the section.")
    if plot is not None:
        from kiosk.bench.plot import check

        check(plot)


def _measured(steps: list[Step], part: str) -> Document:
    """Take every step of a part; what is measured now stands on standard error."""
    from kiosk.bench import document as documents

    console = Console(stderr=True)
    console.print(f"measuring {part} on {machine.name()}", highlight=False)
    found, begun = list[Row | Skipped](), time.monotonic()
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(SpinnerColumn(), *columns, console=console, transient=True) as bar:
        task = bar.add_task("", total=len(steps))
        for step in steps:
            bar.update(task, description=step.name)
            if not console.is_terminal:
                console.print(f"  {step.name} …", highlight=False)
            began = time.monotonic()
            for one in _figures(step):
                if isinstance(one, Done):
                    bar.update(task, description=f"{step.name} {one.count}/{one.of}")
                else:
                    found.append(one)
            console.print(f"  {step.name}: {time.monotonic() - began:.1f} s", highlight=False, markup=False)
            bar.advance(task)
    console.print(f"measured in {time.monotonic() - begun:.0f} s", highlight=False)
    return documents.of(machine.name(), found)


def _figures(step: Step) -> Iterator[Row | Skipped | Done]:
    """What a step gives; one that fails on a busy machine does not cost the figures of the others."""
    try:
        yield from step.measure()
    except InputError:
        raise
    except KioskError as fault:
        yield Skipped(step.name, f"{fault.sentence} {fault.remedy}")


def _steps(part: str, data: Path | None, pack: str | None, recordings: Path | None, *, full: bool) -> list[Step]:
    if pack is not None:
        from kiosk.bench.avatar import steps_for

        return steps_for([pack], full=full)
    if recordings is not None:
        from kiosk.bench.hearing_recordings import steps as steps_of

        return steps_of(recordings, data, full=full)
    steps: list[Step] = import_module(f"kiosk.bench.{part}").steps(data, full=full)
    return steps


def _insert(part: str, found: Document, measured: datetime, into: Path) -> None:
    from kiosk.bench.markdown import inserted, section

    text = inserted(into.read_text(encoding="utf-8"), part, section(part, found, measured))
    into.write_text(text, encoding="utf-8")


def _show(found: Document) -> None:
    console = Console()
    console.print(_table(found.rows))
    for one in found.skipped:
        console.print(f"not measured: {one.name}: {one.reason}", highlight=False, markup=False)


def _table(rows: Sequence[Row]) -> Table:
    from kiosk.bench.markdown import number

    table = Table("what", "seen", "goal", "", "peer, same run and input")
    for row in rows:
        goal = "" if row.goal is None else f"{'≤' if row.better == 'lower' else '≥'} {number(row.goal)}"
        verdict = "" if row.goal is None else "[green]✓[/]" if meets(row) else "[red]✗ missed[/]"
        peer = "" if row.peer is None else f"{row.peer.name}: {number(row.peer.value)}"
        table.add_row(row.name, f"{number(row.value)} {row.unit}".strip(), goal, verdict, peer)
    return table
