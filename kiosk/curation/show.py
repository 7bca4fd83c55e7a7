"""How `kiosk knowledge` shows changes and faults."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Final

import typer

if TYPE_CHECKING:
    from rich.progress import Progress

    from kiosk.curation.backlog import Backlog
    from kiosk.curation.regression import Drop, Outcome
    from kiosk.faults import Fault
    from kiosk.knowledge.changes import Change

SHOWN: Final = 40
NO_SET: Final = (
    "There is no regression set yet: no known question was asked again. Every question that you add or attach and "
    "publish goes into it; you may also write curation/regression.tsv in the store's folder yourself, a line each: "
    "language, question and entry, with a tab between, such as: en\tuntil when are you open\topening-hours"
)
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
        table.add_row(
            kind, change.lang, escape(change.id), escape(change.title), escape("; ".join(map(str, change.details)))
        )
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


def show_outcomes(outcomes: Sequence[Outcome], drops: Sequence[Drop], *, err: bool) -> None:
    """How the regression set went: what goes wrong with what takes it, then how many of each kind."""
    if not outcomes:
        typer.echo(NO_SET, err=err)
        return
    for drop in drops:
        typer.echo(f"✗ {drop}", err=err)
    right, offered = (sum(outcome.grade == grade for outcome in outcomes) for grade in (2, 1))
    wrong = len(outcomes) - right - offered
    typer.echo(f"Regression set: {right} right, {offered} asked back, {wrong} wrong of {len(outcomes)}.", err=err)


def learning() -> Progress:
    """Says, while one waits, that new phrasings are learnt and how long it has taken; to be entered."""
    from rich.console import Console

    from kiosk.waiting import LEARNING, waiting

    return waiting(Console(stderr=True), LEARNING)


def show_backlog(backlog: Backlog) -> None:
    """The open questions, the most frequent first, each with its other wordings and the nearest entry."""
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    table = Table("", "times", "language", "asked", "why", "nearest entry")
    for number, each in enumerate(backlog.open[:SHOWN], 1):
        cluster = each.cluster
        asked = "\n".join(f"{text} ({count}×)" if count > 1 else text for text, count in cluster.examples)
        why = "\n".join(f"{reason} {count}×" for reason, count in cluster.reasons)
        table.add_row(str(number), str(cluster.count), cluster.lang, escape(asked), why, escape(each.nearest or "–"))
    if backlog.open:
        Console().print(table)
        typer.echo("Attach a question to its entry, or write an answer; somebody else publishes it:")
        typer.echo('  kiosk knowledge attach ID "QUESTION" --lang L --by NAME')
        typer.echo('  kiosk knowledge add ID --answer "…" --question "…" --lang L --by NAME')
    typer.echo(f"{backlog.asked} questions were not answered; {backlog.since} of them are dealt with by now.")
