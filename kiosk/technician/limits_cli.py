"""`kiosk hardware limits`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from kiosk.technician.options import Json, Port, ProfileName, Yes


def limits(
    test: Annotated[bool, typer.Option("--test", help="Prove on the device that it holds them; joints move.")] = False,
    picture: Annotated[Path | None, typer.Option(help="Draw them: an HTML file with a dial for each joint.")] = None,
    profile: ProfileName = "",
    port: Port = "",
    yes: Yes = False,
    json_: Json = False,
) -> None:
    """Show how far and how fast each joint may go, in its units and in the device's positions; prove it with --test.

    The proof gives the device narrower limits and tells it to go to the real ones, so that no joint leaves its range:
    it must stay within the narrow ones. Then each joint goes slowly to both of its real ends and is read back.

    Ends with 1 if a limit was not held. Examples: `kiosk hardware limits`, `kiosk hardware limits --test --yes`.
    """
    from kiosk.technician.chosen import choose, jointed
    from kiosk.technician.doctor_cli import tell
    from kiosk.technician.info import joint_data
    from kiosk.technician.options import allowed

    chosen = choose(profile, port, offline=not test)
    jointed(chosen)
    rows = [joint_data(joint, chosen.calibration) for joint in chosen.profile.joints]
    if picture is not None:
        from kiosk.technician.pictures import write_dials

        write_dials(chosen, picture)
    if not json_:
        from kiosk.technician.info_table import console, joints

        console().print(joints(rows))
    found = []
    if test:
        from kiosk.technician.proving import ends
        from kiosk.technician.proving import limits as prove

        allowed(f"All joints of {chosen.name} on {chosen.port} will go to both ends. Is nobody near?", yes=yes)
        found = [prove(chosen), *ends(chosen)]
    if json_:
        told = [one.as_data() for one in found]
        typer.echo(json.dumps({"profile": chosen.name, "joints": rows, "findings": told}, ensure_ascii=False))
    else:
        tell(found)
    if any(one.passed is False for one in found):
        raise typer.Exit(1)
