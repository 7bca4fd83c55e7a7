"""`kiosk hardware doctor`."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import typer

from kiosk.technician.options import Json, Port, ProfileName, Yes

if TYPE_CHECKING:
    from kiosk.technician.proving import Finding

MARKS = {True: "✓", False: "✗", None: "·"}


def doctor(profile: ProfileName = "", port: Port = "", yes: Yes = False, json_: Json = False) -> None:
    """Prove that a body is safe and sound, and say in plain words what is not.

    Without --yes nothing moves: does it answer, how soon, how reliably, and how do its motors fare? With --yes the
    joints also get torque, and three proofs are made: it goes limp when this computer falls silent (the deadman), a
    stop from here latches until it is cleared, and the device holds its limits when it is told to leave them.

    Ends with 1 when something failed. Examples: `kiosk hardware doctor`, `kiosk hardware doctor --yes --json`.
    """
    from rich.console import Console

    from kiosk.technician.chosen import choose
    from kiosk.technician.proving import proofs, without_moving

    chosen = choose(profile, port)
    console = Console(stderr=True)
    with console.status(f"{chosen.name} on {chosen.port}") as status:
        prove = proofs if yes else without_moving
        found = prove(chosen, lambda name: status.update(f"{chosen.name} on {chosen.port}: {name}"))
    if yes and not chosen.simulated:
        _keep(chosen.profile.device, found)
    passed = all(one.passed is not False for one in found)
    if json_:
        document = {"profile": chosen.name, "port": chosen.port, "ok": passed}
        typer.echo(json.dumps({**document, "findings": [one.as_data() for one in found]}, ensure_ascii=False))
    else:
        tell(found)
    if not passed:
        raise typer.Exit(1)


def _keep(device: str, found: list[Finding]) -> None:
    """For `kiosk doctor`, which moves nothing, and tells what was proved here."""
    from hardware.safety.proof import Proof
    from hardware.safety.record import keep, place
    from kiosk.resources import data_dir
    from kiosk.technician.options import person

    proofs = [Proof(one.name, one.passed, one.found) for one in found if one.passed is not None]
    keep(place(data_dir(), device), proofs, person(""))


def tell(found: list[Finding]) -> None:
    """A line for each finding, and its remedy below it."""
    for one in found:
        typer.echo(f"{MARKS[one.passed]} {one.name:<24} {one.found}")
        if one.remedy:
            typer.echo(f"{'':<27}→ {one.remedy}")
