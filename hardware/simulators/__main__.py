"""The device of a profile on a pty: `python -m hardware.simulators [PROFILE.toml] [--link PATH] …`.

Without a profile it is our own servo board.

Prints a JSON line for each event: `{"port": "/dev/pts/3"}` when it is plugged in, `{"unplugged": true}`, and so on.
`--link` keeps a symbolic link to the present port, which outlives a replug as a name under /dev does. `--log` gets a
line for each pose that begins or ends, and one a second: `{"at": <CLOCK_MONOTONIC s>, "channels":
{"0": 1500, …}}` in the device's units, at the moment its last bit came over the wire. `--lamps` gets a line whenever
lamps were told or went dark: `{"at": …, "lamps": {"0": {"red": 0, "green": 90, "blue": 255, "effect": "breathe"}}}`.
Of a display, `--log` gets a line for all that it shows: `{"at": …, "lines": ["…", "…"]}`, or `"fields"` by name.
Tricks come as lines on standard input: see `hardware.simulators.serve`, and the module of each device.
"""

from __future__ import annotations

import argparse
import contextlib
from pathlib import Path
from typing import IO

from hardware.simulators.device import Device
from hardware.simulators.devices import make, servo_board
from hardware.simulators.logs import LampLog, PoseLog, ShownLog
from hardware.simulators.serve import serve
from hardware.simulators.wire import Wire


def main() -> None:
    """The program."""
    parser = argparse.ArgumentParser(description="A robot's board on a pty.")
    parser.add_argument("profile", type=Path, nargs="?")
    parser.add_argument("--link", type=Path)
    parser.add_argument("--log", type=Path)
    parser.add_argument("--lamps", type=Path)
    options = parser.parse_args()
    with contextlib.ExitStack() as stack:
        log, lamps = (
            stack.enter_context(path.open("a", buffering=1, encoding="utf-8")) if path else None
            for path in (options.log, options.lamps)
        )
        baud, device = _device(options.profile, log, LampLog(lamps))
        wire = Wire(baud, options.link)
        stack.callback(wire.unplug)
        serve(wire, device)


def _device(path: Path | None, log: IO[str] | None, lamps: LampLog) -> tuple[int, Device]:
    """Baud rate of the line, and what hangs on it."""
    if path is None:
        return 115200, servo_board(PoseLog(log).write, lamps.write)
    from hardware.profiles import display_profile
    from hardware.profiles.robot_profile import load

    if display_profile.is_display(path):
        from hardware.simulators import displays

        shown = display_profile.load(path)
        return shown.baud, displays.make(shown, ShownLog(log))
    profile = load(path)
    return profile.baud, make(profile, PoseLog(log).write, lamps.write)


if __name__ == "__main__":
    main()
