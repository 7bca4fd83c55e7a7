"""`kiosk hardware estop-test`."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from kiosk.technician.options import Json, Port, ProfileName, Who, Yes


def estop_test(
    seconds: Annotated[float, typer.Option(min=1, max=600, help="How long to wait for the button.")] = 60.0,
    clear: Annotated[bool, typer.Option("--clear", help="Only clear a stop that is latched.")] = False,
    who: Who = "",
    profile: ProfileName = "",
    port: Port = "",
    yes: Yes = False,
    json_: Json = False,
) -> None:
    """Prove the emergency stop with a person at the button, and write a signed line about it.

    It asks you to press, and to let go. It must be limp at once, deaf to targets, not to be cleared while the button is
    down, and still latched after that; then it is cleared, as you asked for by this command. The joints have torque
    before; they do not move. A simulated body is pressed by itself. The line goes into records/estop.jsonl.

    A stop that was latched before is cleared with --clear, once you have seen why it was pressed. Ends with 1 if
    anything was not as it must be. Example: `kiosk hardware estop-test --who "Anna Jansen"`.
    """
    from kiosk.technician import estop
    from kiosk.technician.chosen import choose
    from kiosk.technician.doctor_cli import tell
    from kiosk.technician.options import allowed, person

    chosen = choose(profile, port)
    if clear:
        allowed(
            f"The stop of {chosen.name} on {chosen.port} will be cleared. Is nobody near, and the reason gone?", yes=yes
        )
        cleared = estop.clear(chosen)
        told = "Cleared; it moves when it is told to." if cleared else "It was not stopped; nothing was cleared."
        typer.echo(json.dumps({"cleared": cleared}) if json_ else told)
        return
    allowed(f"{chosen.name} on {chosen.port} gets torque, and does not move. Is nobody within its reach?", yes=yes)
    record = estop.test(chosen, person(who), seconds, lambda line: typer.echo(line, err=True))
    if json_:
        typer.echo(json.dumps(record.as_data(), ensure_ascii=False))
    else:
        tell([record.finding])
        typer.echo(record.line)
    if not record.finding.passed:
        raise typer.Exit(1)
