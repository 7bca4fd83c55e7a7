"""`kiosk hardware`: the devices of this machine, what has to be measured on each, and the proofs that they are safe."""

from __future__ import annotations

from importlib import import_module
from typing import Any, Final

import typer

HELP: Final = """The devices of this machine: find them, try them, measure what differs, prove that they are safe.

A new body: scan, info, doctor, calibrate robot, limits, estop-test, commission. None at hand? Each command takes
`--port simulated`. No joint moves without a question, or --yes.
"""
COMMANDS: Final = {
    "stop": "kiosk.technician.stop_cli:stop",
    "clear": "kiosk.technician.stop_cli:clear",
    "scan": "kiosk.technician.scan_cli:scan",
    "info": "kiosk.technician.info_cli:info",
    "doctor": "kiosk.technician.doctor_cli:doctor",
    "limits": "kiosk.technician.limits_cli:limits",
    "estop-test": "kiosk.technician.estop_cli:estop_test",
    "commission": "kiosk.technician.commission_cli:commission",
    "page": "kiosk.technician.page_cli:page",
    "trace": "kiosk.technician.trace_cli:trace",
    "replay": "kiosk.technician.replay_cli:replay",
    "sim": "kiosk.technician.sim_cli:sim",
    "flash": "kiosk.technician.flash_cli:flash",
    "wiggle": "kiosk.technician.wiggle_cli:wiggle",
}
CALIBRATIONS: Final = {
    "speaker": "kiosk.calibration.speaker_cli:speaker",
    "microphone": "kiosk.calibration.microphone_cli:microphone",
    "camera": "kiosk.calibration.camera_cli:camera",
    "robot": "kiosk.technician.calibrate_cli:robot",
}


def build() -> typer.Typer:
    """The commands; their modules are light, what they need is imported when they run."""
    calibrate = typer.Typer(no_args_is_help=True, help="Measure a device, and write down what was found.")
    for name, place in CALIBRATIONS.items():
        calibrate.command(name)(_load(place))
    app = typer.Typer(no_args_is_help=True, help=HELP)
    for name, place in COMMANDS.items():
        app.command(name)(_load(place))
    app.add_typer(calibrate, name="calibrate")
    return app


def _load(place: str) -> Any:  # noqa: ANN401 - a command
    module, _, function = place.partition(":")
    return getattr(import_module(module), function)
