"""`kiosk hardware flash`."""

from __future__ import annotations

import json
import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from hardware.firmware_image import Lights
from kiosk.technician.flashing import Board, Job
from kiosk.technician.options import Json, Port, ProfileName

if TYPE_CHECKING:
    from hardware.profiles.robot_profile import Profile
    from hardware.protocols.codec import Identified


def flash(
    board: Annotated[Board, typer.Option(help="Which board; Nanos from before 2018 are nano-old.")] = "uno",
    port: Port = "",
    profile: ProfileName = "",
    name: Annotated[str, typer.Option(help="The device's name (default: that of the profile).")] = "",
    hex_: Annotated[Path | None, typer.Option("--hex", help="This firmware instead of the shipped one.")] = None,
    build: Annotated[bool, typer.Option("--build", help="Compile the shipped sources (gcc-avr, avr-libc).")] = False,
    lights: Annotated[Lights, typer.Option(help="With --build: WS2812 pixels, or two plain lights.")] = "pixels",
    pixels: Annotated[int, typer.Option(min=1, max=12, help="With --build: pixels that show one lamp.")] = 1,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Print the avrdude command, and do nothing.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask: the board's firmware may be replaced.")] = False,
    json_: Json = False,
) -> None:
    """Put our firmware on an Arduino Uno or Nano, and ask it afterwards who it is.

    The shipped firmware is taken, with the name of the profile written into it. What was on the board before is gone.
    Servos have no torque during that: hold an arm that would fall. The wiring is in hardware/firmware/README.md.

    A dry run too needs a board that is plugged in, or its --port.

    Examples: `kiosk hardware flash --board nano --dry-run --port /dev/ttyUSB0`,
    `kiosk hardware flash --profile lights-and-buttons --port /dev/ttyUSB0`.
    """
    from kiosk.technician.flashing import flash as write
    from kiosk.technician.options import allowed

    _check(hex_, lights, pixels, build=build)
    target, where = _target(profile, port, name)
    image = _image(target.device, hex_, name, lights, pixels, build=build, dry=dry_run)
    job = Job(image, where, board)
    if dry_run:
        _tell(job, None, f"{shlex.join(job.command())}\nNothing was done.", json_=json_)
        return
    allowed(f"The firmware of the {board} on {job.port} will be replaced. Go on?", yes=yes)
    write(job)
    who = _asked(job, target)
    told = f"{who.device}, firmware {who.firmware}, answers on {job.port}." if who else f"Written to {job.port}."
    _tell(job, who, told, json_=json_)


def _check(hex_: Path | None, lights: Lights, pixels: int, *, build: bool) -> None:
    from hardware import firmware_image
    from kiosk.errors import InputError

    if hex_ and build:
        raise InputError("flash.both", "--hex and --build are two firmwares.", "Give one of them.")
    if (lights, pixels) != ("pixels", 1) and not build:
        raise InputError("flash.shipped", "The shipped firmware has one pixel a lamp.", "Add --build for another.")
    if hex_:
        firmware_image.read(hex_)


def _target(name: str, port: str, device: str) -> tuple[Profile, str]:
    """The profile whose device this becomes, and the port it is on."""
    from dataclasses import replace

    from hardware.protocols.boards.mcu_host import DIALECT
    from kiosk.errors import InputError
    from kiosk.technician.chosen import choose

    chosen = choose(name, port, plain=True)
    if chosen.profile.protocol is not DIALECT:
        remedy = "Name one of a board with our firmware, such as `--profile mcu-head`."
        raise InputError("flash.profile", f"A {chosen.name} has no firmware of ours.", remedy)
    if chosen.simulated:
        raise InputError("flash.simulated", "A simulated board has no firmware to replace.", "Name a real --port.")
    return replace(chosen.profile, device=device) if device else chosen.profile, chosen.port


def _image(device: str, hex_: Path | None, name: str, lights: Lights, pixels: int, *, build: bool, dry: bool) -> Path:
    """The file that is written; one with a name of its own is made in the cache."""
    from hardware import firmware_image
    from kiosk.resources import cache_dir

    folder = cache_dir() / "firmware"
    if hex_ and not name:
        return hex_
    if not (hex_ or build) and device == firmware_image.DEFAULT_NAME:
        return firmware_image.SHIPPED
    made = folder / firmware_image.SHIPPED.name
    if dry:
        return made
    folder.mkdir(parents=True, exist_ok=True)
    source = hex_ or firmware_image.SHIPPED
    if build:
        source, size = firmware_image.build(folder, lights, pixels)
        sys.stderr.write(size + "\n")
    made.write_text(firmware_image.write(firmware_image.named(firmware_image.read(source), device)), encoding="ascii")
    return made


def _asked(job: Job, target: Profile) -> Identified | None:
    """Who answers now, as a fresh board may take its time; nobody is asked if the firmware is another's."""
    from dataclasses import replace

    from hardware import firmware_image
    from hardware.devices.identify import identify
    from hardware.errors import HardwareError
    from kiosk.errors import KioskError

    device = firmware_image.name_of(firmware_image.read(job.image))
    for last in (False, True) if device else ():
        try:
            return identify(replace(target, device=device), job.port)
        except HardwareError as fault:
            if last:
                remedy = "Unplug the board, plug it in again, and run `kiosk hardware info`."
                raise KioskError("flash.unheard", f"Written, but {fault.sentence}", remedy) from fault
    return None


def _tell(job: Job, who: Identified | None, text: str, *, json_: bool) -> None:
    from hardware.firmware_image import digest

    if not json_:
        typer.echo(text)
        return
    document: dict[str, Any] = {"port": job.port, "board": job.board, "hex": str(job.image), "command": job.command()}
    document["sha256"] = digest(job.image) if job.image.is_file() else None
    document["identity"] = who and {"device": who.device, "firmware": who.firmware, "protocol": who.protocol}
    typer.echo(json.dumps(document, ensure_ascii=False))
