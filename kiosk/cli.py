"""The `kiosk` command. Each part brings its own commands; a fault is one sentence with a remedy, never a traceback."""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import cache
from importlib import import_module
from typing import Any, NoReturn

import typer

from avatars.errors import AvatarError
from hardware.errors import HardwareError
from kiosk import __version__
from kiosk.errors import InputError, KioskError
from kiosk.usage import refusal, typed

HELP = """Balie: an in-store kiosk with a face, offline ears and a real person one tap away.

Begin with `kiosk demo`: a shopper comes in, asks, is answered, and out/demo.mp4 shows it. Then `kiosk run`.
"""
app = typer.Typer(no_args_is_help=True, help=HELP, pretty_exceptions_enable=False, rich_markup_mode=None)
"""Filled by `build`."""

COMMANDS = {
    "demo": "kiosk.demo.cli:demo",
    "run": "kiosk.run_cli:run",
    "ask": "kiosk.answers.cli:ask",
    "say": "kiosk.voice.cli:say",
    "listen": "kiosk.hearing.cli:listen",
    "watch": "kiosk.sight.cli:watch",
    "replay": "kiosk.rerun.cli:replay",
    "doctor": "kiosk.doctor.cli:doctor",
    "rehearse": "kiosk.rehearsal.cli:rehearse",
    "logs": "kiosk.logs.cli:show",
    "install-service": "kiosk.service.cli:install_service",
    "check": "kiosk.checks.cli:check",
    "explain": "kiosk.configuration.cli:explain",
    "bench": "kiosk.bench.cli:bench",
    "drill": "kiosk.drill.cli:drill",
}
AVATAR = ("render", "sheet", "lint", "preview", "new", "export", "import_")


@cache
def build() -> typer.Typer:
    """All commands; modules of commands are light, what they need is imported when they run."""
    for name, place in COMMANDS.items():
        app.command(name)(_load(place))
    avatar = typer.Typer(no_args_is_help=True, help="The avatars: look at one, check it, draw your own.")
    for name in AVATAR:
        avatar.command(name.rstrip("_"))(_load(f"kiosk.studio.cli:{name}"))
    app.add_typer(avatar, name="avatar")
    app.add_typer(_load("kiosk.models.cli:app"), name="models")
    app.add_typer(_load("kiosk.ledger_cli:app"), name="ledger")
    app.add_typer(_load("kiosk.curation.cli:app"), name="knowledge")
    app.add_typer(_load("kiosk.technician.hardware_cli:build")(), name="hardware")
    app.add_typer(_load("kiosk.voice.voices_cli:app"), name="voice")
    app.add_typer(_load("kiosk.store.cli:app"), name="store")
    app.add_typer(_load("kiosk.desk.cli:app"), name="desk")
    app.callback(invoke_without_command=True)(_version)
    return app


def desk() -> typer.Typer:
    """The commands of the desk alone: a node serves a thousand kiosks, and holds no more than it needs."""
    app.add_typer(_load("kiosk.desk.cli:app"), name="desk")
    app.callback(invoke_without_command=True)(_version)
    return app


def _load(place: str) -> Any:  # noqa: ANN401 - a command or a group of them
    module, _, name = place.partition(":")
    return getattr(import_module(module), name)


def _version(
    version: bool = typer.Option(False, "--version", help="Show the version and end.", is_eager=True),
) -> None:
    if version:
        typer.echo(f"balie {__version__}")
        raise typer.Exit


def main(commands: Callable[..., Any] | None = None) -> None:
    """Run the command line."""
    commands = commands or build()
    try:
        status = commands(prog_name="kiosk", standalone_mode=False)
    except KeyboardInterrupt:
        sys.exit(130)
    except typer.TyperException as fault:
        if fault.message.startswith("Usage:"):  # a group of commands alone: what it can do
            typer.echo(fault.message, err=True)
            sys.exit(InputError.status)
        _end(refusal(fault, typed(commands, sys.argv[1:])))
    except (KioskError, HardwareError, AvatarError) as fault:
        _end(fault)
    sys.exit(status if isinstance(status, int) else 0)


def _end(fault: KioskError | HardwareError | AvatarError) -> NoReturn:
    sentence = fault.sentence
    if isinstance(fault, AvatarError):
        from kiosk import pack_faults

        sentence = pack_faults.sentence(fault)
    typer.echo(f"kiosk: {sentence} {fault.remedy} [{fault.code}]", err=True)
    sys.exit(InputError.status if isinstance(fault, AvatarError) else fault.status)
