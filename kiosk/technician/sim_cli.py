"""`kiosk hardware sim`."""

from __future__ import annotations

import contextlib
import json
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import typer

from kiosk.technician.options import Json


def sim(
    profile: Annotated[str, typer.Argument(help="Device profile in config/devices/.")] = "mcu-head",
    link: Annotated[Path | None, typer.Option(help="Name of its port (default: one that stays the same).")] = None,
    trick: Annotated[
        list[str] | None, typer.Option(help="Play this trick, `SECONDS:TRICK`, such as 5:unplug; may be repeated.")
    ] = None,
    seconds: Annotated[float, typer.Option(min=0, help="End after so long; 0: when you end it.")] = 0.0,
    log: Annotated[
        Path | None, typer.Option(help="Write the poses that it takes, or what it shows, JSON lines.")
    ] = None,
    json_: Json = False,
) -> None:
    """Start the simulated device of a profile on a port of its own, and play tricks on it.

    The port's name outlives an unplug, as one under /dev/serial/by-id does. In another terminal give it to any command:
    `kiosk hardware wiggle --port NAME`, `KIOSK__BODY__PORT=NAME kiosk run`.

    Type a trick and press Enter; an empty line, Ctrl-D or Ctrl-C ends it. Every device knows unplug, plug, half (of the
    next answer), silent, speak, garbage and reboot; a servo board also estop, release, clear, missing 3, button 2.

    A display is drawn in the terminal whenever it shows something else.

    Examples: `kiosk hardware sim`, `kiosk hardware sim mcu-head --trick 5:unplug --trick 7:plug --seconds 10`.
    """
    from hardware.simulators.spawn import SimulatedBoard
    from kiosk.resources import device_profile
    from kiosk.technician.shown import Shown
    from kiosk.technician.simulating import folder_of, plan, serve

    path, display = device_profile(profile), _is_display(profile)
    known, whole = _tricks(path, display=display)
    planned = plan(trick or [], known if whole else "")
    with contextlib.ExitStack() as stack:
        folder = stack.enter_context(folder_of(profile, link))
        if display and log is None:
            log = Path(stack.enter_context(TemporaryDirectory())) / "shown.jsonl"
        board = stack.enter_context(SimulatedBoard(folder, log, profile=path))
        port = str(link or board.port)
        typer.echo(json.dumps({"profile": profile, "port": port}) if json_ else port)
        sys.stdout.flush()
        _say(f"tricks: {known}")
        shown = Shown(log, _say) if display and log else None
        serve(board.tell, planned, seconds, _say, shown.look if shown else lambda: None)
        if shown:
            shown.close()


def _say(line: str) -> None:
    typer.echo(line, err=True)


def _is_display(profile: str) -> bool:
    """Whether it is the profile of a display; one that is neither that nor a robot's is told at once."""
    from hardware.profiles.display_profile import is_display
    from kiosk.resources import device_profile
    from kiosk.technician.chosen import loaded

    path = device_profile(profile)
    if path.is_file() and is_display(path):
        return True
    loaded(profile)
    return False


def _tricks(profile: Path, *, display: bool) -> tuple[str, bool]:
    """The tricks that the device knows, and whether these are all: a device that another package brings has its own."""
    from hardware.profiles import display_profile
    from hardware.profiles.robot_profile import load
    from hardware.simulators import devices, displays

    if display:
        own = displays.TRICKS.get(display_profile.load(profile).protocol.name)
    else:
        own = devices.TRICKS.get(load(profile).protocol.name)
    return f"{devices.COMMON_TRICKS} {own or ''}".rstrip(), own is not None
