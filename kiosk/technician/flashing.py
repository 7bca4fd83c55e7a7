"""Puts a firmware on a board with avrdude, and asks the board afterwards who it is."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from kiosk.errors import KioskError

Board = Literal["uno", "nano", "nano-old"]
BAUD: Final = {"uno": 115200, "nano": 115200, "nano-old": 57600}
"""Of the boot loaders: optiboot, and the one that Nanos had before 2018."""

_CHUNK: Final = 64
_CAUSES: Final[Mapping[str, Callable[[str], KioskError]]] = {
    r"verification (error|mismatch)": lambda _: KioskError(
        "flash.verify",
        "The board does not hold what was written to it.",
        "Flash it again; with another cable, without a hub, if that does not help.",
    ),
    r"not in sync|programmer is not responding|protocol error|timeout communicating": lambda port: KioskError(
        "flash.mute",
        f"No boot loader answers on {port}.",
        "Check --board (older Nanos are `nano-old`) and the cable; press the board's reset button as it starts.",
    ),
    r"permission denied": lambda port: KioskError(
        "flash.permission",
        f"There is no permission to use {port}.",
        "Add this user to the group dialout and log in again.",
    ),
    r"can't open|cannot open|no such file": lambda port: KioskError(
        "flash.port",
        f"{port} does not open.",
        "Plug the board in, close the program that uses it, or name another --port.",
    ),
    r"expected signature|invalid device signature": lambda port: KioskError(
        "flash.chip", f"The chip on {port} is no ATmega328P.", "Use an Uno or a Nano with that chip."
    ),
}
"""What avrdude's words mean, for the port's name; the first that matches counts."""


@dataclass(frozen=True, slots=True)
class Job:
    """What is written where."""

    image: Path
    port: str
    board: Board

    def command(self) -> list[str]:
        """The call of avrdude; it writes, and reads back and compares."""
        place = ["-P", self.port, "-b", str(BAUD[self.board])]
        return ["avrdude", "-p", "atmega328p", "-c", "arduino", *place, "-D", "-U", f"flash:w:{self.image}:i"]


def flash(job: Job, show: Callable[[str], object] = sys.stderr.write) -> None:
    """Write it. What avrdude says, with its bars, goes to `show` as it comes.

    Raises:
        KioskError: `flash.avrdude` if there is none; `flash.verify`, `flash.mute`, `flash.permission`, `flash.port`,
            `flash.chip` or `flash.failed`.
    """
    if not shutil.which("avrdude"):
        raise KioskError("flash.avrdude", "There is no avrdude to flash with.", "Run `sudo apt-get install avrdude`.")
    said = ""
    pipe = subprocess.PIPE
    with subprocess.Popen(
        job.command(), bufsize=0, stdin=subprocess.DEVNULL, stdout=pipe, stderr=subprocess.STDOUT
    ) as one:
        while one.stdout is not None and (data := one.stdout.read(_CHUNK)):
            part = data.decode(errors="replace")
            said += part
            show(part)
    if one.returncode:
        raise _fault(job, said)


def _fault(job: Job, said: str) -> KioskError:
    for pattern, told in _CAUSES.items():
        if re.search(pattern, said, re.IGNORECASE):
            return told(job.port)
    last = ([line.strip() for line in said.splitlines() if "rror" in line or "ailed" in line] or [""])[-1]
    return KioskError("flash.failed", f"avrdude failed: {last or 'see above'}.", "Read its lines above, and try again.")
