"""`kiosk hardware`: the devices of this machine, and what has to be measured on each."""

from __future__ import annotations

import json
from importlib import import_module
from typing import Annotated, Any

import typer

app = typer.Typer(no_args_is_help=True, help="The devices of this machine: list them, measure what differs.")
calibrate = typer.Typer(no_args_is_help=True, help="Measure a device, and write what was found into device.toml.")
CALIBRATIONS = {
    "speaker": "kiosk.calibration.speaker_cli:speaker",
    "microphone": "kiosk.calibration.microphone_cli:microphone",
    "camera": "kiosk.calibration.camera_cli:camera",
}


def build() -> typer.Typer:
    """The commands."""
    for name, place in CALIBRATIONS.items():
        module, _, function = place.partition(":")
        calibrate.command(name)(getattr(import_module(module), function))
    app.add_typer(calibrate, name="calibrate")
    return app


@app.command()
def scan(json_: Annotated[bool, typer.Option("--json", help="One JSON document on standard output.")] = False) -> None:
    """List loudspeakers, microphones, cameras and serial ports that are plugged in, by the names that settings take.

    A part of a name is enough: `speaker = "device:USB"` below `[voice]` in device.toml, `microphone = "device:USB"`
    below `[hearing]`.
    """
    found = _found()
    if json_:
        typer.echo(json.dumps(found, ensure_ascii=False))
        return
    for kind, names in found.items():
        typer.echo(f"{kind:<12} {'; '.join(str(name) for name in names) or 'none'}")


def _found() -> dict[str, list[Any]]:
    from pathlib import Path

    from hardware.serial_link import usb_ports
    from hardware.sound_devices import device_names, outputs

    return {
        "speakers": list(outputs()),
        "microphones": list(device_names(capture=True)),
        "cameras": sorted(str(camera) for camera in Path("/dev").glob("video*")),
        "ports": [str(port) for port in usb_ports()],
    }
