"""`kiosk logs`."""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.text import Text

from kiosk.errors import InputError
from kiosk.logs import jsonl, reader
from kiosk.logs.journal import FOLDER
from kiosk.logs.jsonl import Entry
from kiosk.resources import data_dir

COLOURS = {"debug": "dim", "info": "", "warning": "yellow", "error": "bold red"}
SHOWN = 200
STORY = frozenset({"traceback", "exception"})


def show(
    follow: Annotated[bool, typer.Option("--follow", "-f", help="Go on with what comes, until Ctrl-C.")] = False,
    level: Annotated[str, typer.Option(help="The least to show: debug, info, warning, error.")] = "info",
    part: Annotated[str, typer.Option(help="One part only: core, stage, hearing, …")] = "",
    since: Annotated[str, typer.Option(help="From then on: 30s, 10m, 2h, 1d, or a time (2026-03-11T14:00).")] = "",
    lines: Annotated[int, typer.Option(help="Without --since: so many of the last entries.", min=1)] = SHOWN,
    folder: Annotated[
        Path | None, typer.Option("--dir", help="Folder of the log (default: the data folder's).")
    ] = None,
    json_: Annotated[bool, typer.Option("--json", help="One JSON document; with --follow one a line.")] = False,
) -> None:
    """Show the log of the kiosk: starts, parts, sessions, handovers and faults; no shopper's words.

    `kiosk logs --level warning --since 1d` is what went wrong since yesterday. `kiosk logs -f --part hearing` watches
    the ears while you speak to them. What is written is set in the section `logs` of the settings.
    """
    if level not in jsonl.LEVELS:
        raise InputError("logs.level", f"{level!r} is no level.", f"Give one of {', '.join(jsonl.LEVELS)}.")
    place = folder or data_dir() / FOLDER
    moment = reader.since(since, datetime.now(UTC)) if since else None
    wanted = reader.Wanted(level, _known(part, place), moment)
    found: Iterable[Entry] = reader.read(place, wanted)
    if moment is None:
        found = deque(found, lines)
    if json_ and not follow:
        typer.echo(json.dumps({"entries": [asdict(entry) for entry in found]}, ensure_ascii=False))
        return
    write = _json_lines if json_ else _printer()
    for entry in found:
        write(entry)
    if follow:
        for entry in reader.follow(place, wanted):
            write(entry)


def _known(part: str, folder: Path) -> str:
    """The part; one that neither a kiosk has nor this log tells of is refused."""
    from kiosk.part_modules import PARTS, SHOP
    from kiosk.runtime.executor import CORE
    from kiosk.runtime.ledger.live import NAME
    from kiosk.wording import close

    parts = (CORE, *PARTS, *SHOP, NAME)
    if not part or part in parts or any(entry.part == part for entry in reader.read(folder, reader.Wanted())):
        return part
    near = close(part, parts)
    hint = f"Did you mean {near}?" if near else f"Give one of {', '.join(parts)}."
    raise InputError("logs.part", f"There is no part {part!r}.", hint)


def _json_lines(entry: Entry) -> None:
    typer.echo(jsonl.encode(entry))


def _printer() -> Callable[[Entry], None]:
    """Lines for people: coloured on a terminal, plain otherwise; never folded, so that `grep` finds all of one."""
    console = Console(highlight=False, soft_wrap=True)

    def write(entry: Entry) -> None:
        console.print(line_of(entry))

    return write


def line_of(entry: Entry) -> Text:
    """An entry as a line: time, level, part, message, what belongs to it, code; a crash's story below it."""
    day, _, hour = entry.time.partition("T")
    text = Text(f"{day} {hour[:12]:12} ", "dim")
    text.append(f"{entry.level:7} ", COLOURS[entry.level])
    text.append(f"{entry.part:8} ", "cyan")
    text.append(entry.message, COLOURS[entry.level])
    for name, value in entry.fields.items():
        if name not in STORY:
            text.append(f"  {name}={_plain(value)}", "dim")
    if entry.code not in {"log", jsonl.OUTPUT, jsonl.LIBRARY}:
        text.append(f"  [{entry.code}]", "dim")
    for line in str(entry.fields.get("traceback", "")).splitlines():
        text.append(f"\n    {line}", "dim")
    return text


def _plain(value: object) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{name} {each}" for name, each in value.items())
    if isinstance(value, list):
        return ",".join(map(str, value))
    return ("no", "yes")[value] if isinstance(value, bool) else str(value)
