"""`kiosk hardware calibrate camera`."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from kiosk.calibration.microphone_cli import tell_written
from kiosk.errors import InputError

if TYPE_CHECKING:
    from kiosk.calibration.camera import Seen, Stand
    from kiosk.calibration.lens import Mark
    from kiosk.configuration.device_file import Key, Written
    from kiosk.settings import Settings
    from kiosk.sight.geometry import Lens

COMMAND = "kiosk hardware calibrate camera"
KEYS: tuple[Key, ...] = (("sight", "height_m"), ("sight", "pitch_deg"), ("sight", "hfov_deg"))

Eyes = Annotated[
    float | None, typer.Option(min=0.8, max=2.2, help="Height of the eyes of who stands there, m; asked for.")
]
Height = Annotated[
    float | None, typer.Option(min=0.1, max=3.9, help="Height of the lens, m, if it is known.", show_default=False)
]
Pitch = Annotated[float | None, typer.Option(min=-45, max=45, help="Its downward tilt, degrees, if it is known.")]
FieldOfView = Annotated[
    float | None, typer.Option(min=11, max=169, help="Its horizontal field of view, degrees, if it is known.")
]


def camera(
    eyes: Eyes = None,
    marks: Annotated[str, typer.Option(help="Distances of the tape marks, m along the floor from the lens.")] = "1,2",
    height: Height = None,
    pitch: Pitch = None,
    hfov: FieldOfView = None,
    store: Annotated[Path | None, typer.Option(help="Folder of the store (default: the configured one).")] = None,
    source: Annotated[
        str, typer.Option("--camera", help="Another source than the configured one, such as file:STANDING.mp4.")
    ] = "",
    seconds: Annotated[float, typer.Option(min=1, max=60, help="How long each mark is looked at, s.")] = 3.0,
    undo: Annotated[bool, typer.Option("--undo", help="Put back the values before the last calibration.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Measure, and write nothing.")] = False,
    json_: Annotated[bool, typer.Option("--json", help="One JSON document on standard output.")] = False,
) -> None:
    """Find how high the camera hangs, how it is tilted and how wide it sees, so that distances and the gaze are right.

    Stop the kiosk first, and put tape on the floor 1 m and 2 m before the lens. Somebody stands on one mark after the
    other and looks at the camera. With `--marks 1` one mark has to do: then the height is the one of the settings, or
    of --height. A field of view from the data sheet (--hfov) is better than the one that is measured, as faces differ.
    With --eyes these are taken as known, and the rest is measured; without it they are written as they are typed.

    What is found goes into device.toml as sight.height_m, sight.pitch_deg and sight.hfov_deg. No picture is kept.

    Example: `kiosk hardware calibrate camera --eyes 1.62`, or by typing all: `--height 1.42 --pitch 5 --hfov 78`.
    """
    from kiosk.configuration import device_file

    if undo:
        tell_written(device_file.undo(KEYS, dry=dry_run), dry_run=dry_run, as_json=json_)
        return
    settings = _settings(store, source)
    typed = {"height_m": height, "pitch_deg": pitch, "hfov_deg": hfov}
    if eyes is None and any(value is not None for value in typed.values()):
        _typed(typed, dry=dry_run, as_json=json_)
        return
    if pitch is not None:
        raise InputError("calibrate.camera-both", "The tilt is typed and measured.", "Leave out --eyes or --pitch.")
    seen, lens = _measured(settings, _stands(eyes, marks), seconds, height, hfov)
    simulated = settings.sight.camera == "shop"
    values = dict(zip(KEYS, (round(lens.height_m, 2), round(lens.pitch_deg, 1), round(lens.hfov_deg, 1)), strict=True))
    written = device_file.write(values, COMMAND, dry=dry_run or simulated)
    _tell(seen, lens, written, dry=dry_run or simulated, as_json=json_, simulated=simulated)


def _settings(store: Path | None, source: str) -> Settings:
    from kiosk.doctor import look

    settings = look.site(store, headless=True).settings
    if not source:
        return settings
    return settings.model_copy(update={"sight": settings.sight.model_copy(update={"camera": source})})


def _typed(typed: dict[str, float | None], *, dry: bool, as_json: bool) -> None:
    from kiosk.configuration import device_file

    values = {("sight", key): value for key, value in typed.items() if value is not None}
    tell_written(device_file.write(values, COMMAND, dry=dry), dry_run=dry, as_json=as_json)


def _stands(eyes: float | None, marks: str) -> list[Stand]:
    from kiosk.calibration.camera import Stand

    try:
        distances = sorted({float(each) for each in marks.split(",")})
    except ValueError as fault:
        raise InputError("calibrate.marks", f"{marks!r} are no distances.", "Write them as --marks 1,2.") from fault
    if not (1 <= len(distances) <= 3 and all(0.5 <= one <= 4 for one in distances)):
        raise InputError("calibrate.marks", f"{marks} cannot be used.", "Give one to three distances of 0.5 to 4 m.")
    if eyes is None and not sys.stdin.isatty():
        raise InputError("calibrate.eyes", "Nobody can be asked how high the eyes are.", "Give --eyes METRES.")
    asked = "How high above the floor are the eyes of who stands there, m"
    high = eyes if eyes is not None else float(typer.prompt(asked, type=float, err=True))
    return [Stand(distance, high) for distance in distances]


def _measured(
    settings: Settings, stands: list[Stand], seconds: float, height: float | None, hfov: float | None
) -> tuple[Seen, Lens]:
    from kiosk.calibration.camera import measure
    from kiosk.calibration.lens import fit

    def ask(stand: Stand) -> None:
        typer.echo(f"Stand with the eyes {stand.distance_m:g} m before the lens, and look at it …", err=True)
        if sys.stdin.isatty():
            typer.prompt("Press Enter when you stand there", default="", show_default=False, err=True)

    seen = measure(settings, stands, seconds, ask)
    return seen, fit(seen.lens, seen.marks, height_m=height, hfov_deg=hfov)


def _gaze(lens: Lens, mark: Mark) -> dict[str, float]:
    """Where the avatar looks for who stands on a mark, and where the eyes really are, degrees above the screen."""
    import math

    from kiosk.sight.faces import Face

    half = mark.size / 2
    middle, eyes = lens.width / 2, mark.row
    face = Face(middle - half, eyes - half, 2 * half, 2 * half, (middle, eyes), (middle, eyes), (middle, eyes), 1.0)
    found = lens.locate(face)
    above = mark.eye_m - (lens.height_m if lens.screen_m is None else lens.screen_m)
    true = math.degrees(math.atan2(above, mark.distance_m))
    told = {"distance_m": found.z_m, "eye_m": found.eye_m, "pitch_deg": found.pitch_deg, "true_pitch_deg": true}
    return {"mark_m": mark.distance_m} | {key: round(value, 2) for key, value in told.items()}


def _tell(seen: Seen, lens: Lens, written: list[Written], *, dry: bool, as_json: bool, simulated: bool) -> None:
    from dataclasses import asdict

    gaze = [_gaze(lens, mark) for mark in seen.marks]
    if as_json:
        document: dict[str, Any] = {
            "camera": seen.camera,
            "simulated": simulated,
            "height_m": round(lens.height_m, 3),
            "pitch_deg": round(lens.pitch_deg, 2),
            "hfov_deg": round(lens.hfov_deg, 2),
            "marks": [asdict(mark) for mark in seen.marks],
            "gaze": gaze,
            "written": not dry,
            "values": [asdict(one) for one in written],
        }
        typer.echo(json.dumps(document, ensure_ascii=False))
        return
    typer.echo(seen.camera)
    for one in gaze:
        typer.echo(
            f"  mark {one['mark_m']:g} m: seen at {one['distance_m']:.2f} m, eyes at {one['eye_m']:.2f} m; the avatar "
            f"looks {one['pitch_deg']:+.1f}° up, the eyes are at {one['true_pitch_deg']:+.1f}°"
        )
    tell_written(written, dry_run=dry)
    if simulated:
        typer.echo("The camera is simulated, and so is this.")
