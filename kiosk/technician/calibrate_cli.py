"""`kiosk hardware calibrate robot`."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Annotated

import typer

from kiosk.technician.options import DryRun, Json, Port, ProfileName, Who, Yes

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from hardware.profiles.calibrated import JointCalibration
    from kiosk.technician.bench import Bench
    from kiosk.technician.session import Session

KEYS = (
    "←/→ nudge · PgUp/PgDn more · l low · h high · c centre · f flip · m measure lateness · n/b joint · s save · q quit"
)

Joints = Annotated[list[str] | None, typer.Argument(help="Which joints; without any all, one after the other.")]
Sets = Annotated[
    list[str] | None, typer.Option("--set", help="JOINT.WHAT=VALUE with low, high, centre or lead; or JOINT.flip.")
]
Measure = Annotated[bool, typer.Option("--measure", help="Measure how late each joint is, from what it reads back.")]


def robot(
    joint: Joints = None,
    set_: Sets = None,
    measure: Measure = False,
    undo: Annotated[bool, typer.Option("--undo", help="Put back what was there before the last time.")] = False,
    dry_run: DryRun = False,
    who: Who = "",
    profile: ProfileName = "",
    port: Port = "",
    yes: Yes = False,
    json_: Json = False,
) -> None:
    """Find the ends, the middle, the direction and the lateness of each joint, and write them down with your name.

    Nudge a joint with the arrow keys until it is at its lowest value without pressing against anything, press l; the
    same with h for the highest. Or bring it where it should rest and press c: that shifts both ends alike, for a horn
    that sits a tooth away. f turns it round, m measures how late it is.
    Where no keys can be read, type: low, high, centre, flip, lead 60, measure, +20, =1500, next, back, save, quit.

    What was found lies over the profile, in calibration/DEVICE.toml of the data folder; what was there is kept beside
    it, and --undo puts it back. Without a person: `kiosk hardware calibrate robot --set yaw.low=1062 --set
    yaw.high=1938 --set yaw.lead=60`.
    """
    from kiosk.technician import calibration_file
    from kiosk.technician.bench import Bench
    from kiosk.technician.chosen import choose, jointed
    from kiosk.technician.options import allowed, person

    chosen = choose(profile, port, plain=True, offline=undo or bool(set_ and not measure))
    if undo:
        typer.echo(calibration_file.undo(chosen.profile))
        return
    jointed(chosen)
    bench = Bench(chosen, list(joint or ()), calibration_file.there(chosen.profile))
    _set(bench, set_ or [])
    if measure or not set_:
        allowed(f"joints of {chosen.name} on {chosen.port} will move. Is nobody within its reach?", yes=yes)
        _on_the_body(bench, measure=measure)
    found = {} if bench.ended == "quit" else bench.found(person(who))
    path = calibration_file.write(chosen.profile, found) if found and not dry_run else None
    _tell(chosen.profile.device, found, path, as_json=json_)


def _on_the_body(bench: Bench, *, measure: bool) -> None:
    with bench.opened() as session:
        if measure:
            _measured(bench, session)
        elif sys.stdin.isatty():
            _keys(bench, session)
        else:
            _lines(bench, session)


def _tell(device: str, found: Mapping[str, JointCalibration], path: Path | None, *, as_json: bool) -> None:
    if as_json:
        joints = {name: one.model_dump(mode="json") for name, one in found.items()}
        typer.echo(json.dumps({"device": device, "joints": joints, "file": path and str(path)}))
        return
    for name, one in found.items():
        typer.echo(f"{name:<12} {one.model_dump_json(exclude_none=True)}")
    typer.echo(f"Written to {path}." if path else "Nothing was written.")


def _set(bench: Bench, sets: list[str]) -> None:
    """Do what --set says.

    Raises:
        InputError: `calibrate.set`, with what was typed.
    """
    from kiosk.errors import InputError

    heard = ""
    try:
        for one in sets:
            heard = f"--set {one}"
            _typed(bench, one)
        heard = " ".join(f"--set {one}" for one in sets)
        bench.found("anyone")
    except InputError as fault:
        if fault.code == "calibrate.set" or not sets:
            raise
        remedy = "Write positions of the device, such as --set yaw.low=1062 --set yaw.high=1938; lead is 0 to 300 ms."
        raise InputError("calibrate.set", f"{heard} is refused: {fault.sentence}", remedy) from fault


def _typed(bench: Bench, one: str) -> None:
    from kiosk.errors import InputError

    name, _, rest = one.partition(".")
    what, _, value = rest.partition("=")
    if name not in bench.trials or not what:
        remedy = f"Write JOINT.low=1062, with one of {', '.join(bench.trials)}."
        raise InputError("calibrate.set", f"--set {one} names no joint and value.", remedy)
    bench.trials[name] = bench.trials[name].told(f"{what} {value}".strip())


def _measured(bench: Bench, session: Session) -> None:
    for _ in bench.names:
        typer.echo(bench.heed("measure", bench.measured(session)), err=True)
        bench.settle(session)
        bench.heed("next", lambda: None)


def _keys(bench: Bench, session: Session) -> None:
    from kiosk.errors import InputError
    from kiosk.technician.bench import told
    from kiosk.technician.keys import single

    typer.echo(KEYS, err=True)
    typer.echo(told(bench.which), err=True)
    with single() as pressed:

        def look(_now: float) -> None:
            if word := bench.key(pressed()):
                try:
                    said = bench.heed(word, lambda: None) if word != "measure" else ""
                except InputError as fault:
                    said = fault.sentence
                waiting.append(word) if word == "measure" else typer.echo(said, err=True)
            bench.follow(session)

        waiting: list[str] = []
        while not bench.ended:
            session.run(3600.0, look, lambda: bool(bench.ended or waiting))
            if waiting:
                waiting.clear()
                typer.echo(bench.heed("measure", bench.measured(session)), err=True)


def _lines(bench: Bench, session: Session) -> None:
    for line in sys.stdin:
        if line.strip():
            typer.echo(bench.heed(line.strip(), bench.measured(session)), err=True)
            bench.settle(session)
        if bench.ended:
            return
