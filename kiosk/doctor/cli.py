"""`kiosk doctor`."""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

if TYPE_CHECKING:
    from rich.console import Console

    from kiosk.doctor.finding import Finding
    from kiosk.doctor.site import Site


UNBROKEN = 2000
Test = Literal["sound", "echo", "picture"]


def doctor(
    store: Annotated[Path | None, typer.Option(help="Folder of the store (default: the configured one).")] = None,
    self_test: Annotated[
        bool, typer.Option("--self-test", help="Play a chime and show a picture: are they heard and seen?")
    ] = False,
    only: Annotated[
        Test | None, typer.Option("--only", help="With --self-test: this one, and no look at the devices before.")
    ] = None,
    picture: Annotated[Path | None, typer.Option(help="With --self-test: a picture of the echo, PNG or SVG.")] = None,
    headless: Annotated[bool, typer.Option("--headless", help="Open no window.")] = False,
    json_: Annotated[bool, typer.Option("--json", help="One JSON document on standard output.")] = False,
) -> None:
    """Look at everything the kiosk needs: what was found, what is missing, what that costs, how to mend it.

    Camera, microphone, speaker, display, serial ports, models, voice, disk, memory, heat, clock, desk, back end,
    network, packages, platform and service. Nothing is changed, and no picture or sound is kept.

    With --self-test the kiosk also plays a chime and a sentence and listens for them; speaks for half a minute with its
    ears open, to see that it does not hear itself, and lets you speak over it; and shows a test picture and looks for
    it: hold a mirror before the screen, so that the camera sees it.

    Ends with 0 when nothing failed, 1 when something that the configuration asks for does not work, 2 for bad input.
    Examples: `kiosk doctor --self-test --json > doctor.json`, `kiosk doctor --only echo --picture echo.png`.
    """
    from kiosk.doctor import look
    from kiosk.doctor.finding import healthy
    from kiosk.doctor.selftest import echo_picture

    if picture is not None:
        echo_picture.check(picture)
    logging.getLogger("kiosk").addHandler(logging.NullHandler())  # what is wrong is in the report, once
    site = look.site(store, headless=headless)
    began = time.monotonic()
    self_test = self_test or only is not None
    findings = _examine(site) if only is None else []
    tested = _self_test(site, only, picture) if self_test else []
    if json_:
        _print_json(findings, tested, self_test=self_test, seconds=time.monotonic() - began)
    else:
        _print_report([*findings, *tested], self_test=self_test, seconds=time.monotonic() - began)
    if not healthy([*findings, *tested]):
        raise typer.Exit(1)


def _console() -> Console:
    from rich.console import Console

    return Console(stderr=True)


def _examine(site: Site) -> list[Finding]:
    """Run the checks, with a line on standard error for each area that is done."""
    from rich.live import Live

    from kiosk.doctor.checks import CHECKS, examine
    from kiosk.doctor.progress import Board

    board = Board([check.area for check in CHECKS])
    with Live(board, console=_console(), transient=True, refresh_per_second=8):
        return examine(site, board.done)


def _self_test(site: Site, only: Test | None, picture: Path | None) -> list[Finding]:
    from kiosk.doctor.selftest.run import self_test as run

    console = _console()
    return run(site, lambda line: console.print(line, markup=False, highlight=False), only, picture)


def _print_json(findings: Sequence[Finding], tested: Sequence[Finding], *, self_test: bool, seconds: float) -> None:
    from kiosk import machine
    from kiosk.doctor.finding import healthy

    document = {
        "ok": healthy([*findings, *tested]),
        "machine": machine.name(),
        "seconds": round(seconds, 1),
        "findings": [finding.as_data() for finding in findings],
        "self_test": {"ok": healthy(tested), "findings": [one.as_data() for one in tested]} if self_test else None,
    }
    typer.echo(json.dumps(document, ensure_ascii=False))


def _print_report(findings: Sequence[Finding], *, self_test: bool, seconds: float) -> None:
    from rich.console import Console

    from kiosk.doctor import report

    console = Console()
    if not console.is_terminal:
        console = Console(width=UNBROKEN)  # a command that is copied from a file must be in one piece
    report.write(console, findings)
    typer.echo(f"{report.summary(findings)}; took {seconds:.0f} s.")
    if not self_test:
        typer.echo("Is it heard and seen? `kiosk doctor --self-test` plays a chime and shows a picture, and looks.")
