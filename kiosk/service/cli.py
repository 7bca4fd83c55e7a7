"""`kiosk install-service`."""

from __future__ import annotations

import json
import os
import shlex
import sys
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.syntax import Syntax

from kiosk.configuration import layers
from kiosk.errors import InputError
from kiosk.service import installation, units
from kiosk.service.units import File, Plan, Screen

WORDS = {
    "new": "would be written",
    "same": "is there already, as wanted",
    "changed": "would be changed; what is there is kept as *.bak",
    "there": "would be taken away; what somebody else had put there before comes back",
    "absent": "is not there",
}
DONE = {
    "new": "written",
    "same": "left as it is",
    "changed": "changed; what was there is kept as *.bak",
    "there": "taken away",
    "absent": "was not there",
}


def install_service(
    user: Annotated[
        bool, typer.Option("--user/--system", help="In your desktop session / for the whole machine.")
    ] = False,
    screen: Annotated[
        str, typer.Option(help="With --system: kms (no desktop) or cage (a Wayland compositor).")
    ] = "kms",
    apply: Annotated[bool, typer.Option("--apply", help="Do it; without this, only show what would be done.")] = False,
    uninstall: Annotated[bool, typer.Option("--uninstall", help="Take it away again.")] = False,
    store: Annotated[Path | None, typer.Option(help="Folder of the store that the kiosk runs with.")] = None,
    run_as: Annotated[str | None, typer.Option(help="User that runs the kiosk (default: who called sudo).")] = None,
    root: Annotated[Path, typer.Option(help="Put the files below this folder, as into an image.")] = Path("/"),
    json_: Annotated[bool, typer.Option("--json", help="One JSON document on standard output.")] = False,
) -> None:
    """Let the kiosk start by itself: a systemd unit with a watchdog, and a udev rule for the body.

    Shows what would be written, with a diff, and what would be run. `sudo $(which kiosk) install-service --apply` does
    it; then `sudo systemctl start kiosk`. `--uninstall` shows, and with `--apply` does, the reverse.
    """
    if screen not in {"kms", "cage"}:
        raise InputError("service.screen", f"{screen!r} is no screen.", "Give kms or cage, or use --user.")
    chosen: Screen = "desktop" if user else "cage" if screen == "cage" else "kms"
    who = units.account(run_as)
    if store is not None and not store.is_dir():
        raise layers.no_store(store)
    plan = units.plan(chosen, who, store, root.resolve(), uninstall=uninstall)
    if apply:
        _allowed(plan, root)
        installation.apply(plan)
    if json_:
        typer.echo(json.dumps(_document(plan, chosen, applied=apply), ensure_ascii=False))
    else:
        _show(plan, here=root == Path("/"), applied=apply, uninstall=uninstall)


def _allowed(plan: Plan, root: Path) -> None:
    """A unit of the machine is root's; below another root it is whoever may write there."""
    if plan.system and root == Path("/") and os.geteuid() != 0:
        line = shlex.join(["sudo", *sys.argv])
        raise InputError("service.not-root", "Only root may install for the whole machine.", f"Run: {line}")


def _document(plan: Plan, screen: Screen, *, applied: bool) -> dict[str, Any]:
    return {
        "applied": applied,
        "screen": screen,
        "user": plan.account.name,
        "files": [_row(file) for file in plan.files],
        "folders": [str(folder) for folder in plan.folders],
        "commands": [list(command) for command in (*plan.before, *plan.after)],
    }


def _row(file: File) -> dict[str, Any]:
    return {"path": str(file.path), "state": file.state, "content": file.wanted, "diff": file.diff()}


def _show(plan: Plan, *, here: bool, applied: bool, uninstall: bool) -> None:
    console = Console(highlight=False, soft_wrap=True)
    for file in plan.files:
        console.print(f"{file.path}  {(DONE if applied else WORDS)[file.state]}", style="bold", markup=False)
        if not applied and file.state in {"new", "changed"}:
            text, kind = (file.wanted or "", "ini") if file.state == "new" else (file.diff(), "diff")
            console.print(Syntax(text, kind, background_color="default") if console.is_terminal else text, markup=False)
    for folder in plan.folders:
        console.print(f"{folder}  {'there now' if applied else 'would be made'}, for {plan.account.name}", markup=False)
    for command in (*plan.before, *plan.after):
        console.print(f"{'ran' if applied else 'would run'}: {shlex.join(command)}", markup=False)
    console.print(_next(plan, here=here, applied=applied, uninstall=uninstall), markup=False)


def _next(plan: Plan, *, here: bool, applied: bool, uninstall: bool) -> str:
    if not applied:
        ahead = ["sudo"] if plan.system and here else []
        return f"Nothing was changed. To do it: {shlex.join([*ahead, *sys.argv, '--apply'])}"
    if uninstall:
        return "The kiosk does not start by itself any more."
    if not here:
        return "It starts with the machine that this folder becomes."
    control = "sudo systemctl" if plan.system else "systemctl --user"
    return f"It starts with the machine. Now: {control} start kiosk; how it fares: {control} status kiosk"
