"""`kiosk hardware trace`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kiosk.technician.options import Json, Port, ProfileName, Yes

if TYPE_CHECKING:
    from kiosk.technician.session import Session
    from kiosk.technician.trace import Recorder


def trace(
    file: Annotated[Path, typer.Argument(help="Where the trace is written, JSON lines.")],
    seconds: Annotated[float, typer.Option(min=0.5, max=900, help="How long.")] = 10.0,
    wiggle: Annotated[str, typer.Option(help="Wiggle this joint meanwhile; the others hold.")] = "",
    profile: ProfileName = "",
    port: Port = "",
    yes: Yes = False,
    json_: Json = False,
) -> None:
    """Record all that goes over the line, both ways, with times and in words; see the last messages as they pass.

    Without --wiggle the joints stay limp. The file holds 20 MB at most; Ctrl-C ends it sooner, and what was recorded
    stays. `kiosk hardware replay FILE` shows what a sound device would have answered.

    Example: `kiosk hardware trace line.jsonl --seconds 5 --wiggle yaw --port simulated --yes`.
    """
    from kiosk.technician.chosen import choose
    from kiosk.technician.options import allowed
    from kiosk.technician.session import opened
    from kiosk.technician.trace import Recorder, written
    from kiosk.technician.wiggling import joint_of

    chosen = choose(profile, port)
    if wiggle:
        joint_of(chosen.profile, wiggle)
        allowed(f"joint {wiggle} of {chosen.name} on {chosen.port} will move. Is nobody within its reach?", yes=yes)
    with written(file) as (stream, keep):
        recorder = Recorder(stream, chosen)
        with opened(chosen, armed=bool(wiggle), open_port=recorder.open_port) as session:
            keep()
            _record(session, recorder, seconds, wiggle)
    document = {"file": str(file), "profile": chosen.name, "port": chosen.port, "bytes": recorder.count}
    if json_:
        typer.echo(json.dumps({**document, "full": recorder.full}))
    else:
        full = "; the file was full before the end" if recorder.full else ""
        typer.echo(f"{file}: {recorder.count['out']} bytes out, {recorder.count['in']} in{full}.")


def _record(session: Session, recorder: Recorder, seconds: float, joint: str) -> None:
    from rich.console import Console
    from rich.live import Live

    from kiosk.technician.wiggling import joint_of, swing

    moved = joint_of(session.robot.profile, joint) if joint else None
    session.stay()
    console = Console(stderr=True)
    with Live(console=console, auto_refresh=False, transient=True) as screen:

        def each(now: float) -> None:
            if moved is not None:
                session.pose[moved.name] = swing(moved, now)
            recorder.pose(session.pose)
            if console.is_terminal:
                screen.update("\n".join(recorder.last), refresh=True)

        session.run(seconds, each, lambda: recorder.full)
    if moved is not None and session.moving:
        session.go({moved.name: moved.neutral})
