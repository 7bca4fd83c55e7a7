"""`kiosk watch`: sight alone, on a recording."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from kiosk.errors import InputError

if TYPE_CHECKING:
    from hardware.camera_file import FileCamera
    from kiosk.settings import Sight


def watch(
    video: Annotated[Path, typer.Argument(help="Recording: GIF, MP4, MOV or AVI", show_default=False)],
    hfov: Annotated[
        float | None,
        typer.Option(help="Horizontal field of view of the recording's camera, degrees [default: sight.hfov_deg]"),
    ] = None,
    json_output: Annotated[bool, typer.Option("--json", help="One JSON document on standard output")] = False,
) -> None:
    """Show whom sight notices in a recording, who approaches, and whom it would greet.

    Every frame is looked at, and times are the recording's own. Distances depend on the field of view of the camera
    that took it, so give it with --hfov if you know it. Where faces are from frame to frame (FaceMoved) is left out.

    ShopperLeft ends what ShopperEngaged began, once for each. Who approached and turned away gets ShopperLeaving; who
    was only noticed and passed is not told of again.
    """
    events = presence_in(video, sight_with(hfov))
    if json_output:
        typer.echo(json.dumps({"events": events}))
        return
    for event in events:
        distance = "" if event["distance_m"] is None else f"{event['distance_m']:.2f} m"
        typer.echo(f"{event['t_s']:7.2f} s  {event['type']:<19} track {event['track']:<3} {distance}")
    if not events:
        typer.echo("Nobody was noticed.")


def sight_with(hfov_deg: float | None) -> Sight:
    """The kiosk's settings, with another field of view if one is given; `InputError` if that is no camera's."""
    from kiosk import layers

    if hfov_deg is not None and not 10 < hfov_deg < 170:
        raise InputError("watch.hfov", f"No camera sees {hfov_deg:g} degrees.", "Give --hfov between 10 and 170.")
    return layers.load(overrides={} if hfov_deg is None else {"sight": {"hfov_deg": hfov_deg}}).sight


def presence_in(video: Path, settings: Sight) -> list[dict[str, Any]]:
    """Presence events of a recording: `t_s`, `type`, and the event's fields; `distance_m` is None where it has none.

    Raises:
        InputError: there is no such file, or it is no video.
        KioskError: the face model is not installed.
    """
    from hardware.camera_file import SUFFIXES, FileCamera
    from hardware.errors import HardwareError
    from kiosk import models

    if video.is_file() and video.suffix.lower() not in SUFFIXES:
        raise InputError("watch.format", f"{video} is none of {', '.join(SUFFIXES)}.", "Convert it, or give another.")

    try:
        camera = FileCamera(video, paced=False)
    except HardwareError as fault:
        raise InputError(fault.code, fault.sentence, fault.remedy) from fault
    try:
        return _watch_all(camera, models.path("yunet"), settings)
    finally:
        camera.close()


def _watch_all(camera: FileCamera, model: Path, settings: Sight) -> list[dict[str, Any]]:
    from kiosk.events import FaceMoved
    from kiosk.runtime.wire import to_data
    from kiosk.sight.pipeline import Pipeline

    pipeline = Pipeline(model, settings, every_frame=True)
    timed = []
    t_s = 0.0
    while (frame := camera.read(0.0)) is not None:
        t_s = frame.t_s
        timed += [(t_s, event) for event in pipeline.step(t_s, frame.image)]
    timed += [(t_s, event) for event in pipeline.finish()]
    return [
        {"t_s": round(t, 3), "type": type(event).__name__, "distance_m": None} | to_data(event)
        for t, event in timed
        if not isinstance(event, FaceMoved)
    ]
