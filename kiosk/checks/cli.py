"""`kiosk check`: every fault of a configuration at once."""

from __future__ import annotations

import json
from collections.abc import Iterable
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kiosk.errors import InputError

if TYPE_CHECKING:
    from kiosk.checks.check import Report
    from kiosk.faults import Fault


def check(
    store: Annotated[Path | None, typer.Option(help="Folder of the store (default: as the settings say).")] = None,
    json_: Annotated[bool, typer.Option("--json", help="One JSON document on standard output.")] = False,
) -> None:
    """Look over the whole configuration, and tell everything that is wrong with it at once.

    Settings in all their layers, the store's files, sentences, gestures, device profiles, the avatar, and what only
    shows when they are seen together. Nothing is started and nothing is changed.
    Exit status 2 if there is a fault; warnings are told, and are no fault.

    Example: kiosk check --store my-store
    """
    from kiosk.checks.check import check as look_over

    report = look_over(store, words=True)
    if json_:
        faults = [fault.to_data() for fault in report.found]
        typer.echo(json.dumps({"ok": report.ok, "faults": faults, "checked": report.checked}, ensure_ascii=False))
    else:
        show(report)
    if not report.ok:
        raise typer.Exit(InputError.status)


def show(report: Report, *, err: bool = False) -> None:
    """Everything that was found, file by file; a summary where nothing was."""
    show_faults(report.found, err=err)
    count, warnings = len(report.faults), len(report.found) - len(report.faults)
    if report.ok and not err:
        typer.echo(("\n" if warnings else "") + "The configuration is in order. Checked:")
        for line in report.checked:
            typer.echo(f"  {line}")
    if not report.found:
        return
    told = f"{count} fault{'s' if count != 1 else ''}"
    if warnings:
        told += f", {warnings} warning{'s' if warnings != 1 else ''} (nothing that stops the kiosk)"
    typer.echo(f"\n{told}", err=err)


def show_faults(found: Iterable[Fault], *, err: bool = False) -> None:
    """The faults, file by file."""
    for file, faults in groupby(sorted(found, key=_order), key=lambda fault: fault.file):
        typer.echo(f"\n{file}", err=err)
        for fault in faults:
            _show(fault, err=err)


def _order(fault: Fault) -> tuple[str, int, int]:
    return fault.file, fault.line or 0, fault.column or 0


def _show(fault: Fault, *, err: bool) -> None:
    place = f"line {fault.line}" if fault.line else ""
    column = f", column {fault.column}" if fault.column else ""
    kind = "warning: " if fault.severity == "warning" else ""
    typer.echo(f"  {f'{place}{column}: ' if place else ''}{kind}{fault.what}", err=err)
    typer.echo(f"      {fault.remedy} [{fault.code}]", err=err)
