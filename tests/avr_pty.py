"""A binary for the ATmega328P on a pty in real time: `python tests/avr_pty.py FIRMWARE.hex [--link PATH] [--baud N]
[--log FILE]`.

Prints `{"port": "/dev/pts/3"}` and takes the common tricks of `hardware.simulators.serve` as lines on standard input;
beside those `pin D2 1` (what is plugged into a pin drives it) and `echo 5831` (an ultrasonic sensor whose echo lasts so
many µs). `--log` gets a line whenever a servo pulse changes by more than 2 µs: `{"at": <CLOCK_MONOTONIC s>, "pulses":
{"B1": 1500.1}}`, by port and bit. Ends when standard input closes. Where the machine cannot keep up, the board's clock
runs slower.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import select
import sys
import time
from pathlib import Path
from typing import IO

sys.path.insert(0, str(Path(__file__).parents[1]))

from avr_board import US, AvrBoard, image, pulses

from hardware.simulators.serve import Table
from hardware.simulators.wire import Wire

ROUND_S = 0.001
BEHIND_S = 0.05
SHORTEST_US, LONGEST_US, NOTABLE_US = 300, 3000, 2
AT_ONCE = 100_000_000
"""Baud of a pty that adds no delay: the board's own line has one."""


class AvrDevice:
    """A `hardware.simulators.device.Device`: the board's clock follows the caller's."""

    def __init__(self, board: AvrBoard, log: IO[str] | None = None) -> None:
        self.silent = False
        self._log, self._widths = log, dict[str, float]()
        self._board = board
        self._behind = -board.seconds

    def receive(self, data: bytes, now: float) -> bytes:
        """Bytes onto the board's line; what it has sent by now."""
        if data and not self.silent:
            self._board.put(data)
        due = now - self._behind - self._board.seconds
        self._behind += max(0.0, due - BEHIND_S)
        self._board.run(min(BEHIND_S, max(0.0, due)))
        self._note_pulses(now)
        fresh = bytes(byte for _, byte in self._board.sent)
        self._board.sent.clear()
        return b"" if self.silent else fresh

    def _note_pulses(self, now: float) -> None:
        """Log those that changed, and forget all but what a pulse may still end."""
        for pin, changes in self._board.changes.items():
            for _, cycles in pulses(changes):
                width, before = cycles / US, self._widths.get(pin, 0.0)
                if self._log and SHORTEST_US < width < LONGEST_US and abs(width - before) > NOTABLE_US:
                    self._widths[pin] = width
                    self._log.write(json.dumps({"at": round(now, 6), "pulses": {pin: round(width, 1)}}) + "\n")
            del changes[:-1]

    def reboot(self, now: float) -> None:
        """Power-cycle."""
        del now
        self._board.power()

    def trick(self, word: str, value: str) -> bool:
        """`pin` and `echo`."""
        match word, *value.split():
            case "pin", pin, level:
                self._board.pin(pin, int(level))
            case "echo", us:
                self._board.echo(float(us))
            case _:
                return False
        return True


def _serve(table: Table) -> None:
    standard = sys.stdin.fileno()
    os.set_blocking(standard, False)
    typed = b""
    while True:
        table.turn(time.monotonic())
        if not select.select([standard], [], [], ROUND_S)[0]:
            continue
        data = os.read(standard, 4096)
        if not data:
            return
        *lines, typed = (typed + data).split(b"\n")
        for line in lines:
            table.heed(line.decode(errors="replace").strip(), time.monotonic())


def main() -> None:
    """The program."""
    parser = argparse.ArgumentParser(description="A binary for the ATmega328P on a pty.")
    parser.add_argument("hex", type=Path)
    parser.add_argument("--link", type=Path)
    parser.add_argument("--baud", type=int, default=115200)
    parser.add_argument("--log", type=Path)
    options = parser.parse_args()
    board = AvrBoard(image(options.hex.read_text(encoding="ascii")), options.baud)
    with contextlib.ExitStack() as stack:
        log = stack.enter_context(options.log.open("a", buffering=1, encoding="utf-8")) if options.log else None
        wire = Wire(AT_ONCE, options.link)
        stack.callback(wire.unplug)
        table = Table(wire, AvrDevice(board, log))
        table.plug()
        _serve(table)


if __name__ == "__main__":
    main()
