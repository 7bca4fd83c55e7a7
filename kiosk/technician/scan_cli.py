"""`kiosk hardware scan`."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated, Any

import typer

from kiosk.technician.options import Json, Yes

if TYPE_CHECKING:
    from kiosk.technician.scanning import PortFound


def scan(
    ask: Annotated[bool, typer.Option("--ask", help="Open each serial port and ask what is there.")] = False,
    yes: Yes = False,
    json_: Json = False,
) -> None:
    """List loudspeakers, microphones, cameras and serial ports that are plugged in, by the names that settings take.

    A part of a name is enough: `speaker = "device:USB"` below `[voice]` in device.toml, `microphone = "device:USB"`
    below `[hearing]`. Of a serial port it tells the USB id, the name that stays when it is plugged in again, and who
    has it open. With --ask each free port is opened and asked in one protocol after the other: nothing moves, but
    opening a port restarts many boards, so it asks you first (--yes does not).

    Examples: `kiosk hardware scan`, `kiosk hardware scan --ask --yes --json`.
    """
    from kiosk.technician.scanning import ports

    found = _devices()
    listed = ports()
    if ask and listed:
        listed = _asked(listed, yes=yes)
    if json_:
        document = {**found, "ports": [port.as_data() for port in listed]}
        typer.echo(json.dumps(document, ensure_ascii=False))
        return
    for kind, names in found.items():
        typer.echo(f"{kind:<12} {'; '.join(str(name) for name in names) or 'none'}")
    typer.echo(f"{'ports':<12} {'' if listed else 'none'}".rstrip())
    for port in listed:
        _tell(port, asked=ask)
    if listed and not ask:
        typer.echo("What is on them? `kiosk hardware scan --ask` opens each and asks.", err=True)


def _asked(listed: list[PortFound], *, yes: bool) -> list[PortFound]:
    from rich.console import Console

    from kiosk.technician.options import allowed
    from kiosk.technician.scanning import ask

    free = [port.device for port in listed if port.held_by is None]
    allowed(f"{', '.join(free)} will be opened, and a board there may restart: its joints go limp. Go on?", yes=yes)
    with Console(stderr=True).status("") as status:
        return [ask(port, lambda word, at=port.device: status.update(f"{at}: {word} baud")) for port in listed]  # type: ignore[misc]


def _tell(port: PortFound, *, asked: bool) -> None:
    typer.echo(f"  {port.device:<14} {port.usb}  {port.name or 'USB serial port'}")
    if port.stable != port.device:
        typer.echo(f"  {'':<14} {port.stable}")
    if port.held_by is not None:
        typer.echo(f"  {'':<14} process {port.held_by} has it open")
    elif port.fault:
        typer.echo(f"  {'':<14} {port.fault}")
    elif port.answers is not None:
        who = port.answers
        motors = f", motors {', '.join(map(str, sorted(who.motors)))}" if who.motors else ""
        called = f" {who.name}" if who.name else ""
        typer.echo(f"  {'':<14} {who.protocol}{called}{', firmware ' + who.firmware if who.firmware else ''}{motors}")
        fits = ", ".join(port.profiles) or "none: write one, see docs/bodies.md"
        typer.echo(f"  {'':<14} {who.baud} baud; profiles that fit: {fits}")
    elif asked:
        typer.echo(f"  {'':<14} nothing answers in a protocol that is known here")


def _devices() -> dict[str, list[Any]]:
    from pathlib import Path

    from hardware.sound.sound_devices import device_names, outputs

    return {
        "speakers": list(outputs()),
        "microphones": list(device_names(capture=True)),
        "cameras": sorted(str(camera) for camera in Path("/dev").glob("video*")),
    }
