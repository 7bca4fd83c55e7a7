"""`kiosk replay`: the same decisions again from a ledger, and a film of it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from itertools import takewhile
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from kiosk.errors import InputError, KioskError

if TYPE_CHECKING:
    from kiosk.rerun.film import Rerun
    from kiosk.runtime.ledger import LedgerRow
    from kiosk.runtime.ledger.raw import Flaw
    from kiosk.runtime.replay import Difference
    from kiosk.settings import Settings
    from kiosk.stage.film.rerun import Span

SHOWN = 1000
"""Characters of a message that a difference tells."""


def replay(
    file: Annotated[Path, typer.Argument(help="A ledger: ledger.jsonl, or the live ledger.sqlite.")],
    film: Annotated[Path | None, typer.Option(metavar="OUT.mp4", help="Draw the run again, as a film.")] = None,
    run: Annotated[str | None, typer.Option(help="A run by its number (`kiosk ledger list`); else the last.")] = None,
    from_: Annotated[float | None, typer.Option("--from", help="Film from this second of the run on.")] = None,
    to: Annotated[float | None, typer.Option(help="Film up to this second of the run.")] = None,
    turn: Annotated[int | None, typer.Option(help="Film one question and its answer: 1 is the first.")] = None,
    idle: Annotated[bool, typer.Option("--idle", help="Film the time in which nobody is there, too.")] = False,
    avatar: Annotated[str | None, typer.Option(help="Film with this avatar instead of the run's own.")] = None,
    store: Annotated[Path | None, typer.Option(help="Folder of the store whose map the film shows.")] = None,
    json_: Annotated[bool, typer.Option("--json", help="One JSON document on standard output.")] = False,
) -> None:
    """Feed a ledger back through the dialogue, and show whether the same commands come out.

    With --film the screen is drawn again, from any machine's ledger. A ledger holds no sound: the kiosk's sentences are
    spoken again by this machine's voice at the times at which they sounded; the shopper is read, not heard.

    Example: kiosk replay out/ledger.jsonl --film again.mp4 --turn 2
    """
    from kiosk.runtime.ledger.raw import Flaw
    from kiosk.runtime.ledger.reader import entries, open_whole

    if film is None and any(option not in {None, False} for option in (from_, to, turn, idle, avatar, store)):
        raise InputError("replay.options", "These options are for a film.", "Add --film OUT.mp4.")
    source = open_whole(file, run)
    found = list(entries(source))
    rows = [entry for entry in found if not isinstance(entry, Flaw)]
    if not rows:
        raise InputError("ledger.empty", f"{file} holds no event.", "Give the ledger of a run.")
    document = {}
    if film is not None:
        spans = _spans(rows, from_, to, turn, idle=idle)
        flaws = [entry for entry in found if isinstance(entry, Flaw)]
        document["film"] = _film(rows, spans, film, _settings(store, avatar or source.run.avatar), flaws)
    _compare(found, document, ended=source.run.ended, json_=json_)


def _compare(found: Sequence[LedgerRow | Flaw], document: dict[str, Any], *, ended: bool, json_: bool) -> None:
    """Let the dialogue decide again, up to the first flaw; print what came of it."""
    from kiosk.runtime.ledger.raw import Flaw
    from kiosk.runtime.ledger.reader import AS_WRITTEN
    from kiosk.runtime.replay import replay as play

    flaws = [entry.sentence for entry in found if isinstance(entry, Flaw)]
    whole = list(takewhile(lambda entry: not isinstance(entry, Flaw), found))
    result = play((row for row in whole if not isinstance(row, Flaw)), cut=bool(flaws) or not ended)
    difference = result.difference
    facts = {"events": result.events, "commands": result.commands, "difference": _fields(difference), "flaws": flaws}
    typer.echo(
        json.dumps(facts | document, ensure_ascii=False)
        if json_
        else f"{result.events} events, {result.commands} commands"
    )
    if difference is not None:
        recorded, now = _short(difference.recorded), _short(difference.replayed)
        sentence = f"Row {difference.seq} differs: recorded {recorded}, decided now {now}."
        raise KioskError("replay.differs", sentence, "Replay it with the version that wrote it.")
    flaw = next((entry for entry in found if isinstance(entry, Flaw)), None)
    if flaw is not None:
        sentence = f"{flaw.sentence} Up to there the same commands came out ({len(whole)} rows)."
        raise InputError(flaw.code, sentence, AS_WRITTEN)
    if not json_:
        typer.echo("the same commands came out")


def _short(message: object) -> str:
    text = str(message)
    return text if len(text) <= SHOWN else f"{text[:SHOWN]} …"


def _fields(difference: Difference | None) -> dict[str, str] | None:
    if difference is None:
        return None
    return {name: _short(getattr(difference, name)) for name in difference.__dataclass_fields__}


# --- the film --------------------------------------------------------------------------------------------------------


def _settings(store: Path | None, avatar: str) -> Settings:
    from kiosk.configuration import layers

    settings = layers.load(store)
    return settings.model_copy(
        update={"kiosk": settings.kiosk.model_copy(update={"avatar": avatar or settings.kiosk.avatar})}
    )


def _spans(
    rows: Sequence[LedgerRow], from_: float | None, to: float | None, turn: int | None, *, idle: bool
) -> list[Span]:
    """What is to be drawn. Seconds count from the run's first row."""
    from kiosk.rerun import spans

    if turn is not None:
        return [spans.turn(rows, turn)]
    whole = spans.whole(rows)
    found = [whole] if idle else spans.lively(rows)
    start = whole.start + (from_ or 0.0)
    return spans.between(found, start, whole.end if to is None else whole.start + to)


def _film(
    rows: Sequence[LedgerRow], spans: Sequence[Span], out: Path, settings: Settings, flaws: Sequence[Flaw]
) -> dict[str, Any]:
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    from kiosk.rerun.film import draw
    from kiosk.run_cli import writable

    if out.suffix.lower() != ".mp4":
        raise InputError("replay.film", f"{out} is no name of a film.", "Name a file that ends in .mp4.")
    writable(out.parent)
    console = Console(stderr=True)
    for flaw in flaws:
        console.print(flaw.sentence, highlight=False, markup=False, soft_wrap=True)
    columns = (TextColumn("{task.description}"), BarColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task("drawing the film", total=1.0)
        drawn = draw(rows, spans, out, settings, lambda share: bar.update(task, completed=share))
    for line in _remarks(drawn):
        console.print(line, highlight=False, markup=False, soft_wrap=True)
    return _summary(drawn)


def _remarks(drawn: Rerun) -> list[str]:
    """What a person should know of the film."""
    film, sound = drawn.film, drawn.sound
    lines = [f"{film.path}: {film.seconds:.1f} s; {drawn.cut_s:.1f} s of the run are left out."]
    lines.append(f"Sentences spoken again, as a ledger holds no sound: {sound.sentences}.")
    if sound.otherwise:
        lines.append(f"Longer or shorter than they were, as this machine has another voice: {sound.otherwise}.")
    if sound.unspoken:
        lines.append(f"Silent, as this machine's voice cannot speak them: {sound.unspoken}.")
    if drawn.lost_places:
        places = ", ".join(drawn.lost_places)
        lines.append(f"The map has no {places}: give the store of the run with --store.")
    return lines


def _summary(drawn: Rerun) -> dict[str, Any]:
    film, sound = drawn.film, drawn.sound
    return {
        "path": str(film.path),
        "seconds": film.seconds,
        "cut_s": round(drawn.cut_s, 2),
        "frames": film.frames,
        "drawn": film.drawn,
        "wall_s": round(film.wall_s, 2),
        "sentences": sound.sentences,
        "otherwise": sound.otherwise,
        "unspoken": sound.unspoken,
        "unknown_places": list(drawn.lost_places),
    }
