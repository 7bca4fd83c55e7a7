"""`kiosk hardware commission`."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from kiosk.technician.options import Json, Port, ProfileName, Who, Yes

if TYPE_CHECKING:
    from kiosk.technician.commissioning import Commissioning


def commission(
    out: Annotated[Path, typer.Option(help="Folder for the report.")] = Path("out"),
    place: Annotated[str, typer.Option(help="Where it stands: shop, street, town.")] = "",
    kiosk: Annotated[str, typer.Option(help="Name of this kiosk (default: the machine's).")] = "",
    who: Who = "",
    minutes: Annotated[float, typer.Option(min=0.02, max=60, help="How long the line is listened to.")] = 1.0,
    fresh: Annotated[bool, typer.Option("--fresh", help="Begin anew, not where it was interrupted.")] = False,
    verify: Annotated[Path | None, typer.Option(help="Only say whether this report is valid.")] = None,
    profile: ProfileName = "",
    port: Port = "",
    yes: Yes = False,
    json_: Json = False,
) -> None:
    """Walk a body through all that must be so in a shop, and sign a report that an inspector can file.

    Cable, reach and supply (you look); who answers; limits; emergency stop (you press); stop from the computer and
    deadman; latency and noise over a minute. Ctrl-C interrupts: the same command goes on where it was. The report is
    JSON and a page to print, signed with a key that was made on this kiosk and never leaves it.

    --yes answers the questions with yes: for a simulated body, or when you have looked. Ends with 1 when something
    failed, or when a report that is verified was changed. Examples: `kiosk hardware commission --who "Anna Jansen"
    --place "Shop 12, Utrecht"`, `kiosk hardware commission --verify out/commission-mcu-head.html`.
    """
    if verify is not None:
        _verify(verify, as_json=json_)
        return
    from kiosk.technician.chosen import choose
    from kiosk.technician.commissioning import Commissioning, Occasion
    from kiosk.technician.options import allowed, person
    from kiosk.technician.reports import write

    chosen = choose(profile, port)
    allowed(f"All joints of {chosen.name} on {chosen.port} will go to both ends. Is nobody within its reach?", yes=yes)
    walk = Commissioning(chosen, _asking(yes=yes), lambda line: typer.echo(line, err=True), 60 * minutes)
    _walk(walk, fresh=fresh)
    record = walk.report(Occasion(person(who), place, kiosk))
    files = write(record, out)
    walk.finish()
    if json_:
        typer.echo(json.dumps({"files": [str(file) for file in files], "report": record}, ensure_ascii=False))
    else:
        _tell(record, files)
    if not record["passed"]:
        raise typer.Exit(1)


def _walk(walk: Commissioning, *, fresh: bool) -> None:
    if not fresh and (before := walk.resume()):
        typer.echo(f"Going on after {before} steps that were done before (--fresh begins anew).", err=True)
    try:
        walk.walk()
    except KeyboardInterrupt:
        typer.echo("Interrupted; the same command goes on from here.", err=True)
        raise


def _asking(*, yes: bool) -> Any:  # noqa: ANN401 - a question to a person
    def ask(question: str) -> str:
        if yes or not sys.stdin.isatty():
            return "yes" if yes else ""
        return str(typer.prompt(f"   {question} [yes, no, or a note]", err=True))

    return ask


def _tell(record: dict[str, Any], files: list[Path]) -> None:
    typer.echo("Passed." if record["passed"] else "NOT passed: mend what failed, and commission again.")
    for file in files:
        typer.echo(f"  {file}")
    typer.echo(f"Signed by this kiosk's key {record['signature']['fingerprint']}; write that down.")


def _verify(file: Path, *, as_json: bool) -> None:
    from kiosk.technician.reports import verified

    found = verified(file)
    if as_json:
        typer.echo(json.dumps(found, ensure_ascii=False))
    else:
        whose = "this kiosk's key" if found["own"] else "the key of another kiosk; compare its fingerprint"
        word = "valid" if found["valid"] else "CHANGED since it was signed"
        typer.echo(f"{file}: {word}. Signed by {whose}, {found['fingerprint']}.")
        result = "passed" if found["passed"] else "not passed"
        typer.echo(f"{found['device']}, {result}, {found['who']}, {found['when']}.")
    if not found["valid"]:
        raise typer.Exit(1)
