"""`kiosk ledger`: list the runs, read one, hand one on with or without the shoppers' words."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from kiosk.errors import InputError, KioskError

if TYPE_CHECKING:
    from kiosk.runtime.ledger.rows import Run
    from kiosk.runtime.ledger.sqlite_form import Summary
    from kiosk.runtime.ledger.transcript import Line

HELP = """The ledger: every event and command of every run, as text. Without LEDGER, the one of this kiosk.

What was said is personal data: it is erased after `ledger.keep_days` days, and `export --redacted` leaves it out.
"""
app = typer.Typer(no_args_is_help=True, help=HELP)
LedgerArgument = Annotated[
    Path | None, typer.Argument(metavar="[LEDGER]", help="ledger.sqlite or ledger.jsonl; default: this kiosk's own.")
]
RunOption = Annotated[str | None, typer.Option("--run", help="A run by its number; else the last.")]
Json = Annotated[bool, typer.Option("--json", help="One JSON document on standard output.")]


def _ledger(path: Path | None) -> Path:
    from kiosk.resources import data_dir

    return path if path is not None else data_dir() / "ledger.sqlite"


@app.command("list")
def list_(ledger: LedgerArgument = None, json_: Json = False) -> None:
    """The runs in a live ledger: when, how long, how many sessions, and whether all of it was kept.

    Example: kiosk ledger list
    """
    from rich.console import Console
    from rich.table import Table

    from kiosk.runtime.ledger.live import in_use
    from kiosk.runtime.ledger.reader import summaries

    path = _ledger(ledger)
    found = summaries(path)
    going_on = in_use(path)
    states = {each.run.run: _state(each, going_on=going_on and each is found[-1]) for each in found}
    if json_:
        rows = [_fields(each) | {"state": states[each.run.run]} for each in found]
        typer.echo(json.dumps({"ledger": str(path), "runs": rows}, ensure_ascii=False))
        return
    table = Table("Run", "Began", "Length", "Sessions", "Rows", "State", "Version")
    for each in found:
        cells = (each.run.run, _date(each.run), _length(each.seconds), str(each.sessions), str(each.rows))
        table.add_row(*cells, states[each.run.run], each.run.version)
    Console().print(table)


def _fields(summary: Summary) -> dict[str, Any]:
    run = summary.run
    began = run.date()
    return {
        "run": run.run,
        "began": began.isoformat() if began else None,
        "seconds": round(summary.seconds, 1),
        "sessions": summary.sessions,
        "rows": summary.rows,
        "lost": summary.lost,
        "version": run.version,
    }


def _state(summary: Summary, *, going_on: bool) -> str:
    if summary.damaged:
        return "damaged"
    state = "goes on" if going_on else "whole" if summary.run.ended else "cut off"
    return f"{state}; {summary.lost} rows are not kept" if summary.lost else state


def _date(run: Run) -> str:
    date = run.date()
    return f"{date.astimezone():%Y-%m-%d %H:%M:%S}" if date else "unknown"


def _length(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes // 60}:{minutes % 60:02}:{rest:02}"


@app.command()
def show(ledger: LedgerArgument = None, run: RunOption = None, json_: Json = False) -> None:
    """Who said and did what, when; and, in its place, what is missing. Exit 1 if something is.

    The second column counts from the start of the run, as `kiosk replay --from` does; turns as its --turn.

    Example: kiosk ledger show out/ledger.jsonl
    """
    from kiosk.runtime.ledger.raw import Flaw
    from kiosk.runtime.ledger.reader import entries, open_ledger
    from kiosk.runtime.ledger.transcript import transcript

    source = open_ledger(_ledger(ledger), run)
    lines, flaws = [], []
    found = list(entries(source))
    start = next((entry.at for entry in found if not isinstance(entry, Flaw)), 0.0)
    if not json_:
        typer.echo(_heading(source.run))
    for line in transcript(found):
        if isinstance(line, Flaw):
            flaws.append(line.sentence)
            if not json_:
                typer.echo(f"!! {line.sentence}")
        elif json_:
            lines.append({"t_s": round(line.at - start, 3), "who": line.who, "text": line.text, "turn": line.turn})
        else:
            typer.echo(_written(source.run, line, start))
    if json_:
        document = {"run": source.run.run, "redacted": source.run.redacted, "lines": lines, "flaws": flaws}
        typer.echo(json.dumps(document, ensure_ascii=False))
    if flaws:
        raise _flawed(flaws)


def _flawed(flaws: Sequence[str]) -> KioskError:
    count = f"{len(flaws)} flaw{'s' if len(flaws) > 1 else ''}"
    return KioskError("ledger.flawed", f"The ledger is not whole: {count}.", "What is missing is told above.")


def _heading(run: Run) -> str:
    state = "" if run.ended else " · goes on, or was cut off"
    return f"Run {run.run} · {_date(run)} · Balie {run.version}{' · redacted' * run.redacted}{state}"


def _written(run: Run, line: Line, start: float) -> str:
    date = run.date(line.at)
    clock = f"{_local(date)}  " if date else ""
    turn = f"turn {line.turn}: " if line.turn else ""
    return f"{clock}{line.at - start:9.2f}  {line.who:<8} {turn}{line.text}"


def _local(date: datetime) -> str:
    return f"{date.astimezone():%H:%M:%S}"


@app.command()
def export(
    out: Annotated[Path, typer.Option("--out", help="The JSON lines file to write.")],
    ledger: LedgerArgument = None,
    run: RunOption = None,
    all_: Annotated[bool, typer.Option("--all", help="Every run, one after the other.")] = False,
    redacted: Annotated[
        bool, typer.Option("--redacted", help="Leave out what shoppers said and typed, and colleagues' names.")
    ] = False,
) -> None:
    """Hand a run on as JSON lines, with a header, and an end by which a cut file is known.

    What cannot be read is told, and exit 1. A redacted one keeps the kiosk's sentences unless they repeat a shopper; it
    can be shown, not replayed.

    Example: kiosk ledger export --redacted --out fault.jsonl
    """
    from kiosk.runtime.ledger import export as write
    from kiosk.runtime.ledger.reader import summaries

    path = _ledger(ledger)
    if all_ and run is not None:
        raise InputError("ledger.which", "--all and --run say different things.", "Give one of them.")
    if out.exists() and path.exists() and out.samefile(path):
        raise InputError("ledger.itself", f"{out} is the ledger itself.", "Name another file.")
    runs = [each.run.run for each in summaries(path)] if all_ else [run]
    flaws: list[str] = []
    rows = write(path, out, runs, redacted=redacted, flaws=flaws)
    typer.echo("\n".join([f"{out}: {rows} rows{', redacted' if redacted else ''}", *flaws]), err=True)
    if flaws:
        raise _flawed(flaws)


@app.command()
def schema() -> None:
    """The JSON Schema of a line of an export, as docs/ledger.schema.json has it.

    Example: kiosk ledger schema > ledger.schema.json
    """
    from kiosk.runtime.ledger.schema import document

    typer.echo(json.dumps(document(), ensure_ascii=False, indent=1))
