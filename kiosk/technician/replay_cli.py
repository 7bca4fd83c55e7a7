"""`kiosk hardware replay`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kiosk.technician.options import Json, Port, Yes

if TYPE_CHECKING:
    from kiosk.technician.replaying import Compared
    from kiosk.technician.trace import Trace


def replay(
    file: Annotated[Path, typer.Argument(help="A trace, as `kiosk hardware trace` wrote it.")],
    move: Annotated[bool, typer.Option("--move", help="Play its poses on a body, in the time they took.")] = False,
    port: Port = "simulated",
    yes: Yes = False,
    json_: Json = False,
) -> None:
    """Play a trace into a simulated device, and show what a sound one answers where yours answered otherwise.

    With --move the recorded poses are played on the simulated body, or on the one at --port, within the limits of its
    profile. Ends with 1 when answers differ. Examples: `kiosk hardware replay line.jsonl`,
    `kiosk hardware replay line.jsonl --move`.
    """
    from kiosk.technician.trace import read

    trace = read(file)
    if move:
        _move(trace, port, yes=yes, as_json=json_)
        return
    from kiosk.technician.replaying import compare

    found = compare(trace)
    if json_:
        typer.echo(json.dumps({"file": str(file), **found.as_data()}, ensure_ascii=False))
    else:
        _tell(found)
    if found.differ:
        raise typer.Exit(1)


def _tell(found: Compared) -> None:
    typer.echo(
        f"{found.requests} requests in {found.seconds:g} s; {found.recorded} answers, {found.simulated} simulated."
    )
    for one in found.first:
        typer.echo(f"{one.t:8.3f} s  yours      {one.recorded or '(nothing)'}")
        typer.echo(f"{'':10}  simulated  {one.simulated or '(nothing)'}")
    rest = found.differ - len(found.first)
    typer.echo(f"… and {rest} more." if rest > 0 else f"{found.differ} of them differ.")


def _move(trace: Trace, port: str, *, yes: bool, as_json: bool) -> None:
    from kiosk.technician.chosen import SIMULATED, choose
    from kiosk.technician.live import shown
    from kiosk.technician.options import allowed
    from kiosk.technician.session import opened
    from kiosk.technician.snapshot import take

    chosen = choose(str(trace.head["profile"]), port)
    if chosen.port != SIMULATED:
        allowed(f"{chosen.name} on {chosen.port} will move. Is nobody within its reach?", yes=yes)
    poses = list(trace.poses)
    with opened(chosen, armed=True, share=1.0) as session, shown(session, "replay") as each:
        began: list[float] = []

        def play(now: float) -> None:
            began[:] = began or [now]
            while poses and poses[0][0] <= now - began[0]:
                session.pose |= {name: value for name, value in poses.pop(0)[1].items() if name in session.pose}
            each(now)

        session.run((trace.poses[-1][0] if trace.poses else 0.0) + 0.5, play, lambda: not session.moving)
        session.hold()
        last = take(session)
        session.rest()
    if as_json:
        typer.echo(json.dumps({"poses": len(trace.poses), "state": last.as_data()}, ensure_ascii=False))
    else:
        typer.echo(f"{len(trace.poses)} poses played on {chosen.name}, {chosen.port}.")
