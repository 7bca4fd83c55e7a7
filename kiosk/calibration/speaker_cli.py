"""`kiosk hardware calibrate speaker`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from kiosk.calibration.delay import Delay
    from kiosk.configuration.device_file import Written

COMMAND = "kiosk hardware calibrate speaker"


def speaker(
    store: Annotated[Path | None, typer.Option(help="Folder of the store (default: the configured one).")] = None,
    times: Annotated[int, typer.Option(min=3, max=20, help="How often the chirp is played.")] = 5,
    microphone_ms: Annotated[
        float, typer.Option(min=0, max=200, help="The microphone's own delay, from its data sheet, if known.")
    ] = 0.0,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Measure, and write nothing.")] = False,
    json_: Annotated[bool, typer.Option("--json", help="One JSON document on standard output.")] = False,
) -> None:
    """Measure how late the loudspeaker is: it plays chirps, and the microphone listens for them.

    Stop the kiosk first, and be quiet for some seconds. What is found goes into device.toml as voice.latency_ms and
    hearing.echo_ms: from then on the voice is given out sooner by that, and lips and sound meet.

    Where loudspeaker and microphone are simulated, so is the measurement. Example:
    `kiosk hardware calibrate speaker --dry-run`.
    """
    from kiosk.calibration.delay import values
    from kiosk.calibration.speaker import measure
    from kiosk.configuration import device_file
    from kiosk.doctor import look

    site = look.site(store, headless=True)
    if not dry_run:
        device_file.check()
    typer.echo(f"{times} chirps sound now; be quiet for {2 + times:.0f} s …", err=True)
    delay = measure(site.settings, times, microphone_ms)
    written = device_file.write(values(delay), COMMAND, dry=dry_run or delay.simulated)
    if json_:
        typer.echo(json.dumps(_document(delay, written, dry_run=dry_run)))
    else:
        _tell(delay, written, dry_run=dry_run)


def _document(delay: Delay, written: list[Written], *, dry_run: bool) -> dict[str, object]:
    from dataclasses import asdict

    return {**asdict(delay), "written": not (dry_run or delay.simulated), "values": [asdict(one) for one in written]}


def _tell(delay: Delay, written: list[Written], *, dry_run: bool) -> None:
    from kiosk.configuration.device_file import default_path

    typer.echo(f"{delay.speaker} → {delay.microphone}: heard {delay.heard} of {delay.played} chirps")
    typer.echo(f"  late by   {delay.latency_ms:.1f} ms, ± {delay.spread_ms:.1f} ms")
    typer.echo(f"  level     {delay.level_db:.0f} dBFS at the microphone, {delay.snr_db:.0f} dB above the noise")
    for one in written:
        before = "" if one.before is None else f" (before: {one.before:g})"
        typer.echo(f"  {one.key} = {one.value:g}{before}")
    if delay.simulated:
        typer.echo("Nothing was written: loudspeaker and microphone are simulated.")
    elif dry_run:
        typer.echo("Nothing was written (--dry-run).")
    else:
        typer.echo(f"Written to {default_path()}; a kiosk that runs takes it up between two shoppers.")
