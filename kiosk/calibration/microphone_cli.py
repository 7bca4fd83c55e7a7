"""`kiosk hardware calibrate microphone`."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from kiosk.calibration.room import Room
    from kiosk.configuration.device_file import Key, Written

COMMAND = "kiosk hardware calibrate microphone"
KEYS: tuple[Key, ...] = (("hearing", "noise_db"), ("hearing", "ghost_gate_db"))


def microphone(
    store: Annotated[Path | None, typer.Option(help="Folder of the store (default: the configured one).")] = None,
    source: Annotated[
        str, typer.Option("--microphone", help="Another source than the configured one, such as file:PLACE.wav.")
    ] = "",
    seconds: Annotated[float, typer.Option(min=1, max=600, help="How long the noise is listened to, s.")] = 10.0,
    voice: Annotated[
        bool | None, typer.Option(help="Ask for a sentence too, for the level of a voice (default: at a terminal).")
    ] = None,
    record: Annotated[
        Path | None, typer.Option(help="Keep the sound as this WAV file; only with consent.", show_default=False)
    ] = None,
    consent: Annotated[str, typer.Option(help="Who consents to the recording; asked for at a terminal.")] = "",
    undo: Annotated[bool, typer.Option("--undo", help="Put back the values before the last measurement.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Measure, and write nothing.")] = False,
    json_: Annotated[bool, typer.Option("--json", help="One JSON document on standard output.")] = False,
) -> None:
    """Measure the noise of this place and how loud a shopper's voice arrives, and say what would be better.

    Stop the kiosk first, then let the place be as loud as it is when shoppers come. What is found goes into device.toml
    as hearing.noise_db and hearing.ghost_gate_db: levels with who measured them and when. The sound itself is thrown
    away, unless --record names a file and somebody consents to that.

    Example: `kiosk hardware calibrate microphone --dry-run`, and `--undo` to take the last measurement back.
    """
    from kiosk.configuration import device_file

    if undo:
        tell_written(device_file.undo(KEYS, dry=dry_run), dry_run=dry_run, as_json=json_)
        return
    from kiosk.calibration.consent import check

    consent = _consent(record, consent)
    check(record, consent)
    if not dry_run:
        device_file.check()
    room, kept = _measured(store, source, seconds, voice, record, consent)
    dry = dry_run or room.simulated
    written = device_file.write(room.values, COMMAND, dry=dry)
    if json_:
        typer.echo(json.dumps(_document(room, written, kept, dry=dry), ensure_ascii=False))
        return
    _tell(room, kept)
    tell_written(written, dry_run=dry)


def _consent(record: Path | None, name: str) -> str:
    if record is None or name or not sys.stdin.isatty():
        return name
    asked = f"Everything said near the microphone goes into {record}. Do all who can be heard agree? Type your name"
    return str(typer.prompt(asked, default="", show_default=False, err=True))


def _measured(
    store: Path | None, source: str, seconds: float, voice: bool | None, record: Path | None, consent: str
) -> tuple[Room, Path | None]:
    """The room, and where its recording lies."""
    from kiosk.calibration.consent import NOTICE, keep
    from kiosk.calibration.meter import watching
    from kiosk.calibration.microphone import Heard, measure
    from kiosk.doctor import look

    settings = look.site(store, headless=True).settings
    if source:
        settings = settings.model_copy(update={"hearing": settings.hearing.model_copy(update={"microphone": source})})
    if record is not None:
        typer.echo(NOTICE.format(path=record.resolve(), name=consent.strip()), err=True)
    wanted = sys.stdin.isatty() if voice is None else voice
    heard = Heard()
    with watching(settings, seconds) as watch:
        room = measure(settings, seconds, watch, voice=wanted, heard=heard)
    return room, keep(record, heard.samples) if record is not None else None


def _document(room: Room, written: list[Written], kept: Path | None, *, dry: bool) -> dict[str, Any]:
    from dataclasses import asdict

    levels = {key: round(value, 3) if isinstance(value, float) else value for key, value in asdict(room).items()}
    return {
        **levels,
        "snr_db": round(room.snr_db, 1),
        "ghost_gate_db": room.ghost_gate_db,
        "verdict": room.verdict,
        "remedies": list(room.remedies),
        "written": not dry,
        "values": [asdict(one) for one in written],
        "recording": None if kept is None else str(kept),
    }


def _tell(room: Room, kept: Path | None) -> None:
    typer.echo(room.microphone)
    typer.echo(f"  noise     {room.noise_db:.0f} dBFS, voices in it {room.voices:.0%} of the time")
    if room.speech_db is not None:
        typer.echo(f"  voice     {room.speech_db:.0f} dBFS, {room.snr_db:.0f} dB above the noise")
    typer.echo(f"  clipped   {room.clipped:.2%}")
    typer.echo(room.verdict)
    for remedy in room.remedies:
        typer.echo(remedy)
    if kept is not None:
        typer.echo(f"The sound is kept in {kept}: delete it when it has served.")


def tell_written(written: list[Written], *, dry_run: bool, as_json: bool = False) -> None:
    """Say what was written into device.toml, or would have been."""
    from dataclasses import asdict

    from kiosk.configuration.device_file import default_path

    if as_json:
        typer.echo(json.dumps({"written": not dry_run, "values": [asdict(one) for one in written]}))
        return
    for one in written:
        value = "not set" if one.value is None else f"{one.value:g}"
        typer.echo(f"  {one.key} = {value}" + ("" if one.before is None else f" (before: {one.before:g})"))
    place = f"Written to {default_path()}; a kiosk that runs takes it up between two shoppers."
    typer.echo("Nothing was written." if dry_run else place)
