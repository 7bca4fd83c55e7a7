"""`kiosk watch`: sight alone, on a recording or, for a technician's eyes, on the camera."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from kiosk.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from hardware.camera.film import FileCamera
    from kiosk.codes import Forms
    from kiosk.events import Event
    from kiosk.settings import Sight


def watch(
    video: Annotated[
        Path | None, typer.Argument(help="Recording: GIF, MP4, MOV or AVI; without it the camera", show_default=False)
    ] = None,
    hfov: Annotated[
        float | None,
        typer.Option(help="Horizontal field of view of the recording's camera, degrees [default: sight.hfov_deg]"),
    ] = None,
    debug_view: Annotated[
        bool, typer.Option("--debug-view", help="Show what sight makes of it, on this machine's own screen only")
    ] = False,
    out: Annotated[Path | None, typer.Option(hidden=True)] = None,
    json_output: Annotated[bool, typer.Option("--json", help="One JSON document on standard output")] = False,
) -> None:
    """Show whom sight notices in a recording, who approaches, and whom it would greet.

    Every frame is looked at, and times are the recording's own. Distances depend on the field of view of the camera
    that took it, so give it with --hfov if you know it. Where faces are from frame to frame (FaceMoved) is left out.

    ShopperLeft ends what ShopperEngaged began, once for each. Who approached and turned away gets ShopperLeaving; who
    was only noticed and passed is not told of again.

    With --debug-view a window on the kiosk's own screen shows boxes, distances and zones, of a recording or, without
    one, of the live camera (stop the kiosk first): `DISPLAY=:0 kiosk watch --debug-view`. It is never recorded.
    """
    if out is not None:
        raise InputError(
            "watch.out",
            "Nothing is recorded here: pictures of shoppers are shown to a technician, and kept nowhere.",
            "Leave out --out; --json gives the events.",
        )
    events = _watched(video, sight_with(hfov), debug_view=debug_view)
    if json_output:
        typer.echo(json.dumps({"events": events}))
        return
    for event in events:
        typer.echo(_line(event))
    if not events:
        typer.echo("Nobody was noticed.")


def _watched(video: Path | None, settings: Sight, *, debug_view: bool) -> list[dict[str, Any]]:
    if debug_view:
        from kiosk.sight.debug_watch import look

        return look(video, settings)
    if video is None:
        raise InputError("watch.video", "There is no recording to watch.", "Give one, or --debug-view for the camera.")
    from kiosk import store_codes
    from kiosk.configuration import layers

    return presence_in(video, settings, store_codes.load(layers.load().store.dir))


def _line(event: dict[str, Any]) -> str:
    distance = "" if event["distance_m"] is None else f"{event['distance_m']:.2f} m"
    who = "" if event["track"] is None else f"track {event['track']:<3}"
    return f"{event['t_s']:7.2f} s  {event['type']:<19} {who} {distance}{event.get('text', '')}".rstrip()


def sight_with(hfov_deg: float | None) -> Sight:
    """The kiosk's settings, with another field of view if one is given; `InputError` if that is no camera's."""
    from kiosk.configuration import layers

    if hfov_deg is not None and not 10 < hfov_deg < 170:
        raise InputError("watch.hfov", f"No camera sees {hfov_deg:g} degrees.", "Give --hfov between 10 and 170.")
    return layers.load(overrides={} if hfov_deg is None else {"sight": {"hfov_deg": hfov_deg}}).sight


def presence_in(video: Path, settings: Sight, codes: Forms | None = None) -> list[dict[str, Any]]:
    """Presence events of a recording: `t_s`, `type`, and the event's fields; `distance_m` is None where it has none.

    `codes` are the store's; a code of another form is told of without its text.

    Raises:
        InputError: there is no such file, or it is no video.
        KioskError: the face model is not installed.
    """
    from kiosk import models

    camera = open_recording(video)
    try:
        return _watch_all(camera, models.path("yunet"), settings, codes or {})
    finally:
        camera.close()


def open_recording(video: Path, *, paced: bool = False) -> FileCamera:
    """A recording as a camera; `InputError` if there is no such file, or it is no video."""
    from hardware.camera.film import SUFFIXES, FileCamera
    from hardware.errors import HardwareError

    if re.match(r"[a-z]+:/", str(video)):
        raise InputError(
            "watch.address",
            "Here recordings are watched, not cameras on the network.",
            "Set sight.camera to the address, and use `kiosk watch --debug-view`.",
        )
    if video.is_file() and video.suffix.lower() not in SUFFIXES:
        raise InputError("watch.format", f"{video} is none of {', '.join(SUFFIXES)}.", "Convert it, or give another.")
    try:
        return FileCamera(video, paced=paced)
    except HardwareError as fault:
        raise InputError(fault.code, fault.sentence, fault.remedy) from fault


def _watch_all(camera: FileCamera, model: Path, settings: Sight, codes: Forms) -> list[dict[str, Any]]:
    from kiosk.sight.codes import CodeReader
    from kiosk.sight.pipeline import Pipeline

    pipeline = Pipeline(model, settings, every_frame=True, codes=CodeReader(codes))
    timed = []
    t_s = 0.0
    while (frame := camera.read(0.0)) is not None:
        t_s = frame.t_s
        timed += [(t_s, event) for event in pipeline.step(t_s, frame.image)]
    timed += [(t_s, event) for event in pipeline.finish()]
    return told(timed)


def told(timed: Iterable[tuple[float, Event]]) -> list[dict[str, Any]]:
    """Events with their times, s, as the command tells them."""
    from kiosk.events import FaceMoved
    from kiosk.runtime.wire import to_data

    return [
        {"t_s": round(t, 3), "type": type(event).__name__, "track": None, "distance_m": None} | to_data(event)
        for t, event in timed
        if not isinstance(event, FaceMoved)
    ]
