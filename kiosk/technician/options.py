"""What the commands over a robot have in common: their options, the question before anything moves, and who asks."""

from __future__ import annotations

import getpass
import sys
from typing import Annotated

import typer

from kiosk.errors import InputError

ProfileName = Annotated[
    str, typer.Option("--profile", help="Device profile in config/devices/ (default: the configured one).")
]
Port = Annotated[
    str,
    typer.Option("--port", help="`auto`, /dev/ttyACM0 or alike, or `simulated` (default: the configured one)."),
]
Yes = Annotated[bool, typer.Option("--yes", help="Do not ask: joints may move now.")]
Json = Annotated[bool, typer.Option("--json", help="One JSON document on standard output.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Measure or show, and write nothing.")]
Who = Annotated[str, typer.Option("--who", help="Who does this, for the record (default: this login).")]


def person(who: str) -> str:
    """The name for a record."""
    return who.strip() or getpass.getuser()


def allowed(question: str, *, yes: bool) -> None:
    """Ask before something moves; a no ends the command with status 1.

    Raises:
        InputError: `hardware.unasked`: nobody can be asked, and --yes was not given.
    """
    if yes:
        return
    if not sys.stdin.isatty():
        remedy = "Look that nobody is within its reach, then add --yes."
        raise InputError("hardware.unasked", f"Nothing was done, as nobody could be asked: {question}", remedy)
    if not typer.confirm(question, err=True):
        raise typer.Exit(1)
